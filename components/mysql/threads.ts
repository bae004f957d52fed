import { ServerProblem } from "./serverProblem";
import * as statements from "./statements";
import { readReplicaStatus, type ReplicaStatus } from "./replicaStatus";
import { withSession, type Session } from "./session";
import { NoAnswer } from "./sessionErrors";

/** What the coordinator reports when one of its workers stopped: the reason stands with the worker. */
const SEE_WORKERS = 1756;
const COORDINATOR_ONLY = "Coordinator stopped because there were error(s) in the worker(s)";

const WITHOUT_WORKERS =
    "performance_schema is OFF here, so that only this server's error log tells what stopped the worker";

/** The replica's status, with the worker's own error in the place of the coordinator's hint at it. */
export async function replicaStatus(session: Session): Promise<ReplicaStatus | undefined> {
    const status = readReplicaStatus(await answered(session, statements.showReplicaStatus), session.dialect);
    if (status === undefined) {
        return undefined;
    }
    const { errorNumber, errorText } = status.sql;
    if (errorNumber !== 0 && (errorNumber === SEE_WORKERS || errorText.startsWith(COORDINATOR_ONLY))) {
        const [worker] = await statements.applierWorkerErrors(session);
        if (worker !== undefined) {
            status.sql.errorNumber = Number(worker.number);
            status.sql.errorText = String(worker.message);
        } else if (!(await statements.hasPerformanceSchema(session))) {
            status.sql.errorText += `; ${WITHOUT_WORKERS}`;
        }
    }
    return status;
}

/** @throws ServerProblem where the receiver keeps the server from answering */
export const namedChannels = (session: Session): Promise<statements.NamedChannel[]> =>
    answered(session, statements.namedChannels);

/** @throws ServerProblem where the receiver keeps the server from answering */
export const replicaThreadRuns = (session: Session): Promise<boolean> =>
    answered(session, statements.replicaThreadRuns);

async function answered<T>(session: Session, look: (session: Session) => Promise<T>): Promise<T> {
    try {
        return await look(session);
    } catch (error) {
        throw error instanceof NoAnswer ? await whyNoAnswer(session, error) : error;
    }
}

/**
 * A receiver without room for its relay log shows no error: it tries again once a minute, and keeps the lock that every
 * look at it takes (seen on 5.7.22). Only the process list, which takes none, tells what it is at.
 */
async function whyNoAnswer({ server, dialect }: Session, { message }: NoAnswer): Promise<ServerProblem> {
    const activities = await withSession(server, statements.threadActivities);
    return new ServerProblem({
        code: activities.includes(dialect.activities.writesRelayLog) ? "disk-full" : "look-failed",
        where: server.name,
        observed: `${message}; its replication threads: ${activities.join(", ")}`,
    });
}

/** Errors of the receiver that pass by themselves once the source is back (manual, B.3.2 Client Error Messages). */
const PASSING = new Set([0, 2002, 2003, 2005, 2006, 2013]);

/** True while the receiver is on its way to a source that may simply not be there yet. */
export const isReconnecting = ({ io }: ReplicaStatus): boolean =>
    io.running === "Connecting" && PASSING.has(io.errorNumber);
