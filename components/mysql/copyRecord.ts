import { COPY_RECORD } from "./ownDatabases";
import { text } from "./values";
import type { Session } from "./session";
import type { BinaryLogCoordinates } from "../model/coordinates";

const WHOLE_AS_OF = `${COPY_RECORD}.whole_as_of`;
const MADE = "made";

/** A copy that was interrupted. */
export interface UnfinishedCopy {
    /** Databases that it made; `undefined`: an older version of this library made it, and noted none. */
    made: string[] | undefined;
}

/** What is known of a copy on a server: none, one that was interrupted, or a whole one as of these coordinates. */
export type CopyRecord = "none" | UnfinishedCopy | BinaryLogCoordinates;

export async function readCopyRecord(session: Session): Promise<CopyRecord> {
    const tables = (
        await session.query("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?", [
            COPY_RECORD,
        ])
    ).map(({ name }) => text(name));
    if (tables.length === 0) {
        return "none";
    }
    const [whole] = await session.query(`SELECT file, position, gtid_set FROM ${WHOLE_AS_OF}`);
    if (whole !== undefined) {
        return { file: text(whole.file), position: Number(whole.position), gtidSet: text(whole.gtid_set) };
    }
    return { made: tables.includes(MADE) ? await made(session) : undefined };
}

const made = async (session: Session): Promise<string[]> =>
    (await session.query(`SELECT name FROM ${COPY_RECORD}.${MADE} ORDER BY 1`)).map(({ name }) => text(name));

/** The session must be one that keeps what it writes out of the binary log, here and below. */
export async function beginCopyRecord(session: Session): Promise<void> {
    await session.query(`CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`);
    await session.query(
        `CREATE TABLE IF NOT EXISTS ${WHOLE_AS_OF} ` +
            "(file TEXT, position BIGINT UNSIGNED, gtid_set LONGTEXT) ENGINE = InnoDB",
    );
    await session.query(
        `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.${MADE} (name VARCHAR(64) COLLATE utf8mb4_bin) ENGINE = InnoDB`,
    );
}

/** Only once it was made: until then, a database of that name may be anybody's. */
export async function noteMade(session: Session, database: string): Promise<void> {
    await session.query(`INSERT INTO ${COPY_RECORD}.${MADE} VALUES (?)`, [database]);
}

/** Only once it is dropped. */
export async function noteDropped(session: Session, database: string): Promise<void> {
    await session.query(`DELETE FROM ${COPY_RECORD}.${MADE} WHERE name = ?`, [database]);
}

export async function finishCopyRecord(
    session: Session,
    { file, position, gtidSet }: BinaryLogCoordinates,
): Promise<void> {
    await session.query(`INSERT INTO ${WHOLE_AS_OF} VALUES (?, ?, ?)`, [file, position, gtidSet]);
}

export async function dropCopyRecord(session: Session): Promise<void> {
    await session.query(`DROP DATABASE IF EXISTS ${COPY_RECORD}`);
}
