import { text } from "./values";
import type { Dialect } from "./dialect/dialect";
import type { Row } from "./session";

/** The state of one of the two replica threads. */
export interface ThreadState {
    running: "Yes" | "No" | "Connecting";
    errorNumber: number;
    errorText: string;
}

/** What a replica says of itself, as typed values. */
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
    /** In whose words the server says all this. */
    dialect: Dialect;
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

/**
 * @param row the answer to the statement of the same dialect
 * @returns `undefined` for a server that follows nobody
 */
export function readReplicaStatus(row: Row | undefined, dialect: Dialect): ReplicaStatus | undefined {
    const { statusColumns: columns } = dialect;
    if (row === undefined || text(row[columns.sourceHost]) === "") {
        return undefined;
    }
    return {
        sourceHost: text(row[columns.sourceHost]),
        sourcePort: Number(row[columns.sourcePort]),
        sourceUuid: text(row[columns.sourceUuid]),
        user: text(row[columns.user]),
        connectRetrySeconds: Number(row[columns.connectRetrySeconds]),
        retryCount: Number(row[columns.retryCount]),
        delaySeconds: Number(row.SQL_Delay ?? 0),
        autoPosition: text(row.Auto_Position) === "1",
        replicateDoDb: list(row.Replicate_Do_DB),
        replicateIgnoreDb: list(row.Replicate_Ignore_DB),
        io: {
            running: text(row[columns.receiverRuns]) as ThreadState["running"],
            errorNumber: Number(row.Last_IO_Errno),
            errorText: text(row.Last_IO_Error),
        },
        sql: {
            running: text(row[columns.applierRuns]) as ThreadState["running"],
            errorNumber: Number(row.Last_SQL_Errno),
            errorText: text(row.Last_SQL_Error),
        },
        ioActivity: text(row[columns.receiverActivity]),
        sqlActivity: text(row[columns.applierActivity]),
        dialect,
        applied: { file: text(row[columns.appliedFile]), position: Number(row[columns.appliedPosition]) },
        received: { file: text(row[columns.receivedFile]), position: Number(row[columns.receivedPosition]) },
        secondsBehind: text(row[columns.secondsBehind]) === "" ? undefined : Number(row[columns.secondsBehind]),
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
 * False where the replica was never told where to read, or a reset made it forget: it would begin with the oldest
 * binary log that its source still has, and apply all of it once more.
 */
export const hasPlace = ({ autoPosition, applied }: ReplicaStatus): boolean => autoPosition || applied.file !== "";

/** True once the receiver has spoken with its source, and so knows which server answers there. */
export const hasMetItsSource = ({ io, ioActivity, sourceUuid, dialect }: ReplicaStatus): boolean =>
    io.running === "Yes" && sourceUuid !== "" && dialect.activities.hasMetItsSource.test(ioActivity);

/** True while it waits for its own applier to make room for relay logs: its source, and the way there, are well. */
export const isHeldBack = ({ ioActivity, dialect }: ReplicaStatus): boolean =>
    ioActivity.startsWith(dialect.activities.heldBackByApplier);

/** True once the applier has nothing left to apply, which is when a broken event would have stopped it. */
export const hasAppliedAll = ({ sqlActivity, dialect }: ReplicaStatus): boolean =>
    sqlActivity.startsWith(dialect.activities.hasAppliedAll);

/** True while the applier waits for somebody else: nothing that it does itself, however long that takes. */
export const isBlocked = ({ sqlActivity, dialect }: ReplicaStatus): boolean =>
    dialect.activities.isBlocked.test(sqlActivity);
