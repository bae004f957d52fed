import { FindingError } from "../../findings/finding";
import { inShort } from "../../findings/summarise";
import { userDatabases } from "../../mysql/statements";
import type { LinkSessions } from "../link/linkSessions";
import { identitiesOf } from "../link/serverIdentity";
import type { Progress } from "../progress";
import { differences, heldBy } from "../link/tablesOnBoth";
import { areOneHistory } from "./requireEmpty";
import type { InitialDataInputs } from "./inputs";
import { spotCheck } from "./spotCheck";

/** @throws FindingError where GTIDs would bring rows that are there already */
export async function refuseUnlessSameHistory(link: InitialDataInputs, ends: LinkSessions): Promise<void> {
    if (await areOneHistory(ends)) {
        return;
    }
    const { replica, source } = await identitiesOf(ends);
    const sentAgain = source.executed.subtract(replica.executed);
    if (!sentAgain.isEmpty && (await userDatabases(ends.replica)).length > 0) {
        throw new FindingError({
            code: "gtid-history-differs",
            where: link.name,
            observed: `both sides are declared identical, but ${link.replica.name} has not executed ${sentAgain.toString()}`,
        });
    }
}

/**
 * Spot-checks what the author vouches for: the databases, the tables and their columns on both sides, and of every
 * table with a key that orders them the first and the last rows. By GTID, servers of which one is ahead are as far apart as
 * their histories are, which links put right: then there is nothing to compare.
 *
 * @throws FindingError with what is on one side only, or differs
 */
export async function refuseUnlessIdentical(
    link: InitialDataInputs,
    ends: LinkSessions,
    progress: Progress,
): Promise<void> {
    if (!(await isLevel(link, ends))) {
        return;
    }
    const compared = { ...link, databases: [], ignoreTables: [] };
    const held = { source: await heldBy(ends.source, compared), replica: await heldBy(ends.replica, compared) };
    const defined = differences(compared, held);
    const onBoth = [...held.source.tables.values()].flatMap((source) => {
        const replica = held.replica.tables.get(source.name);
        return replica === undefined || defined.has(source.name) ? [] : [{ source, replica }];
    });
    const found = [...defined, ...(await spotCheck(link, ends, onBoth, progress))];
    if (found.length > 0) {
        throw new FindingError({
            code: "data-differs",
            where: link.name,
            observed: inShort(found.map(([name, how]) => `${name}: ${how}`)),
        });
    }
}

async function isLevel({ positioning }: InitialDataInputs, ends: LinkSessions): Promise<boolean> {
    if (positioning === "binlog") {
        return true;
    }
    const { replica, source } = await identitiesOf(ends);
    return replica.executed.equals(source.executed);
}
