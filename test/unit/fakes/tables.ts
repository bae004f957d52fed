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
    const ends = (sql: string): Row[] => {
        const [, database, name, order = "", limit] = /FROM `(.+)`\.`(.+)` ORDER BY (.+) LIMIT (\d+)$/.exec(sql) ?? [];
        const table = tables.find((each) => each.database === database && each.name === name);
        const rows = [...(table?.rows ?? [])];
        return (order.endsWith(" DESC") ? rows.reverse() : rows)
            .slice(0, Number(limit))
            .map((row) => ({ digest: `digest of ${row}` }));
    };
    return {
        "SELECT c.TABLE_SCHEMA AS db, c.TABLE_NAME AS name, c.COLUMN_NAME AS col, c.COLUMN_TYPE": ([databases]) =>
            among(databases).flatMap((table) =>
                columnsOf(table).map(([col, type]) => ({
                    ...named(table),
                    ...{ col, type, nullable: "NO", collation_name: null },
                    in_key: keyOf(table).includes(col) ? "PRI" : "",
                })),
            ),
        "SELECT c.TABLE_SCHEMA AS db, c.TABLE_NAME AS name, c.COLUMN_NAME AS col, k.ORDINAL_POSITION": ([databases]) =>
            among(databases)
                .filter((table) => keyOf(table).length > 0)
                .flatMap((table) =>
                    columnsOf(table).map(([col]) => ({
                        ...named(table),
                        col,
                        key_part: keyOf(table).includes(col) ? String(keyOf(table).indexOf(col) + 1) : null,
                    })),
                ),
        "SELECT MD5(": (_values, sql) => ends(sql),
        "SELECT TABLE_SCHEMA AS db": ([databases]) =>
            among(databases)
                .filter(({ engine = "InnoDB" }) => engine !== "InnoDB")
                .map(named),
        "SELECT COALESCE(SUM(DATA_LENGTH)": ([databases]) => [
            { bytes: String(among(databases).reduce((sum, { bytes = 0 }) => sum + bytes, 0)) },
        ],
    };
}
