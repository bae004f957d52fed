import { text } from "./values";
import type { Row } from "./session";

/** The state of one of the two replica threads. */
export interface ThreadState {
    running: "Yes" | "No" | "Connecting";
    errorNumber: number;
    errorText: string;
}

/** SHOW SLAVE STATUS as typed values: the one place where its column names stand. */
export interface ReplicaStatus {
    sourceHost: string;
    sourcePort: number;
    /** Empty until the receiver has spoken to its source once. */
    sourceUuid: string;
    user: string;
    connectRetrySeconds: number;
    retryCount: number;
    /** Seconds by which the applier stays behind its source on purpose. */
    delaySeconds: number;
    autoPosition: boolean;
    replicateDoDb: string[];
    replicateIgnoreDb: string[];
    io: ThreadState;
    sql: ThreadState;
    /** What the receiver says that it is doing. */
    ioActivity: string;
    /** What the applier says that it is doing. */
    sqlActivity: string;
    /** Source coordinates up to which events were applied. */
    applied: { file: string; position: number };
    /** Source coordinates up to which events were received. */
    received: { file: string; position: number };
    /** Age of what is being applied; `undefined` where the server can't say. */
    secondsBehind: number | undefined;
}

const list = (value: string | number | null | undefined): string[] =>
    text(value)
        .split(",")
        .filter((name) => name !== "");

/** @returns `undefined` for a server that follows nobody */
export function readReplicaStatus(row: Row | undefined): ReplicaStatus | undefined {
    if (row === undefined || text(row.Master_Host) === "") {
        return undefined;
    }
    return {
        sourceHost: text(row.Master_Host),
        sourcePort: Number(row.Master_Port),
        sourceUuid: text(row.Master_UUID),
        user: text(row.Master_User),
        connectRetrySeconds: Number(row.Connect_Retry),
        retryCount: Number(row.Master_Retry_Count),
        delaySeconds: Number(row.SQL_Delay ?? 0),
        autoPosition: text(row.Auto_Position) === "1",
        replicateDoDb: list(row.Replicate_Do_DB),
        replicateIgnoreDb: list(row.Replicate_Ignore_DB),
        io: {
            running: text(row.Slave_IO_Running) as ThreadState["running"],
            errorNumber: Number(row.Last_IO_Errno),
            errorText: text(row.Last_IO_Error),
        },
        sql: {
            running: text(row.Slave_SQL_Running) as ThreadState["running"],
            errorNumber: Number(row.Last_SQL_Errno),
            errorText: text(row.Last_SQL_Error),
        },
        ioActivity: text(row.Slave_IO_State),
        sqlActivity: text(row.Slave_SQL_Running_State),
        applied: { file: text(row.Relay_Master_Log_File), position: Number(row.Exec_Master_Log_Pos) },
        received: { file: text(row.Master_Log_File), position: Number(row.Read_Master_Log_Pos) },
        secondsBehind: text(row.Seconds_Behind_Master) === "" ? undefined : Number(row.Seconds_Behind_Master),
    };
}

/** The number at the end of a binary log file's name, which grows a digit after 999999. */
export const fileNumber = (file: string): number => Number(/\d+$/.exec(file)?.[0] ?? 0);

interface InBinaryLog {
    file: string;
    position: number;
}

export const isBefore = (one: InBinaryLog, other: InBinaryLog): boolean =>
    fileNumber(one.file) < fileNumber(other.file) ||
    (fileNumber(one.file) === fileNumber(other.file) && one.position < other.position);

export const isSame = (one: InBinaryLog, other: InBinaryLog): boolean =>
    one.file === other.file && one.position === other.position;

/** By its threads' own account. That a connection is silent, or an applier waits, they do not tell. */
export const bothThreadsRun = ({ io, sql }: ReplicaStatus): boolean => io.running === "Yes" && sql.running === "Yes";

/** The thread's state in the words of a preview. */
export function sayThread({ running, errorNumber, errorText }: ThreadState): string {
    if (running === "Yes") {
        return "running";
    }
    const state = running === "No" ? "stopped" : "connecting";
    return errorNumber === 0 ? state : `${state}: ${errorNumber} ${errorText.trim()}`;
}

/**
 * False where the replica was never told where to read, or RESET SLAVE made it forget: it would begin with the oldest
 * binary log that its source still has, and apply all of it once more.
 */
export const hasPlace = ({ autoPosition, applied }: ReplicaStatus): boolean => autoPosition || applied.file !== "";

/** True once the receiver has spoken with its source, and so knows which server answers there. */
export function hasMetItsSource({ io, ioActivity, sourceUuid }: ReplicaStatus): boolean {
    return (
        io.running === "Yes" &&
        sourceUuid !== "" &&
        /^(Waiting for (master|the slave SQL thread)|Queueing master)/.test(ioActivity)
    );
}

/** True once the applier has nothing left to apply, which is when a broken event would have stopped it. */
export function hasAppliedAll(status: ReplicaStatus): boolean {
    return status.sqlActivity.startsWith("Slave has read all relay log");
}
