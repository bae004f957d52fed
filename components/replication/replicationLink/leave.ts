import { readClaim } from "../../mysql/claim";
import { excess, heldGrants } from "../../mysql/grants";
import { nativePasswordHash } from "../../mysql/nativePassword";
import { isElsewhere } from "../../mysql/connection";
import type { Session } from "../../mysql/session";
import {
    binaryLogReaders,
    dropAccount,
    dumpConnections,
    identity,
    keepOutOfBinaryLog,
    nativeAccounts,
} from "../../mysql/statements";
import { tearDownIfReachable } from "../tearDown";
import type { Operation } from "../operation";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import type { ReplicationLinkOutputs } from "./inputs";
import { endDump, STOP_FOLLOWING, stopFollowing } from "./remove";
import type { ServerConnection } from "../../model/connection";

/**
 * Takes leave of the servers that were at the ends of a link, and in whose places the program has put others by now: the
 * old replica follows nobody any more, and on the old source the account goes with which it was followed, once nobody
 * uses that. A server that only answers at another address than before is the same one, and nothing is left behind.
 */
export async function leave(
    was: ReplicationLinkOutputs,
    is: ReplicationLinkOutputs,
    operation: Operation,
): Promise<void> {
    const { progress } = operation;
    if (isElsewhere(was.replica, is.replica) && was.replicaUuid !== is.replicaUuid) {
        await ifLeft(was.replica, operation, STOP_FOLLOWING, (session) => stopFollowing(session, was, progress));
        await endDump(was);
    }
    if (isElsewhere(was.source, is.source) && was.sourceUuid !== is.sourceUuid) {
        await endDump(was);
        const leftToDo = `DROP USER for the accounts '${was.replicationUser}', once nobody follows it`;
        await ifLeft(was.source, operation, leftToDo, (session) => dropUnusedAccounts(session, was, progress));
    }
}

/** One that is claimed is declared all the same, in another place of the program: then it is none that is left. */
const ifLeft = (
    server: ServerConnection,
    operation: Operation,
    leftToDo: string,
    tidy: (session: Session) => Promise<void>,
): Promise<void> =>
    tearDownIfReachable(server, operation, leftToDo, async (session) => {
        if ((await readClaim(session)) === undefined) {
            await tidy(session);
        }
    });

/** By name, password and privileges it is the one that this program has made, from wherever it may log in. */
async function dropUnusedAccounts(
    session: Session,
    { replicationUser, replicationPassword, replicaUuid, sourceUuid }: ReplicationLinkOutputs,
    progress: Progress,
): Promise<void> {
    // Another server that is there by now has accounts of its own.
    if ((await identity(session)).serverUuid !== sourceUuid) {
        return;
    }
    const ended = await dumpConnections(session, replicaUuid);
    const readers = await binaryLogReaders(session);
    if (readers.some(({ id, user }) => user === replicationUser && !ended.includes(id))) {
        return;
    }
    const hash = nativePasswordHash(replicationPassword);
    const tell = tellStatements(session.server.name, progress);
    for (const { host } of (await nativeAccounts(session, replicationUser)).filter((each) => each.hash === hash)) {
        if (excess(await heldGrants(session, replicationUser, host)).length === 0) {
            await keepOutOfBinaryLog(session);
            await tell(dropAccount(session, replicationUser, host), "on the server of before");
        }
    }
}
