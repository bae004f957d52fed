import type { Session } from "../session";
import { text } from "../values";
import { change } from "../change";

/** A server that reads this one's binary log (manual, 13.7.5.33). */
export interface Follower {
    serverId: number;
    serverUuid: string;
    /** What it reports of itself, where it reports anything. */
    host: string;
    port: number;
}

export async function registeredReplicas(session: Session): Promise<Follower[]> {
    return (await session.query(session.dialect.statements.showReplicas)).map((row) => ({
        serverId: Number(row.Server_id),
        serverUuid: text(row[session.dialect.statusColumns.replicaUuid]),
        host: text(row.Host),
        port: Number(row.Port),
    }));
}

/** A connection over which somebody reads this server's binary log at this moment. */
export interface BinaryLogReader {
    id: number;
    user: string;
    /** From where, e.g. `10.0.0.2:51234`. */
    from: string;
}

export async function binaryLogReaders(session: Session): Promise<BinaryLogReader[]> {
    const rows = await session.query(
        "SELECT ID AS id, USER AS user, HOST AS host FROM information_schema.PROCESSLIST " +
            "WHERE COMMAND LIKE 'Binlog Dump%' ORDER BY ID",
    );
    return rows.map(({ id, user, host }) => ({ id: Number(id), user: text(user), from: text(host) }));
}

/** Connections over which this server sends its binary log to the replica with that server_uuid. */
export async function dumpConnections(session: Session, replicaUuid: string): Promise<number[]> {
    const rows = await session.query(
        "SELECT t.PROCESSLIST_ID AS id FROM performance_schema.threads t " +
            "JOIN performance_schema.user_variables_by_thread v USING (THREAD_ID) " +
            "WHERE t.PROCESSLIST_COMMAND LIKE 'Binlog Dump%' AND v.VARIABLE_NAME = ? AND v.VARIABLE_VALUE = ?",
        [session.dialect.statements.replicaUuidVariable, replicaUuid],
    );
    return rows.map((row) => Number(row.id));
}

export async function killConnection(session: Session, id: number): Promise<string> {
    return await change(session, "KILL ?", [id]);
}
