import { tableName, type TableName } from "./identifiers";
import { text } from "./values";
import { readRows, type Session } from "./session";

/** Statements that look at tables. Like those in `statements/`, each stands in a function of its own. */

/** InnoDB writes what is neither letter, digit nor underscore as `@` and its code (manual, 9.2.3). */
const decoded = (name: string): string =>
    name.replace(/@([0-9a-f]{4})/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));

/**
 * Tables of InnoDB that have neither a primary key nor a unique one without NULL: InnoDB makes a hidden one, of which
 * no other server knows. Its own dictionary answers without opening a table, and needs PROCESS (manual, 24.31.6).
 */
export async function tablesWithoutPrimaryKey(session: Session): Promise<TableName[]> {
    const { tables, indexes, partition } = session.dialect.innodb;
    const rows = await readRows(
        session,
        `SELECT DISTINCT SUBSTRING_INDEX(t.NAME, '${partition}', 1) AS name FROM information_schema.${tables} t ` +
            `JOIN information_schema.${indexes} i USING (TABLE_ID) ` +
            "WHERE i.NAME = 'GEN_CLUST_INDEX' AND t.NAME NOT LIKE 'mysql/%' AND t.NAME NOT LIKE 'sys/%' ORDER BY 1",
    );
    return rows.map(({ name }) => decoded(text(name)).replace("/", "."));
}

/** Tables whose rows no transaction can read as of one moment. */
export async function notTransactional(session: Session, databases: string[]): Promise<TableName[]> {
    const rows = await readRows(
        session,
        "SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name FROM information_schema.TABLES " +
            "WHERE TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB' AND TABLE_SCHEMA IN (?) ORDER BY 1, 2",
        [databases as unknown as string],
    );
    return rows.map(tableName);
}

/** Bytes that the rows of these databases take, by the engine's own estimate. */
export async function estimatedBytes(session: Session, databases: string[]): Promise<number> {
    const [row] = await readRows(
        session,
        "SELECT COALESCE(SUM(DATA_LENGTH), 0) AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?)",
        [databases as unknown as string],
    );
    return Number(row?.bytes ?? 0);
}

/** What the databases' tables and programs are, each by a name to tell it by, as a text that is another one once it was altered. */
export async function definitions(session: Session, databases: string[]): Promise<Map<string, string>> {
    if (databases.length === 0) {
        return new Map();
    }
    const list = databases as unknown as string;
    const rows = await readRows(
        session,
        "SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name, CONCAT_WS(' ', TABLE_TYPE, ENGINE, CREATE_TIME) AS mark " +
            "FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?) " +
            "UNION ALL SELECT CONCAT('view ', TABLE_SCHEMA, '.', TABLE_NAME), MD5(VIEW_DEFINITION) " +
            "FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN (?) " +
            "UNION ALL SELECT CONCAT('trigger ', TRIGGER_SCHEMA, '.', TRIGGER_NAME), CREATED " +
            "FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN (?) " +
            "UNION ALL SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_SCHEMA, '.', ROUTINE_NAME), LAST_ALTERED " +
            "FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN (?) " +
            "UNION ALL SELECT CONCAT('event ', EVENT_SCHEMA, '.', EVENT_NAME), LAST_ALTERED " +
            "FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN (?)",
        [list, list, list, list, list],
    );
    // TRUNCATE TABLE makes a table anew and leaves no other trace (seen on 5.7.22). Needs PROCESS (manual, 24.31.6).
    const tables = await readRows(
        session,
        `SELECT NAME AS name, TABLE_ID AS mark FROM information_schema.${session.dialect.innodb.tables} WHERE NAME LIKE '%/%'`,
    );
    const ids = tables
        .map(({ name, mark }) => ({ name: decoded(text(name)).replace("/", "."), mark: text(mark) }))
        .filter(({ name }) => databases.some((database) => name.startsWith(`${database}.`)));
    const all = new Map<string, string>();
    for (const { name, mark } of [...rows.map((row) => ({ name: text(row.name), mark: text(row.mark) })), ...ids]) {
        all.set(name, `${all.get(name) ?? ""} ${mark}`);
    }
    return all;
}
