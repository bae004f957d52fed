import { quotedName } from "./identifiers";
import { keyIn, keyValues, whereIn, type Key, type KeyColumn, type KeyRange } from "./rowKeys";
import { readRows, type Session } from "./session";
import type { ColumnShape, TableShape, UniqueKey } from "./tableShapes";

/**
 * Statements that read rows in order to compare them with those of another server. Each is one plain SELECT that is a
 * transaction of its own: it takes no lock on a row, and keeps nobody waiting.
 */

/** A table, read in the order of one of its keys. */
export interface OrderedTable extends TableShape {
    key: UniqueKey;
}

/** How many rows there are, and a sum over the digests of all of them, in whatever order they come. */
export interface Digest {
    rows: number;
    sum: string;
}

/** As a text to compare. */
export const sayDigest = ({ rows, sum }: Digest): string => `${rows} ${sum}`;

/** Everything that these sessions read means the same on every server, and nothing that they send can write. */
export async function prepareToCompare(session: Session, secondsAtMost: number): Promise<void> {
    // A TIMESTAMP reads otherwise in each time zone. Without autocommit, what was read stays locked against ALTER TABLE.
    // Whoever holds a table is not waited for without end, and a read that takes too long ends by itself.
    await session.query(
        "SET SESSION time_zone = '+00:00', autocommit = 1, lock_wait_timeout = 5, max_execution_time = ?",
        [Math.max(1, Math.round(secondsAtMost * 1000))],
    );
    await session.query("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
}

/** The largest text that the server puts together: a longer one would be NULL (manual, 12.5 String Functions). */
export async function maxAllowedPacket(session: Session): Promise<number> {
    const [row] = await session.query("SELECT @@GLOBAL.max_allowed_packet AS bytes");
    return Number(row?.bytes);
}

/** More than one column adds to the text of a row. */
const MOST_OF_A_COLUMN = 520;

export const mostOfARow = ({ columns }: TableShape): number => columns.length * MOST_OF_A_COLUMN;

const PLAIN = new Set([
    ...["tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year"],
    ...["date", "time", "datetime", "timestamp"],
]);
const FLOATING = new Set(["float", "double"]);
const SHORT = new Set(["char", "varchar", "binary", "varbinary", "enum", "set"]);
const MOST_OCTETS_IN_FULL = 255;

/**
 * A value as letters and digits, which no other value has: by its bytes where it is a text, so that neither case nor
 * character set hides anything, and by its digest where it is long.
 */
function valueOf({ name, dataType, octets = 0, nullable }: ColumnShape): string {
    const column = quotedName(name);
    const value = PLAIN.has(dataType)
        ? column
        : FLOATING.has(dataType)
          ? // Shown by itself, a FLOAT is rounded.
            `${column} + 0e0`
          : dataType === "bit"
            ? `${column} + 0`
            : SHORT.has(dataType) && octets <= MOST_OCTETS_IN_FULL
              ? `HEX(${column})`
              : `MD5(${column})`;
    // No value reads like that.
    return nullable ? `COALESCE(${value}, 'NULL')` : value;
}

const digestOfRow = ({ columns }: TableShape): string =>
    `MD5(CONCAT_WS(',', ${columns
        .filter(({ virtual }) => !virtual)
        .map(valueOf)
        .join(", ")}))`;

/** Without the hint, the server may think that it is quicker to sort the whole table. */
const from = ({ database, table }: TableShape, key?: UniqueKey): string =>
    `FROM ${quotedName(database)}.${quotedName(table)}` +
    (key === undefined ? "" : ` FORCE INDEX (${quotedName(key.index)})`);

/** From where rows are counted. */
export type End = "first" | "last";

const inOrder = (key: KeyColumn[], from: End = "first"): string =>
    ` ORDER BY ${key.map(({ name }) => `${quotedName(name)}${from === "last" ? " DESC" : ""}`).join(", ")}`;

/** The key of the row at that place in the range, from 1; the last row is at 1 where they are counted from there. */
export async function keyAt(
    session: Session,
    table: OrderedTable,
    range: KeyRange,
    place: number,
    counted: End = "first",
): Promise<Key | undefined> {
    const { columns } = table.key;
    const [row] = await readRows(
        session,
        `SELECT ${keyValues(columns)} ${from(table, table.key)}${whereIn(columns, range)}${inOrder(columns, counted)} ` +
            `LIMIT 1 OFFSET ${place - 1}`,
    );
    return row === undefined ? undefined : keyIn(row, columns);
}

/** @param range only where the table is read in order */
export async function digestOfRange(
    session: Session,
    table: TableShape & { key?: UniqueKey },
    range: KeyRange = {},
): Promise<Digest> {
    const [row] = await readRows(
        session,
        "SELECT COUNT(*) AS n, " +
            `COALESCE(SUM(CAST(CONV(LEFT(${digestOfRow(table)}, 16), 16, 10) AS UNSIGNED)), 0) AS total ` +
            `${from(table, table.key)}${whereIn(table.key?.columns ?? [], range)}`,
    );
    return { rows: Number(row?.n), sum: String(row?.total) };
}

/** One row: its key and its digest. */
export interface RowDigest {
    key: Key;
    digest: string;
}

export async function rowsInRange(session: Session, table: OrderedTable, range: KeyRange): Promise<RowDigest[]> {
    const { columns } = table.key;
    const found = await readRows(
        session,
        `SELECT ${keyValues(columns)}, ${digestOfRow(table)} AS digest ${from(table, table.key)}` +
            `${whereIn(columns, range)}${inOrder(columns)}`,
    );
    return found.map((row) => ({ key: keyIn(row, columns), digest: String(row.digest) }));
}
