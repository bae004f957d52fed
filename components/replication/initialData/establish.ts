import { FindingError } from "../../findings/finding";
import { hasPlace } from "../../mysql/replicaStatus";
import { surroundings } from "../../mysql/compatibility";
import { replicaStatus } from "../../mysql/threads";
import { withLinkSessions, type LinkSessions } from "../link/linkSessions";
import { followsItsSource, refuseAnotherSource } from "../link/sourceCheck";
import { coordinatesOf, identitiesOf, refuseSameIdentity } from "../link/serverIdentity";
import type { Progress } from "../progress";
import { refusePurged } from "../link/purged";
import { copy } from "./copy";
import { refuseUnlessEmpty, refuseUnlessProven } from "./requireEmpty";
import { refuseUnlessIdentical, refuseUnlessSameHistory } from "./requireIdentical";
import type { InitialDataInputs, LinkStarts } from "./inputs";
import { refuseLackingPrivileges } from "./privileges";
import type { BinaryLogCoordinates } from "../../model/coordinates";

/** One of the directions that are still to be wired, as if it were the only one. */
interface Direction {
    link: InitialDataInputs;
    ends: LinkSessions;
}

/**
 * Establishes what both servers hold, and from where in its source's binary log each link between them has to bring
 * the rest.
 *
 * Whatever is written to either server from then on is behind these coordinates: it reaches the other one as soon as
 * the links run, however long that takes. For this, both servers' are read before any link is wired, before the data
 * is looked at, and for both directions at once: a moment that is settled for one direction only would be long past
 * when the other one can be settled, too.
 *
 * @throws FindingError where the data is not what the program declares
 */
export async function begin(link: InitialDataInputs, progress: Progress): Promise<LinkStarts> {
    return await withLinkSessions(link, progress, async (ends) => {
        const forth: Direction = { link, ends };
        const back = link.replicaAddress === undefined ? undefined : backOf(forth, link.replicaAddress);
        const isWired = await followsAlready(forth);
        const isWiredBack = back === undefined || (await followsAlready(back));
        if (isWired && isWiredBack) {
            return { start: null, startBack: null };
        }
        const { replica, source } = await identitiesOf(ends);
        refuseSameIdentity(link, replica, source);
        await refuseLackingPrivileges(link, ends);
        await refuseOtherCaseOfNames(link, ends);
        const [replicaAt, sourceAt] = [await coordinatesOf(ends.replica), await coordinatesOf(ends.source)];
        const open = [...(isWired ? [] : [forth]), ...(isWiredBack ? [] : [back])];
        await establish(link, open, progress);
        const copied = isWired || link.data !== "copy" ? undefined : await copy(link, ends, progress);
        const copiedBack =
            isWiredBack || link.data !== "copied" ? undefined : await copy(back.link, back.ends, progress);
        const place = (at: BinaryLogCoordinates, { serverUuid }: { serverUuid: string }) => ({ ...at, serverUuid });
        return {
            start: isWired ? null : { source: place(copied ?? sourceAt, source), replica: place(replicaAt, replica) },
            startBack: isWiredBack
                ? null
                : { source: place(copiedBack ?? replicaAt, replica), replica: place(sourceAt, source) },
        };
    });
}

const backOf = ({ link, ends }: Direction, sourceAddress: { host: string; port: number }): Direction => ({
    link: {
        ...link,
        name: `${link.source.name} from ${link.replica.name}`,
        replica: link.source,
        source: link.replica,
        sourceAddress,
        replicaAddress: link.sourceAddress,
    },
    ends: { replica: ends.source, source: ends.replica },
});

/** One that was told a source, and no place in it, or a wrong one by this stack, has yet to begin. */
async function followsAlready({ link, ends }: Direction): Promise<boolean> {
    const status = await replicaStatus(ends.replica);
    if (status === undefined) {
        return false;
    }
    await refuseAnotherSource(ends, status, link);
    return followsItsSource(status, link) && hasPlace(status);
}

/** What both servers hold is looked at once; their histories, once for each direction. */
async function establish(link: InitialDataInputs, open: Direction[], progress: Progress): Promise<void> {
    const [first] = open;
    const byGtid = link.positioning === "gtid";
    if (first === undefined || link.data === "copy" || link.data === "copied") {
        return;
    }
    if (link.data === "empty") {
        await (byGtid ? refuseUnlessProven : refuseUnlessEmpty)(first.link, first.ends);
    }
    for (const direction of byGtid ? open : []) {
        if (link.data === "identical") {
            await refuseUnlessSameHistory(direction.link, direction.ends);
        }
        // Here, and not only when the link is made: what is declared later changes nothing in what was settled here.
        await refusePurged(direction.link, direction.ends, 'initialData: "copy" gives it one, if it holds nothing');
    }
    if (link.data === "identical") {
        await refuseUnlessIdentical(first.link, first.ends, progress);
    }
}

/** @throws FindingError where a name that is written on one server is not found on the other */
async function refuseOtherCaseOfNames({ name }: InitialDataInputs, ends: LinkSessions): Promise<void> {
    const [replica, source] = [await surroundings(ends.replica), await surroundings(ends.source)];
    if (replica.lowerCaseTableNames !== source.lowerCaseTableNames) {
        throw new FindingError({
            code: "names-case-differs",
            where: name,
            observed:
                `lower_case_table_names is ${replica.lowerCaseTableNames} on ${ends.replica.server.name} and ` +
                `${source.lowerCaseTableNames} on ${ends.source.server.name}`,
        });
    }
}
