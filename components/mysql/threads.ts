import { applierWorkerErrors, showSlaveStatus } from "./statements";
import { readReplicaStatus, type ReplicaStatus } from "./replicaStatus";
import type { Session } from "./session";

/** What the coordinator reports when one of its workers stopped: the reason stands with the worker. */
const SEE_WORKERS = 1756;
const COORDINATOR_ONLY = "Coordinator stopped because there were error(s) in the worker(s)";

/** The replica's status, with the worker's own error in the place of the coordinator's hint at it. */
export async function replicaStatus(session: Session): Promise<ReplicaStatus | undefined> {
    const status = readReplicaStatus(await showSlaveStatus(session));
    if (status === undefined) {
        return undefined;
    }
    const { errorNumber, errorText } = status.sql;
    if (errorNumber !== 0 && (errorNumber === SEE_WORKERS || errorText.startsWith(COORDINATOR_ONLY))) {
        const [worker] = await applierWorkerErrors(session);
        if (worker !== undefined) {
            status.sql.errorNumber = Number(worker.number);
            status.sql.errorText = String(worker.message);
        }
    }
    return status;
}

/** Errors of the receiver that pass by themselves once the source is back (manual, B.3.2 Client Error Messages). */
const PASSING = new Set([0, 2002, 2003, 2005, 2006, 2013]);

/** True while the receiver is on its way to a source that may simply not be there yet. */
export const isReconnecting = ({ io }: ReplicaStatus): boolean =>
    io.running === "Connecting" && PASSING.has(io.errorNumber);
