import { FindingError, type Finding } from "../../../../components/findings/finding";
import type { Row, Session } from "../../../../components/mysql/session";
import { check, create, read, update } from "../../../../components/replication/rowComparison/handler";
import type { RowComparisonInputs } from "../../../../components/replication/rowComparison/inputs";
import { recorded, type RecordedProgress } from "../../fakes/progress";
import { answersOf, healthyStatus, serverState, UUIDS } from "../../fakes/replica";
import { connection, fakeSession, writes, type Answers, type FakeSession } from "../../fakes/session";

let progress: RecordedProgress;
// Only the engine's own log needs the SDK, which takes its time to load.
jest.mock("../../../../components/replication/engineProgress", () => ({
    withEngineProgress: (work: (told: object) => Promise<unknown>) => work(progress),
}));

// How long it pauses between two looks is of no consequence here.
jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const sessions = new Map<string, Session | Error>();
const opened = ({ name }: { name: string }): Promise<Session> => {
    const session = sessions.get(name);
    return session instanceof Error || session === undefined
        ? Promise.reject(session ?? new Error(`no ${name}`))
        : Promise.resolve(session);
};
jest.mock("../../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../../components/mysql/session"),
    open: (server: { name: string }) => opened(server),
}));
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: (server: { name: string }) => opened(server),
}));

const PAIR = "orders-master-1 and orders-master-2";

const inputs = (over: Partial<RowComparisonInputs> = {}): RowComparisonInputs => ({
    name: PAIR,
    replica: connection("orders-master-2", { port: 3308 }),
    source: connection("orders-master-1"),
    mutual: true,
    filters: {},
    databases: [],
    ignoreTables: [],
    secondsAtMost: 10,
    deadlineSeconds: 1,
    compared: "every table",
    tables: {},
    ...over,
});

const COLUMN: Row = {
    ...{ db: "shop", name: "orders", col: "id", data_type: "int", type: "int(11)", nullable: "NO" },
    ...{ character_set: null, collation_name: null, octets: null, extra: "" },
};
const KEY: Row = { db: "shop", name: "orders", idx: "PRIMARY", col: "id", beginning: null, type: "BTREE" };

/** A server with one table, whose only row has this digest. */
function server(name: string, digest: string, over: Answers = {}): FakeSession {
    const session = fakeSession(
        {
            ...answersOf(serverState({ databases: ["shop"], executed: `${UUIDS.source}:1-5` })),
            "SHOW SLAVE STATUS": [healthyStatus()],
            "SELECT WAIT_FOR_EXECUTED_GTID_SET": [{ late: 0 }],
            "SELECT MASTER_POS_WAIT": [{ events: 0 }],
            "SELECT c.TABLE_SCHEMA AS db": [COLUMN],
            "SELECT s.TABLE_SCHEMA AS db": [KEY],
            "SELECT @@GLOBAL.max_allowed_packet": [{ bytes: "4194304" }],
            "SELECT COUNT(*) AS n": [{ n: 1, total: digest }],
            "SELECT `id` + 0 AS k0, MD5": [{ k0: "17", digest }],
            ...over,
        },
        connection(name),
    );
    sessions.set(name, session);
    return session;
}

beforeEach(() => {
    progress = recorded();
    server("orders-master-1", "a");
    server("orders-master-2", "a");
});

async function found(
    over: Partial<RowComparisonInputs> = {},
): Promise<Pick<RowComparisonInputs, "compared" | "tables">> {
    const { props } = await read(PAIR, inputs(over));
    const { compared, tables } = props ?? inputs();
    return { compared, tables };
}

async function finding(work: Promise<unknown>): Promise<Finding | undefined> {
    return await work.then(
        () => undefined,
        (error: unknown) => {
            if (error instanceof FindingError) {
                return error.finding;
            }
            throw error;
        },
    );
}

const DIFFERS = { "shop.orders": "1 row differs: id 17" };

