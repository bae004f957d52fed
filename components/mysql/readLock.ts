import { text } from "./values";
import type { Session } from "./session";

/**
 * The lock under which nobody writes on a server, until UNLOCK TABLES or the session's end (manual, 13.7.6.3 FLUSH).
 *
 * Whoever waits for it keeps everybody else's writes waiting, too, and once it has begun to flush, whoever wants a table
 * that a statement is still reading waits until that statement ends, also after it was given up (both seen on 5.7.22).
 * So it is asked for only while nothing is seen that would keep it, and for a second at a time.
 */

const ER_LOCK_WAIT_TIMEOUT = 1205;
const SECONDS_TO_KEEP_WRITERS_WAITING = 1;

/** @returns false where somebody kept it from being granted within a second */
export async function tryReadLock(session: Session): Promise<boolean> {
    await session.query(`SET SESSION lock_wait_timeout = ${SECONDS_TO_KEEP_WRITERS_WAITING}`);
    try {
        await session.query("FLUSH TABLES WITH READ LOCK");
        return true;
    } catch (error) {
        // A flush that took too long leaves the session with the lock, although it answers with an error (seen on 5.7.22).
        await unlockTables(session);
        if ((error as { errno?: number }).errno === ER_LOCK_WAIT_TIMEOUT) {
            return false;
        }
        throw error;
    }
}

export async function unlockTables(session: Session): Promise<void> {
    await session.query("UNLOCK TABLES");
}

/** A connection whose statement has been running for a second or longer. */
export interface LongStatement {
    connection: number;
    user: string;
    host: string;
    seconds: number;
}

/**
 * Statements behind which the lock would wait, the longest first: none where no table is in use. Who waits for a lock of
 * GET_LOCK() is none of them. Others' need PROCESS.
 */
export async function statementsInTheWay(session: Session): Promise<LongStatement[]> {
    if ((await session.query("SHOW OPEN TABLES WHERE In_use > 0")).length === 0) {
        return [];
    }
    const rows = await session.query(
        "SELECT ID AS id, USER AS user, HOST AS host, TIME AS seconds FROM information_schema.PROCESSLIST " +
            "WHERE COMMAND IN ('Query', 'Execute') AND TIME >= 1 AND COALESCE(STATE, '') <> 'User lock' " +
            "AND ID <> CONNECTION_ID() ORDER BY TIME DESC, ID",
    );
    return rows.map(({ id, user, host, seconds }) => ({
        connection: Number(id),
        user: text(user),
        host: text(host),
        seconds: Number(seconds),
    }));
}
