import { FindingError } from "../../findings/finding";
import { userDatabases, type Identity } from "../../mysql/statements";
import type { Session } from "../../mysql/session";
import type { LinkSessions } from "../link/linkSessions";
import { identitiesOf, type Identities } from "../link/serverIdentity";
import type { InitialDataInputs } from "./inputs";

/** @throws FindingError where either server holds a database of its own */
export async function refuseUnlessEmpty(link: InitialDataInputs, ends: LinkSessions): Promise<void> {
    const held = [
        { server: link.replica.name, databases: await userDatabases(ends.replica) },
        { server: link.source.name, databases: await userDatabases(ends.source) },
    ].filter(({ databases }) => databases.length > 0);
    if (held.length > 0) {
        throw new FindingError({
            code: "data-not-empty",
            where: link.name,
            observed: held.map(({ server, databases }) => `${server} holds ${databases.join(", ")}`).join("; "),
            here:
                held.length === 1
                    ? 'initialData: "copy" copies it to the others'
                    : 'initialData: "identical", once both sides hold the same rows',
        });
    }
}

/** @throws FindingError where neither one history nor emptiness is given */
export async function refuseUnlessProven(link: InitialDataInputs, ends: LinkSessions): Promise<void> {
    if (!(await areOneHistory(ends))) {
        await refuseUnlessEmpty(link, ends);
    }
}

/**
 * One server's history that continues the other's proves by itself that GTIDs bring just what is missing. So do two that
 * have written on since their links went, e.g. because applications went on during a destroy: each lacks only what the
 * other one wrote itself, behind what both have. Data without GTIDs is in no history: an empty set is a part of every set.
 */
export async function areOneHistory(ends: LinkSessions): Promise<boolean> {
    const identities = await identitiesOf(ends);
    const { replica, source } = identities;
    return (
        (await hasHistory(ends.replica, replica)) &&
        (await hasHistory(ends.source, source)) &&
        (source.executed.contains(replica.executed) ||
            replica.executed.contains(source.executed) ||
            haveWrittenOn(identities))
    );
}

function haveWrittenOn({ replica, source }: Identities): boolean {
    const onlyHere = replica.executed.subtract(source.executed);
    const onlyThere = source.executed.subtract(replica.executed);
    const isOwn =
        replica.executed.ofServer(replica.serverUuid).contains(onlyHere) &&
        source.executed.ofServer(source.serverUuid).contains(onlyThere);
    const bothHave = replica.executed.subtract(onlyHere);
    return isOwn && !bothHave.isEmpty;
}

const hasHistory = async (session: Session, { executed }: Identity): Promise<boolean> =>
    !executed.isEmpty || (await userDatabases(session)).length === 0;