describe("two servers whose rows are the same", () => {
    it("should be observed in the words that are wanted", async () => {
        expect(await read(PAIR, inputs())).toEqual({ id: PAIR, props: inputs(), inputs: inputs() });
        expect(progress.said).toEqual([]);
    });

    it("should be let through by create and update, and not written", async () => {
        expect(await create(inputs())).toEqual({ id: PAIR, outs: inputs() });
        expect(await update(PAIR, inputs({ secondsAtMost: 5 }), inputs())).toEqual({ outs: inputs() });
        for (const session of sessions.values()) {
            expect(writes(session as FakeSession)).toEqual([]);
            expect((session as FakeSession).closed).toBe(true);
        }
    });
});

describe("two servers whose rows are not the same", () => {
    it("should be observed with the keys of the rows", async () => {
        server("orders-master-2", "b");
        expect(await found()).toEqual({ compared: "every table", tables: DIFFERS });
    });

    it.each<[string, Answers, Record<string, string>]>([
        [
            "has a row less",
            { "SELECT `id` + 0 AS k0, MD5": [] },
            { "shop.orders": "1 row is on orders-master-1 only: id 17" },
        ],
        ["has no such table", { "SELECT c.TABLE_SCHEMA AS db": [] }, { "shop.orders": "is on orders-master-1 only" }],
        [
            "has another column",
            { "SELECT c.TABLE_SCHEMA AS db": [{ ...COLUMN, type: "bigint(20)" }] },
            {
                "shop.orders":
                    "its column id is int(11) NOT NULL on orders-master-1, and bigint(20) NOT NULL on orders-master-2",
            },
        ],
        [
            "has a column more",
            { "SELECT c.TABLE_SCHEMA AS db": [COLUMN, { ...COLUMN, col: "more" }] },
            { "shop.orders": "its column more is on orders-master-2 only" },
        ],
        [
            "has no key",
            { "SELECT s.TABLE_SCHEMA AS db": [] },
            {
                "shop.orders":
                    "its rows differ (1 on orders-master-1, 1 on orders-master-2); which ones can't be said, because it has " +
                    "no key to read it by",
            },
        ],
    ])("should be observed on the side where something is: the other one %s", async (_what, over, tables) => {
        server("orders-master-2", "b", over);
        expect((await found()).tables).toEqual(tables);
    });

    it("should be wanted alike, table by table, so that a preview says both", async () => {
        const news = inputs({ secondsAtMost: 60 });
        expect(await check(inputs({ tables: DIFFERS }), news)).toEqual({
            inputs: { ...news, tables: { "shop.orders": "alike" } },
        });
        expect(await check({}, news)).toEqual({ inputs: news });
    });

    it("should be refused by create and by update: which side is right is for a person to say", async () => {
        server("orders-master-2", "b");
        for (const work of [() => create(inputs()), () => update(PAIR, inputs(), inputs())]) {
            expect(await finding(work())).toEqual({
                code: "rows-differ",
                where: PAIR,
                observed: "shop.orders: 1 row differs: id 17",
            });
        }
    });

    it("should be told with the first few of many", async () => {
        const rows = Array.from({ length: 300 }, (_each, index) => ({ k0: String(index), digest: "c" }));
        const half = rows.map((row, index) => (index % 2 === 0 ? row : { ...row, digest: "d" }));
        const only = (all: Row[]): Answers => ({ "SELECT `id` + 0 AS k0, MD5": all });
        server("orders-master-1", "c", only(rows));
        server("orders-master-2", "d", only(half));
        expect((await found()).tables).toEqual({ "shop.orders": "150 rows differ: id 1, 3, 5, 7, 9, …" });
    });
});

