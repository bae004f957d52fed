import type { Row } from "../../../components/mysql/session";
import type { Answers } from "./session";

export interface FakeTable {
    database: string;
    name: string;
    /** Each as a name and a type, e.g. `id int`. */
    columns?: string[];
    /** Columns of its primary key, in the key's order; none: it has no such key. */
    key?: string[];
    /** What its rows hold, in the key's order. */
    rows?: string[];
    engine?: string;
    bytes?: number;
}

const columnsOf = ({ columns = ["id int", "item text"] }: FakeTable): [name: string, type: string][] =>
    columns.map((column) => column.split(" ") as [string, string]);

const keyOf = ({ key = ["id"] }: FakeTable): string[] => key;

/** What a server that holds these tables answers when they are looked at. */
export function answersAbout(tables: FakeTable[]): Answers {
    const sorted = [...tables].sort((a, b) => `${a.database}.${a.name}`.localeCompare(`${b.database}.${b.name}`));
    const among = (databases: unknown): FakeTable[] =>
        sorted.filter(({ database }) => (databases as string[]).includes(database));
    const named = ({ database, name }: FakeTable): Row => ({ db: database, name });
    /** Rows of the table that a statement reads, in the range that it names: a row begins with its key. */
    const read = (sql: string): string[] => {
        const [, database, name] = /FROM `(.+?)`\.`(.+?)` FORCE INDEX/.exec(sql) ?? [];
        const rows = tables.find((each) => each.database === database && each.name === name)?.rows ?? [];
        const after = Number(/ > (\d+)/.exec(sql)?.[1] ?? -1);
        const upTo = Number(/ <= (\d+)/.exec(sql)?.[1] ?? Infinity);
        return rows.filter((row) => Number.parseInt(row, 10) > after && Number.parseInt(row, 10) <= upTo);
    };
    const keyAt = (_values: unknown, sql: string): Row[] => {
        const rows = read(sql);
        const row = (sql.includes(" DESC ") ? rows.reverse() : rows)[Number(/OFFSET (\d+)$/.exec(sql)?.[1])];
        return row === undefined ? [] : [{ k0: String(Number.parseInt(row, 10)) }];
    };
    return {
        "SELECT c.TABLE_SCHEMA AS db, c.TABLE_NAME AS name, c.COLUMN_NAME AS col, c.DATA_TYPE": ([databases]) =>
            among(databases).flatMap((table) =>
                columnsOf(table).map(([col, type]) => ({
                    ...named(table),
                    ...{ col, type, data_type: type, nullable: "NO", character_set: null, collation_name: null },
                    ...{ octets: null, extra: "" },
                })),
            ),
        "SELECT s.TABLE_SCHEMA AS db": ([databases]) =>
            among(databases).flatMap((table) =>
                keyOf(table).map((col) => ({ ...named(table), idx: "PRIMARY", col, beginning: null, type: "BTREE" })),
            ),
        "SELECT @@GLOBAL.max_allowed_packet": [{ bytes: "4194304" }],
        "SELECT `id` + 0 AS k0": keyAt,
        "SELECT COUNT(*) AS n, COALESCE(SUM(": (_values, sql) => [
            { n: String(read(sql).length), total: read(sql).sort().join("|") },
        ],
        "SELECT TABLE_SCHEMA AS db": ([databases]) =>
            among(databases)
                .filter(({ engine = "InnoDB" }) => engine !== "InnoDB")
                .map(named),
        "SELECT COALESCE(SUM(DATA_LENGTH)": ([databases]) => [
            { bytes: String(among(databases).reduce((sum, { bytes = 0 }) => sum + bytes, 0)) },
        ],
    };
}
