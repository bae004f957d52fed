import { text } from "./row";
import type { Session } from "./session";
import type { BinaryLogCoordinates } from "./statements";

/**
 * A database that stands on a server from before a copy into it begins until the link that goes on from there runs.
 * It tells whoever comes after an interruption which databases are a part of a copy, and whether that is whole: only
 * then can it be gone on from, or thrown away, without guessing.
 */
export const COPY_RECORD = "pulumi_mysql_dual_master_copy";
const TABLE = `${COPY_RECORD}.whole_as_of`;

/** What is known of a copy on a server: none, one that was interrupted, or a whole one as of these coordinates. */
export type CopyRecord = "none" | "unfinished" | BinaryLogCoordinates;

export async function readCopyRecord(session: Session): Promise<CopyRecord> {
    const [table] = await session.query(
        "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
        [COPY_RECORD],
    );
    if (table === undefined) {
        return "none";
    }
    const [whole] = await session.query(`SELECT file, position, gtid_set FROM ${TABLE}`);
    return whole === undefined
        ? "unfinished"
        : { file: text(whole.file), position: Number(whole.position), gtidSet: text(whole.gtid_set) };
}

/** The session must be one that keeps what it writes out of the binary log. */
export async function beginCopyRecord(session: Session): Promise<void> {
    await session.query(`CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`);
    await session.query(
        `CREATE TABLE IF NOT EXISTS ${TABLE} (file TEXT, position BIGINT UNSIGNED, gtid_set LONGTEXT) ENGINE = InnoDB`,
    );
}

export async function finishCopyRecord(
    session: Session,
    { file, position, gtidSet }: BinaryLogCoordinates,
): Promise<void> {
    await session.query(`INSERT INTO ${TABLE} VALUES (?, ?, ?)`, [file, position, gtidSet]);
}

export async function dropCopyRecord(session: Session): Promise<void> {
    await session.query(`DROP DATABASE IF EXISTS ${COPY_RECORD}`);
}