describe("what can't be settled", () => {
    it("should be that a server is not there, in words", async () => {
        sessions.set("orders-master-2", Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
        expect(await found()).toEqual({
            compared: "could not be settled: orders-master-2: unreachable: connection refused",
            tables: {},
        });
        expect((sessions.get("orders-master-1") as FakeSession).closed).toBe(true);
    });

    it.each<[string, string, Row[], string]>([
        ["replica", "orders-master-2", [], "orders-master-2 follows nobody"],
        [
            "source",
            "orders-master-1",
            [{ ...healthyStatus(), Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate" }],
            "orders-master-1 does not follow orders-master-2: IO thread running, SQL thread stopped: 1062 Duplicate",
        ],
    ])("should be a link that does not run: of the %s", async (_end, name, status, why) => {
        server(name, "a", { "SHOW SLAVE STATUS": status });
        expect((await found()).compared).toBe(`could not be settled: ${why}`);
    });

    it.each([0, 1])(
        "should be a replica that follows another server than its source: auto-position %i",
        async (byGtid) => {
            server("orders-master-2", "b", {
                "SHOW SLAVE STATUS": [{ ...healthyStatus(), Auto_Position: byGtid, Master_UUID: UUIDS.stranger }],
            });
            expect(await found()).toEqual({
                compared:
                    `could not be settled: orders-master-2 follows orders-master-1:3306 (server_uuid ${UUIDS.stranger}), ` +
                    "which is not orders-master-1",
                tables: {},
            });
        },
    );

    it("should not be that a master does not follow its replica", async () => {
        server("orders-master-1", "a", { "SHOW SLAVE STATUS": [] });
        expect((await found({ mutual: false })).compared).toBe("every table");
    });

    it.each<[0 | 1, string]>([
        [1, "SELECT WAIT_FOR_EXECUTED_GTID_SET"],
        [0, "SELECT MASTER_POS_WAIT"],
    ])("should be a side that does not catch up: auto-position %i, %s", async (autoPosition, wait) => {
        const late = {
            [wait]: [{ late: 1, events: -1 }],
            "SHOW SLAVE STATUS": [{ ...healthyStatus(), Auto_Position: autoPosition }],
        };
        server("orders-master-2", "b", late);
        expect(await found()).toEqual({
            compared:
                "0 of 1 tables: shop.orders was next, and orders-master-2 has not executed within 1 s what orders-master-1 had",
            tables: {},
        });
    });

    it("should be a read that takes longer than all may take", async () => {
        server("orders-master-2", "b", {
            "SELECT COUNT(*) AS n": () => {
                throw Object.assign(new Error("interrupted"), { errno: 3024 });
            },
        });
        expect((await found()).compared).toBe("0 of 1 tables: shop.orders was next, and the 10 s were over");
    });

    it("should be a table that the account may not read", async () => {
        server("orders-master-2", "b", {
            "SELECT COUNT(*) AS n": () => {
                throw Object.assign(new Error("SELECT command denied"), { errno: 1142 });
            },
        });
        expect(await found()).toEqual({ compared: "all but shop.orders (1142 SELECT command denied)", tables: {} });
    });

    it("should be a table of more columns than the server puts together", async () => {
        server("orders-master-2", "b", { "SELECT @@GLOBAL.max_allowed_packet": [{ bytes: "500" }] });
        expect((await found()).compared).toContain("all but shop.orders (it has more columns than max_allowed_packet");
    });

    it("should be warned of by create and update, which have found nothing that differs", async () => {
        server("orders-master-2", "a", { "SHOW SLAVE STATUS": [] });
        const { outs } = await update(PAIR, inputs(), inputs());
        expect(outs?.compared).toBe("could not be settled: orders-master-2 follows nobody");
        expect(progress.said).toEqual([
            expect.stringContaining(
                `${PAIR}: [rows-not-compared] rows compared: could not be settled: orders-master-2 follows nobody`,
            ) as string,
        ]);
    });

    it("should be rows that are written each time they are looked at: told, and not held for different", async () => {
        let writes = 0;
        server("orders-master-2", "b", {
            "SELECT `id` + 0 AS k0, MD5": () => [{ k0: "17", digest: `b${(writes += 1)}` }],
        });
        expect(await found()).toEqual({ compared: "every table", tables: {} });
        expect(progress.said).toEqual([
            `${PAIR}: rows of shop.orders were written each time they were looked at, so that it can't be said whether they are the same: id 17`,
        ]);
    });
});

describe("what is compared", () => {
    it.each<[string, Partial<RowComparisonInputs>]>([
        ["an ignored table", { ignoreTables: ["shop.orders"] }],
        ["a database that its binary log leaves out", { filters: { binlogIgnoreDb: ["shop"] } }],
        ["a database that appliers leave out", { filters: { replicateDoDb: ["stock"] } }],
    ])("should not be %s", async (_what, over) => {
        server("orders-master-2", "b");
        expect(await found(over)).toEqual({ compared: "every table", tables: {} });
    });

    it("should not silently be a database that is nowhere", async () => {
        expect((await found({ databases: ["shpo"] })).tables).toEqual({ shpo: "is on neither server" });
    });
});
