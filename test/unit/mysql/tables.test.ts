import type { Row, Session, Value } from "../../../components/mysql/session";
import { definitions, estimatedBytes, notTransactional } from "../../../components/mysql/tables";
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

const CASES: Case[] = [
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

describe("a look at tables", () => {
    it.each(CASES)("should be exactly this statement: $does", async ({ call, rows = [], sql, values = [], answer }) => {
        const session = fakeSession({ "": rows });
        expect(await call(session)).toEqual(answer);
        expect(session.sent).toEqual([{ sql, values: values as Value[] }]);
        expect(writes(session)).toEqual([]);
    });

    it("should not be taken where there is no database: an empty list is no SQL", async () => {
        const session = fakeSession();
        expect([...(await definitions(session, []))]).toEqual([]);
        expect(session.sent).toEqual([]);
    });
});

describe("what tables and programs are", () => {
    it("should be another text once one was altered, or was made anew under its name", async () => {
        const session = fakeSession({
            "SELECT CONCAT(TABLE_SCHEMA": [
                { name: "my shop.orders", mark: "BASE TABLE InnoDB 2026-01-01 00:00:00" },
                { name: "trigger my shop.tidy", mark: "2026-01-01 00:00:01.05" },
            ],
            "SELECT NAME AS name, TABLE_ID": [
                { name: "my@0020shop/orders", mark: "41" },
                { name: "my@0020shop2/orders", mark: "42" },
            ],
        });
        expect([...(await definitions(session, ["my shop"]))]).toEqual([
            ["my shop.orders", " BASE TABLE InnoDB 2026-01-01 00:00:00 41"],
            ["trigger my shop.tidy", " 2026-01-01 00:00:01.05"],
        ]);
        expect(writes(session)).toEqual([]);
    });
});
