import {
    digestOfRange,
    keyAt,
    maxAllowedPacket,
    prepareToCompare,
    rowsInRange,
    type OrderedTable,
} from "../../../components/mysql/rowDigests";
import type { ColumnShape } from "../../../components/mysql/tableShapes";
import { fakeSession } from "../fakes/session";

const column = (name: string, dataType: string, over: Partial<ColumnShape> = {}): ColumnShape => ({
    ...{ name, dataType, definition: dataType, nullable: false, virtual: false },
    ...over,
});

const table = (columns: ColumnShape[]): OrderedTable => {
    const key = { index: "PRIMARY", columns: [{ name: "id", travelsAs: "number" as const }] };
    return { name: "shop.orders", database: "shop", table: "orders", columns, keys: [key], key };
};

const ORDERS = table([column("id", "int"), column("note", "text", { nullable: true })]);
const ROW = "MD5(CONCAT_WS(',', `id`, COALESCE(MD5(`note`), 'NULL')))";
const FROM = "FROM `shop`.`orders` FORCE INDEX (`PRIMARY`)";

describe("a row's digest", () => {
    it.each<[ColumnShape, string]>([
        [column("c", "decimal"), "`c`"],
        [column("c", "timestamp", { nullable: true }), "COALESCE(`c`, 'NULL')"],
        // A FLOAT by itself is rounded to six digits.
        [column("c", "float"), "`c` + 0e0"],
        [column("c", "bit"), "`c` + 0"],
        [column("c", "varchar", { octets: 255 }), "HEX(`c`)"],
        [column("c", "varchar", { octets: 256 }), "MD5(`c`)"],
        [column("c", "enum", { octets: 3 }), "HEX(`c`)"],
        [column("c", "longblob", { octets: 4294967295 }), "MD5(`c`)"],
        [column("c", "json"), "MD5(`c`)"],
        [column("c", "geometry"), "MD5(`c`)"],
    ])("should be of the value itself: %j", async (shape, value) => {
        const session = fakeSession();
        await rowsInRange(session, table([shape]), {});
        expect(session.sent[0]?.sql).toContain(`MD5(CONCAT_WS(',', ${value})) AS digest`);
    });

    it("should leave out what is computed", async () => {
        const session = fakeSession();
        await rowsInRange(session, table([column("id", "int"), column("twice", "int", { virtual: true })]), {});
        expect(session.sent[0]?.sql).toContain("MD5(CONCAT_WS(',', `id`)) AS digest");
    });
});

describe("a statement that compares", () => {
    it("should be one that reads the same on each server, in a session that can't write", async () => {
        const session = fakeSession();
        await prepareToCompare(session, 2.5);
        expect(session.sent).toEqual([
            {
                sql: "SET SESSION time_zone = '+00:00', autocommit = 1, lock_wait_timeout = 5, max_execution_time = ?",
                values: [2500],
            },
            { sql: "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", values: [] },
        ]);
    });

    it("should sum the digests of a range", async () => {
        const session = fakeSession({ "": [{ n: 3, total: "18446744073709551620" }] });
        expect(await digestOfRange(session, ORDERS, { after: ["1"], upTo: ["4"] })).toEqual({
            rows: 3,
            sum: "18446744073709551620",
        });
        expect(session.sent.map(({ sql }) => sql)).toEqual([
            `SELECT COUNT(*) AS n, COALESCE(SUM(CAST(CONV(LEFT(${ROW}, 16), 16, 10) AS UNSIGNED)), 0) AS total ${FROM} ` +
                "WHERE `id` > 1 AND `id` <= 4",
        ]);
    });

    it("should read a table without a key as a whole", async () => {
        const session = fakeSession({ "": [{ n: 0, total: 0 }] });
        expect(await digestOfRange(session, { ...ORDERS, key: undefined })).toEqual({ rows: 0, sum: "0" });
        expect(session.sent[0]?.sql).toMatch(/ FROM `shop`\.`orders`$/);
    });

    it("should find the key at a place", async () => {
        const session = fakeSession({ "": [{ k0: "1000" }] });
        expect(await keyAt(session, ORDERS, { after: ["5"] }, 1000)).toEqual(["1000"]);
        expect(session.sent.map(({ sql }) => sql)).toEqual([
            `SELECT \`id\` + 0 AS k0 ${FROM} WHERE \`id\` > 5 ORDER BY \`id\` LIMIT 1 OFFSET 999`,
        ]);
        expect(await keyAt(fakeSession(), ORDERS, {}, 1)).toBeUndefined();
        await keyAt(session, ORDERS, {}, 11, "last");
        expect(session.sent.at(-1)?.sql).toBe(`SELECT \`id\` + 0 AS k0 ${FROM} ORDER BY \`id\` DESC LIMIT 1 OFFSET 10`);
    });

    it("should name rows by their keys, and show nothing that they hold", async () => {
        const session = fakeSession({ "": [{ k0: 4, digest: "d4" }] });
        expect(await rowsInRange(session, ORDERS, { upTo: ["9"] })).toEqual([{ key: ["4"], digest: "d4" }]);
        expect(session.sent.map(({ sql }) => sql)).toEqual([
            `SELECT \`id\` + 0 AS k0, ${ROW} AS digest ${FROM} WHERE \`id\` <= 9 ORDER BY \`id\``,
        ]);
    });

    it("should ask how long a text may become", async () => {
        expect(
            await maxAllowedPacket(fakeSession({ "SELECT @@GLOBAL.max_allowed_packet": [{ bytes: "4194304" }] })),
        ).toBe(4194304);
    });
});
