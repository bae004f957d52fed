import type { Row, Session, Value } from "../../../components/mysql/session";
import {
    digestOfRows,
    estimatedBytes,
    notTransactional,
    tableDefinitions,
    tablesWithPrimaryKey,
    type KeyedTable,
} from "../../../components/mysql/tables";
import { fakeSession, writes } from "../fakes/session";

const DATABASES = ["shop", "it's ours"];

interface Case {
    does: string;
    call: (session: Session) => Promise<unknown>;
    rows?: Row[];
    sql: string;
    values?: unknown[];
    answer: unknown;
}

const column = (name: string, col: string, over: Row = {}): Row => ({
    ...{ db: "shop", name, col, type: "int(11)", nullable: "NO", collation_name: null, in_key: "" },
    ...over,
});

const keyed = (name: string, col: string, part: number | null, db = "shop"): Row => ({ db, name, col, key_part: part });

const CASES: Case[] = [
    {
        does: "tables and views with all that their columns are, in order",
        call: async (session) => [...(await tableDefinitions(session, DATABASES))],
        rows: [
            column("items", "id", { in_key: "PRI" }),
            column("orders", "id", { in_key: "PRI" }),
            column("orders", "item", { type: "varchar(20)", nullable: "YES", collation_name: "utf8_bin" }),
        ],
        sql:
            "SELECT c.TABLE_SCHEMA AS db, c.TABLE_NAME AS name, c.COLUMN_NAME AS col, c.COLUMN_TYPE AS type, " +
            "c.IS_NULLABLE AS nullable, c.COLLATION_NAME AS collation_name, c.COLUMN_KEY AS in_key " +
            "FROM information_schema.COLUMNS c WHERE c.TABLE_SCHEMA IN (?) ORDER BY 1, 2, c.ORDINAL_POSITION",
        values: [DATABASES],
        answer: [
            ["shop.items", "id int(11) NO  PRI\n"],
            ["shop.orders", "id int(11) NO  PRI\nitem varchar(20) YES utf8_bin \n"],
        ],
    },
    {
        does: "tables with a primary key, the parts of which are in the key's order",
        call: (session) => tablesWithPrimaryKey(session, DATABASES),
        rows: [
            keyed("lines", "note", null),
            keyed("lines", "line", 2),
            keyed("lines", "order_id", 1),
            keyed("orders", "id", 1, "it's ours"),
        ],
        sql:
            "SELECT c.TABLE_SCHEMA AS db, c.TABLE_NAME AS name, c.COLUMN_NAME AS col, k.ORDINAL_POSITION AS key_part " +
            "FROM information_schema.COLUMNS c " +
            "JOIN information_schema.TABLE_CONSTRAINTS p ON p.TABLE_SCHEMA = c.TABLE_SCHEMA " +
            "AND p.TABLE_NAME = c.TABLE_NAME AND p.CONSTRAINT_TYPE = 'PRIMARY KEY' " +
            "LEFT JOIN information_schema.KEY_COLUMN_USAGE k ON k.TABLE_SCHEMA = c.TABLE_SCHEMA " +
            "AND k.TABLE_NAME = c.TABLE_NAME AND k.COLUMN_NAME = c.COLUMN_NAME AND k.CONSTRAINT_NAME = 'PRIMARY' " +
            "WHERE c.TABLE_SCHEMA IN (?) ORDER BY 1, 2, c.ORDINAL_POSITION",
        values: [DATABASES],
        answer: [
            {
                name: "shop.lines",
                database: "shop",
                table: "lines",
                columns: ["note", "line", "order_id"],
                primaryKey: ["order_id", "line"],
            },
            {
                name: "it's ours.orders",
                database: "it's ours",
                table: "orders",
                columns: ["id"],
                primaryKey: ["id"],
            },
        ],
    },
    {
        does: "tables whose rows no transaction can read as of one moment",
        call: (session) => notTransactional(session, DATABASES),
        rows: [
            { db: "shop", name: "log" },
            { db: "shop", name: "search" },
        ],
        sql:
            "SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name FROM information_schema.TABLES " +
            "WHERE TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB' AND TABLE_SCHEMA IN (?) ORDER BY 1, 2",
        values: [DATABASES],
        answer: ["shop.log", "shop.search"],
    },
    {
        does: "the bytes of databases",
        call: (session) => estimatedBytes(session, DATABASES),
        rows: [{ bytes: "123456789012" }],
        sql: "SELECT COALESCE(SUM(DATA_LENGTH), 0) AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?)",
        values: [DATABASES],
        answer: 123456789012,
    },
];

const TABLE: KeyedTable = {
    name: "shop.order `lines`",
    database: "shop",
    table: "order `lines`",
    columns: ["order", "line", "note"],
    primaryKey: ["order", "line"],
};

const digests = (...values: string[]): Row[] => values.map((digest) => ({ digest }));

describe("a look at tables", () => {
    it.each(CASES)("should be exactly this statement: $does", async ({ call, rows = [], sql, values = [], answer }) => {
        const session = fakeSession({ "": rows });
        expect(await call(session)).toEqual(answer);
        expect(session.sent).toEqual([{ sql, values: values as Value[] }]);
        expect(writes(session)).toEqual([]);
    });

    it("should not be taken where there is no database: an empty list is no SQL", async () => {
        const session = fakeSession();
        expect([...(await tableDefinitions(session, []))]).toEqual([]);
        expect(await tablesWithPrimaryKey(session, [])).toEqual([]);
        expect(session.sent).toEqual([]);
    });
});

describe("a digest of rows", () => {
    const digest = async (rows: Row[], end: "first" | "last" = "first"): Promise<string> =>
        await digestOfRows(fakeSession({ "": rows }), TABLE, end, 1000);

    it.each([
        ["first", "`order`, `line`"],
        ["last", "`order` DESC, `line` DESC"],
    ] as const)(
        "should be of so many rows at one end of the primary key, every name quoted: %s",
        async (end, order) => {
            const session = fakeSession({ "": digests("a") });
            await digestOfRows(session, TABLE, end, 1000);
            expect(session.sent).toEqual([
                {
                    sql:
                        "SELECT MD5(CONCAT_WS('#', `order`, ISNULL(`order`), `line`, ISNULL(`line`), `note`, ISNULL(`note`))) AS digest " +
                        `FROM \`shop\`.\`order \`\`lines\`\`\` ORDER BY ${order} LIMIT 1000`,
                    values: [],
                },
            ]);
        },
    );

    it("should be the same for the same rows only", async () => {
        const same = await digest(digests("a", "b"));
        expect(await digest(digests("a", "b"))).toBe(same);
        for (const other of [digests("a"), digests("b", "a"), digests("a", "b", "b"), digests("ab"), []]) {
            expect(await digest(other)).not.toBe(same);
        }
    });
});
