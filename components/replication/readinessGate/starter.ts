import { applierFinding } from "../../findings/classify/applier";
import { FindingError } from "../../findings/finding";
import { hasMetItsSource, sayThread, type ReplicaStatus } from "../../mysql/replicaStatus";
import type { Session } from "../../mysql/session";
import { sayServerError } from "../../mysql/sessionErrors";
import { startReplica, type Identity, type ReplicaThread } from "../../mysql/statements";
import { meetsAnother } from "../link/sourceCheck";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { hasReceiverFailed } from "../replicationLink/waitForThreads";

/** @returns whether there was something to start, or is as soon as the receiver has met its source */
export type Starter = (status: ReplicaStatus) => Promise<boolean>;

/**
 * Starts each thread that has stopped once, as `up` would later: an error that comes back is final. The applier has to
 * wait until its receiver has met the declared server, so that nothing of a stranger's is applied.
 *
 * @param link its name
 */
export function starterOf(link: string, replica: Session, source: Identity, progress: Progress): Starter {
    const tried = new Set<ReplicaThread>();
    const tell = tellStatements(link, progress);
    const start = async (thread: ReplicaThread, was: string): Promise<boolean> => {
        tried.add(thread);
        await tell(startThread(link, replica, thread), `was ${was}`);
        return true;
    };
    return async (status) => {
        const { io, sql } = status;
        if (io.running === "No" && !tried.has("IO_THREAD")) {
            return await start("IO_THREAD", sayThread(io));
        }
        if (sql.running !== "No" || tried.has("SQL_THREAD") || io.running === "No" || hasReceiverFailed(status)) {
            return false;
        }
        const knowsItsSource = hasMetItsSource(status) && !meetsAnother(status, source);
        return knowsItsSource ? await start("SQL_THREAD", sayThread(sql)) : true;
    };
}

async function startThread(link: string, replica: Session, thread: ReplicaThread): Promise<string> {
    try {
        return await startReplica(replica, thread);
    } catch (error) {
        const { errno = 0 } = error as { errno?: number };
        if (applierFinding(errno, "") !== "relay-log-unusable") {
            throw error;
        }
        throw new FindingError({
            code: "relay-log-unusable",
            where: link,
            observed: `${replica.dialect.statements.startReplica} ${thread}: ${sayServerError(error)}`,
        });
    }
}
