import {
    beginCopyRecord,
    dropCopyRecord,
    finishCopyRecord,
    noteDropped,
    noteMade,
    readCopyRecord,
} from "../../../components/mysql/copyRecord";
import { COPY_RECORD } from "../../../components/mysql/ownDatabases";
import type { Row } from "../../../components/mysql/session";
import { fakeSession } from "../fakes/session";

const [LOOK, READ] = ["SELECT TABLE_NAME AS name", "SELECT file, position, gtid_set"];
const there: Row[] = [{ name: "whole_as_of" }];

describe("the record of a copy", () => {
    it("should be none on a server that was never copied to", async () => {
        const session = fakeSession();
        expect(await readCopyRecord(session)).toBe("none");
        // Its rows can't be asked for: an unknown table is an error.
        expect(session.sent).toEqual([
            {
                sql: "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
                values: [COPY_RECORD],
            },
        ]);
    });

    it("should be unfinished from the beginning of a copy on, with the databases that it has made", async () => {
        const session = fakeSession({
            [LOOK]: [{ name: "made" }, ...there],
            "SELECT name FROM": [{ name: "shop" }, { name: "stock" }],
        });
        expect(await readCopyRecord(session)).toEqual({ made: ["shop", "stock"] });
        expect(session.sent.slice(1).map(({ sql }) => sql)).toEqual([
            `SELECT file, position, gtid_set FROM ${COPY_RECORD}.whole_as_of`,
            `SELECT name FROM ${COPY_RECORD}.made ORDER BY 1`,
        ]);
    });

    it("should say that it does not know them where an older version began it", async () => {
        expect(await readCopyRecord(fakeSession({ [LOOK]: there }))).toEqual({ made: undefined });
    });

    it("should note a database as a value, and strike it out again", async () => {
        const session = fakeSession();
        await noteMade(session, "it's ours");
        await noteDropped(session, "it's ours");
        expect(session.sent).toEqual([
            { sql: `INSERT INTO ${COPY_RECORD}.made VALUES (?)`, values: ["it's ours"] },
            { sql: `DELETE FROM ${COPY_RECORD}.made WHERE name = ?`, values: ["it's ours"] },
        ]);
    });

    it.each<[string, Row, string]>([
        ["with its history", { gtid_set: "a:1-5,b:1" }, "a:1-5,b:1"],
        ["without one", { gtid_set: "" }, ""],
        ["where the server gives nothing for it", { gtid_set: null }, ""],
    ])("should be the moment as of which a copy is whole, %s", async (_how, row, gtidSet) => {
        const whole = { file: "mysql-bin.000002", position: "4711", ...row };
        const session = fakeSession({ [LOOK]: there, [READ]: [whole] });
        expect(await readCopyRecord(session)).toEqual({ file: "mysql-bin.000002", position: 4711, gtidSet });
    });

    it("should be begun so that it can be begun again", async () => {
        const session = fakeSession();
        await beginCopyRecord(session);
        expect(session.sent).toEqual([
            { sql: `CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`, values: [] },
            {
                sql:
                    `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.whole_as_of ` +
                    "(file TEXT, position BIGINT UNSIGNED, gtid_set LONGTEXT) ENGINE = InnoDB",
                values: [],
            },
            {
                sql: `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.made (name VARCHAR(64) COLLATE utf8mb4_bin) ENGINE = InnoDB`,
                values: [],
            },
        ]);
    });

    it("should be finished with its moment as values", async () => {
        const session = fakeSession();
        await finishCopyRecord(session, { file: "mysql-bin.000002", position: 4711, gtidSet: "a:1-5" });
        expect(session.sent).toEqual([
            {
                sql: `INSERT INTO ${COPY_RECORD}.whole_as_of VALUES (?, ?, ?)`,
                values: ["mysql-bin.000002", 4711, "a:1-5"],
            },
        ]);
    });

    it("should go without a trace, and be no trouble where it is gone", async () => {
        const session = fakeSession();
        await dropCopyRecord(session);
        expect(session.sent).toEqual([{ sql: `DROP DATABASE IF EXISTS ${COPY_RECORD}`, values: [] }]);
    });
});
