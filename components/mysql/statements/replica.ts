import type { BinaryLogCoordinates } from "../../model/coordinates";
import type { SourceClauses } from "../dialect/dialect";
import { quotedName } from "../identifiers";
import { SECONDS_TO_ACT, SECONDS_TO_ANSWER, type Row, type Session } from "../session";
import { text } from "../values";
import { Secret, change } from "../change";
import { one } from "./one";

export interface ChangeSourceOptions {
    host?: string;
    port?: number;
    user?: string;
    password?: string;
    connectRetrySeconds?: number;
    heartbeatSeconds?: number;
    retryCount?: number;
    delaySeconds?: number;
    autoPosition?: boolean;
    file?: string;
    position?: number;
}

/** In the order in which they are written. */
const CLAUSES = [
    "host",
    "port",
    "user",
    "password",
    "connectRetrySeconds",
    "heartbeatSeconds",
    "retryCount",
    "delaySeconds",
    "autoPosition",
    "file",
    "position",
] as const satisfies (keyof ChangeSourceOptions & keyof SourceClauses)[];

/** Names the source, or changes how it is followed (manual, 13.4.2.1). */
export async function changeSource(session: Session, options: ChangeSourceOptions): Promise<string> {
    const { statements, sourceClauses } = session.dialect;
    const given = CLAUSES.flatMap((option) => {
        const value = options[option];
        return value === undefined ? [] : [{ option, value: typeof value === "boolean" ? Number(value) : value }];
    });
    return await change(
        session,
        `${statements.changeSource} ${given.map(({ option }) => `${sourceClauses[option]} = ?`).join(", ")}`,
        given.map(({ option, value }) => (option === "password" ? new Secret(String(value)) : value)),
        SECONDS_TO_ACT,
    );
}

/**
 * Waits until the applier has reached a place in its source's binary log (manual, 12.19 Miscellaneous Functions).
 *
 * @returns false where the time was over first, or the applier does not run
 */
export async function waitForPosition(
    session: Session,
    { file, position }: BinaryLogCoordinates,
    seconds: number,
): Promise<boolean> {
    const { events } = await one(
        session,
        `SELECT ${session.dialect.statements.waitForPosition}(?, ?, ?, '') AS events`,
        [file, position, seconds],
        seconds + SECONDS_TO_ANSWER,
    );
    return events !== null && events !== undefined && Number(events) >= 0;
}

/** Any look at replication takes locks that a thread may keep for as long as it waits for its disk (seen on 5.7.22). */
const SECONDS_TO_LOOK_AT_THREADS = 10;

const lookAtThreads = (session: Session): Promise<Row[]> =>
    session.query(session.dialect.statements.showReplicaStatus, [], SECONDS_TO_LOOK_AT_THREADS);

export async function showReplicaStatus(session: Session): Promise<Row | undefined> {
    // A server with further channels answers with a row for each; the link is the one without a name.
    return (await lookAtThreads(session)).find((row) => text(row.Channel_Name) === "");
}

/** True where a receiver or an applier of any channel runs, or tries to. */
export async function replicaThreadRuns(session: Session): Promise<boolean> {
    const rows = await lookAtThreads(session);
    const { receiverRuns, applierRuns } = session.dialect.statusColumns;
    return rows.some((row) => [row[receiverRuns], row[applierRuns]].some((running) => text(running) !== "No"));
}

/** A source beside the one that replication without a channel's name follows (manual, 16.2.3 Replication Channels). */
export interface NamedChannel {
    name: string;
    host: string;
    port: number;
}

/** Not from performance_schema, which is empty where the server was started without it. */
export async function namedChannels(session: Session): Promise<NamedChannel[]> {
    const { sourceHost, sourcePort } = session.dialect.statusColumns;
    return (await lookAtThreads(session))
        .map((row) => ({ name: text(row.Channel_Name), host: text(row[sourceHost]), port: Number(row[sourcePort]) }))
        .filter(({ name }) => name !== "")
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a server's own threads, the receiver and the applier among them, are doing: takes none of their locks. */
export async function threadActivities(session: Session): Promise<string[]> {
    const rows = await session.query(
        "SELECT STATE AS activity FROM information_schema.PROCESSLIST WHERE USER = 'system user' ORDER BY ID",
    );
    return rows.map(({ activity }) => text(activity));
}

export async function stopChannel(session: Session, name: string): Promise<string> {
    return await change(session, `${session.dialect.statements.stopReplica} FOR CHANNEL ?`, [name], SECONDS_TO_ACT);
}

export async function resetChannelAll(session: Session, name: string): Promise<string> {
    return await change(session, `${session.dialect.statements.resetReplicaAll} FOR CHANNEL ?`, [name], SECONDS_TO_ACT);
}

/** What the receiver has stored: its status shows neither the password nor the heartbeat. */
export async function receiverSettings(session: Session): Promise<Row | undefined> {
    const [row] = await session.query(session.dialect.statements.receiverSettings);
    return row;
}

/** Errors of the applier's workers: the coordinator's own error only says to look here. */
export async function applierWorkerErrors(session: Session): Promise<Row[]> {
    return await session.query(
        "SELECT LAST_ERROR_NUMBER AS number, LAST_ERROR_MESSAGE AS message " +
            "FROM performance_schema.replication_applier_status_by_worker " +
            "WHERE CHANNEL_NAME = '' AND LAST_ERROR_NUMBER <> 0",
    );
}

/** The thread that receives, and the one that applies, as MySQL calls them. */
export type ReplicaThread = "IO_THREAD" | "SQL_THREAD";

/** @param thread which of the two; both where it is left out */
export async function startReplica(session: Session, thread?: ReplicaThread): Promise<string> {
    const { startReplica: start } = session.dialect.statements;
    return await change(session, thread === undefined ? start : `${start} ${thread}`, [], SECONDS_TO_ACT);
}

export async function stopReplica(session: Session): Promise<string> {
    return await change(session, session.dialect.statements.stopReplica, [], SECONDS_TO_ACT);
}

/** Replaces the filters of the applier, which must not be running (manual, 13.4.2.2 CHANGE REPLICATION FILTER). */
export async function changeReplicationFilter(session: Session, doDb: string[], ignoreDb: string[]): Promise<string> {
    const names = (databases: string[]): string => databases.map(quotedName).join(", ");
    return await change(
        session,
        `CHANGE REPLICATION FILTER REPLICATE_DO_DB = (${names(doDb)}), REPLICATE_IGNORE_DB = (${names(ignoreDb)})`,
    );
}

/** Deletes the relay logs and the place in them; which source it is, the data and the binary log stay. */
export async function resetReplica(session: Session): Promise<string> {
    return await change(session, session.dialect.statements.resetReplica, [], SECONDS_TO_ACT);
}

/** Forgets the source and the relay logs; the data and the binary log stay (manual, 13.4.2.3). */
export async function resetReplicaAll(session: Session): Promise<string> {
    return await change(session, session.dialect.statements.resetReplicaAll, [], SECONDS_TO_ACT);
}
