import { ASSUMED_DIALECT } from "../../mysql/dialect/detect";
import { withSession, type Session } from "../../mysql/session";
import { dumpConnections, killConnection, resetReplicaAll, stopReplica } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { tearDownIfReachable } from "../tearDown";
import type { Operation } from "../operation";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { followsItsSource } from "../link/sourceCheck";
import type { ReplicationLinkOutputs } from "./inputs";

/** Leaves the replica following nobody. Its data and its binary log stay, and so does all that others hold. */
export async function remove(link: ReplicationLinkOutputs, operation: Operation): Promise<void> {
    await tearDownIfReachable(link.replica, operation, STOP_FOLLOWING, (session) =>
        stopFollowing(session, link, operation.progress),
    );
    await endDump(link);
}

const { statements: STATEMENTS } = ASSUMED_DIALECT;

/** What {@link stopFollowing} runs. */
export const STOP_FOLLOWING = `${STATEMENTS.stopReplica}; ${STATEMENTS.resetReplicaAll}`;

export async function stopFollowing(session: Session, link: ReplicationLinkOutputs, progress: Progress): Promise<void> {
    const status = await replicaStatus(session);
    if (status !== undefined && followsItsSource(status, link)) {
        const tell = tellStatements(link.name, progress);
        await tell(stopReplica(session));
        await tell(resetReplicaAll(session));
    }
}

/**
 * A source notices that its replica has left only when it next has something to send, and a server that is shut down
 * before that waits 10 s for the thread that still sends. Ending it is a courtesy: without it nothing is lost but time.
 */
export async function endDump({ source, replicaUuid }: ReplicationLinkOutputs): Promise<void> {
    try {
        await withSession(source, async (session) => {
            for (const id of await dumpConnections(session, replicaUuid)) {
                await killConnection(session, id);
            }
        });
    } catch {
        // The server is gone, or the thread is: then nobody waits for it either.
    }
}
