import { COPY_RECORD } from "../../../../components/mysql/ownDatabases";
import type { CopyWatch } from "../../../../components/mysql/dumpStream";
import { FindingError, type Finding } from "../../../../components/findings/finding";
import type { Row, Session } from "../../../../components/mysql/session";
import { begin } from "../../../../components/replication/initialData/establish";
import type { InitialDataInputs, LinkStarts } from "../../../../components/replication/initialData/inputs";
import { recorded } from "../../fakes/progress";
import { answersOf, healthyStatus, serverState, UUIDS, type ServerState } from "../../fakes/replica";
import { connection, fakeSession, writes, type FakeSession } from "../../fakes/session";
import { answersAbout, type FakeTable } from "../../fakes/tables";
import type { ServerConnection } from "../../../../components/model/connection";

const opened = new Map<string, Session>();
/** The session in which the source's writers wait. */
let locking: FakeSession;
jest.mock("../../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../../components/mysql/session"),
    withSession: async (_server: unknown, work: (session: unknown) => Promise<unknown>) => await work(locking),
}));
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: ({ name }: { name: string }) => Promise.resolve(opened.get(name)),
}));

type Copy = (from: ServerConnection, to: ServerConnection, databases: string[], watch: CopyWatch) => Promise<void>;

let copyDatabases: jest.Mock<Promise<void>, Parameters<Copy>>;
const mockDumpSession = { look: (): Promise<void> => Promise.resolve() };
jest.mock("../../../../components/mysql/dumpSession", () => ({
    refuseDumpThatIsNotWhole: () => mockDumpSession.look(),
}));
jest.mock("../../../../components/mysql/dump", () => ({
    copyDatabases: (...args: Parameters<Copy>) => copyDatabases(...args),
}));

interface Scene {
    link?: Partial<InitialDataInputs>;
    replica?: Partial<ServerState>;
    source?: Partial<ServerState>;
    /** Tables of the source. */
    tables?: FakeTable[];
    /** What an earlier attempt has left on the replica: the databases that it made, or when it was whole. */
    record?: { made: string[] } | "of an older version" | Row;
}

const [R, S] = [UUIDS.replica, UUIDS.source];
const LINK = "orders-master-2 from orders-master-1";
const TABLES: FakeTable[] = [
    { database: "shop", name: "orders", bytes: 8_000_000 },
    { database: "stock", name: "items", bytes: 2_000_000 },
];
/** Where the source stands while nobody writes: further than when the link was first looked at. */
const LOCKED = { file: "mysql-bin.000002", position: 4711 };

const inputs = (over: Partial<InitialDataInputs> = {}): InitialDataInputs => ({
    name: LINK,
    replica: connection("orders-master-2", { port: 3308 }),
    source: connection("orders-master-1", { port: 3307 }),
    sourceAddress: { host: "orders-master-1", port: 3306 },
    positioning: "binlog",
    data: "copy",
    filters: {},
    deadlineSeconds: 1,
    ...over,
});

interface Servers {
    replica: FakeSession;
    source: FakeSession;
    state: ServerState;
}

/** A replica whose databases, record and history change under the statements of a copy as a server's do. */
function replicaOf({ replica, record }: Scene): { session: FakeSession; state: ServerState } {
    const state = serverState({ uuid: R, id: 3308, ...replica });
    const isUnfinished = record === "of an older version" || (record !== undefined && "made" in record);
    let table: Row[] | undefined = record === undefined ? undefined : isUnfinished ? [] : [record];
    let made: unknown[] | undefined =
        record === "of an older version" ? undefined : ((record as { made?: string[] } | undefined)?.made ?? undefined);
    const session = fakeSession(
        {
            ...answersOf(state),
            "SELECT TABLE_NAME AS name": () => [
                ...(made === undefined ? [] : [{ name: "made" }]),
                ...(table === undefined ? [] : [{ name: "whole_as_of" }]),
            ],
            "SELECT name FROM": () => (made ?? []).map((name) => ({ name: String(name) })),
            [`CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.made`]: () => {
                made ??= [];
                return [];
            },
            "CREATE DATABASE ??": ([name = ""]) => {
                if (state.databases.includes(String(name))) {
                    throw Object.assign(new Error(`Can't create database '${name}'; database exists`), { errno: 1007 });
                }
                state.databases = [...state.databases, String(name)];
                return [];
            },
            [`INSERT INTO ${COPY_RECORD}.made`]: ([name]) => {
                made = [...(made ?? []), name];
                return [];
            },
            [`DELETE FROM ${COPY_RECORD}.made`]: ([name]) => {
                made = made?.filter((each) => each !== name);
                return [];
            },
            "SELECT file, position, gtid_set": () => table ?? [],
            [`CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.whole_as_of`]: () => {
                table ??= [];
                return [];
            },
            [`INSERT INTO ${COPY_RECORD}.whole_as_of`]: ([file = "", position = "", gtidSet = ""]) => {
                table = [...(table ?? []), { file, position, gtid_set: gtidSet }];
                return [];
            },
            "DROP DATABASE IF EXISTS ??": ([name]) => {
                state.databases = state.databases.filter((each) => each !== name);
                return [];
            },
            "SET GLOBAL gtid_purged": ([set = ""]) => {
                state.executed = String(set);
                return [];
            },
        },
        connection("orders-master-2"),
    );
    return { session, state };
}

function open(scene: Scene): Servers {
    const tables = scene.tables ?? TABLES;
    const databases = [...new Set(tables.map(({ database }) => database))];
    const source = serverState({ databases, ...scene.source });
    const { session: replica, state } = replicaOf(scene);
    const servers = {
        replica,
        source: fakeSession({ ...answersOf(source), ...answersAbout(tables) }, connection("orders-master-1")),
        state,
    };
    opened.set("orders-master-2", servers.replica);
    opened.set("orders-master-1", servers.source);
    locking = fakeSession(answersOf({ ...source, coordinates: LOCKED }), connection("orders-master-1"));
    return servers;
}

/** A dump that has its snapshot at once, and says in the locking session when it does what. */
async function dumps(_from: ServerConnection, _to: ServerConnection, databases: string[], watch: CopyWatch) {
    await locking.query(`dump ${databases.join(", ")}`);
    await watch.onSnapshot();
    await locking.query("dump the rest");
}

beforeEach(() => {
    copyDatabases = jest.fn<Promise<void>, Parameters<Copy>>(dumps);
});

const run = (link: Partial<InitialDataInputs> = {}, progress = recorded()): Promise<LinkStarts> =>
    begin(inputs(link), progress);

async function finding(attempt: Promise<unknown>): Promise<Finding | string> {
    return await attempt.then(
        () => "it was copied",
        (error: unknown) => {
            expect(error).toBeInstanceOf(FindingError);
            return (error as FindingError).finding;
        },
    );
}

const sentTo = ({ sent }: FakeSession): string[] => sent.map(({ sql }) => sql);
const purged = ({ sent }: FakeSession): unknown[] =>
    sent.filter(({ sql }) => sql.startsWith("SET GLOBAL gtid_purged")).map(({ values }) => values[0]);
const recordedOn = ({ sent }: FakeSession): unknown[] =>
    sent.filter(({ sql }) => sql.startsWith(`INSERT INTO ${COPY_RECORD}.whole_as_of`)).map(({ values }) => values);

describe("a copy", () => {
    it("should be of all databases, from the source's server to the replica's", async () => {
        open({});
        await run();
        expect(copyDatabases.mock.calls.map(([from, to, databases]) => [from, to, databases])).toEqual([
            [inputs().source, inputs().replica, ["shop", "stock"]],
        ]);
    });

    it("should be of the databases that are replicated, and of no others", async () => {
        open({ tables: ["a", "b", "c", "d"].map((database) => ({ database, name: "t" })) });
        await run({ filters: { binlogIgnoreDb: ["a"], replicateDoDb: ["a", "b", "c"], replicateIgnoreDb: ["c"] } });
        expect(copyDatabases.mock.calls[0]?.[2]).toEqual(["b"]);
    });

    it("should keep writers waiting from before its coordinates are read until its snapshot is taken", async () => {
        open({});
        await run();
        expect(sentTo(locking)).toEqual([
            "SHOW OPEN TABLES WHERE In_use > 0",
            "SET SESSION lock_wait_timeout = 1",
            "FLUSH TABLES WITH READ LOCK",
            "SHOW MASTER STATUS",
            "dump shop, stock",
            "SHOW MASTER STATUS",
            "UNLOCK TABLES",
            "dump the rest",
        ]);
    });

    it("should keep them waiting until its end where no snapshot holds for every table, and say so", async () => {
        open({ tables: [...TABLES, { database: "shop", name: "log", engine: "MyISAM" }] });
        const progress = recorded();
        await run({}, progress);
        expect(sentTo(locking)).not.toContain("UNLOCK TABLES");
        expect(sentTo(locking).slice(-2)).toEqual(["dump the rest", "SHOW MASTER STATUS"]);
        expect(progress.said).toContain(
            "orders-master-1: shop.log: not in InnoDB, so that writers have to wait until the copy has ended",
        );
    });

    it("should not keep them waiting for tables that are not copied", async () => {
        open({ tables: [...TABLES, { database: "tmp", name: "log", engine: "MyISAM" }] });
        await run({ filters: { binlogIgnoreDb: ["tmp"] } });
        expect(sentTo(locking)).toContain("UNLOCK TABLES");
    });

    it("should be gone on from where the source stood while nobody wrote", async () => {
        open({ source: { executed: `${S}:1-9` } });
        expect(await run()).toEqual({
            start: {
                source: { ...LOCKED, gtidSet: `${S}:1-9`, serverUuid: S },
                replica: { file: "mysql-bin.000001", position: 154, gtidSet: "", serverUuid: R },
            },
            startBack: null,
        });
    });

    it("should be told with its moment", async () => {
        open({});
        const progress = recorded();
        await run({}, progress);
        expect(progress.said).toEqual([
            `${LINK}: copied shop, stock as of mysql-bin.000002:4711, without binary logging`,
        ]);
    });

    it("should change nothing on the source", async () => {
        const { source } = open({});
        await run();
        expect([...writes(source), ...writes(locking)]).toEqual([]);
    });

    it("should say how far it is, once it takes its time", async () => {
        open({});
        const began = performance.now();
        const now = jest.spyOn(performance, "now").mockReturnValue(began);
        const about: (string | undefined)[] = [];
        const progress = { ...recorded(), waits: (message: string, what?: string) => about.push(what, message) };
        copyDatabases.mockImplementation((_from, _to, _databases, watch) => {
            for (const [seconds, bytes] of [
                [1, 4000],
                [2.5, 40_000],
                [4, 6_000_000],
                [10, 2_500_000_000],
            ] as const) {
                now.mockReturnValue(began + seconds * 1000);
                watch.onBytes(bytes);
            }
            return Promise.resolve();
        });
        await run({}, progress).finally(() => {
            now.mockRestore();
        });
        expect(about).toEqual([
            LINK,
            `${LINK}: copying shop, stock: 40 kB of about 10.0 MB, 16 kB/s`,
            LINK,
            `${LINK}: copying shop, stock: 6.0 MB of about 10.0 MB, 1.5 MB/s`,
            LINK,
            `${LINK}: copying shop, stock: 2.50 GB of about 10.0 MB, 250.0 MB/s`,
        ]);
    });

    it("should be of nothing where the source holds nothing, and begin where it stands", async () => {
        open({ tables: [] });
        const progress = recorded();
        expect(await run({}, progress)).toMatchObject({
            start: { source: { file: "mysql-bin.000001", position: 154 } },
        });
        expect(copyDatabases).not.toHaveBeenCalled();
        expect(progress.said).toEqual([
            `${LINK}: copied no database as of mysql-bin.000001:154, without binary logging`,
        ]);
    });

    it("should not be made into a replica that follows its source already", async () => {
        const { replica } = open({ replica: { databases: ["shop"] } });
        replica.answers["SHOW SLAVE STATUS"] = [healthyStatus()];
        expect(await run()).toEqual({ start: null, startBack: null });
        expect(copyDatabases).not.toHaveBeenCalled();
        expect(writes(replica)).toEqual([]);
    });
});

/** One database is made, and then noted: until then it may be anybody's. */
const MADE = ["CREATE DATABASE ??", `INSERT INTO ${COPY_RECORD}.made`];

describe("a copy's record", () => {
    it("should stand before the copy begins and be whole only once it has ended, out of the binary log", async () => {
        const { replica } = open({ source: { executed: `${S}:1-9` } });
        copyDatabases.mockImplementation(async () => {
            await replica.query("the copy");
        });
        await run();
        const sent = sentTo(replica).filter((sql) => /sql_log_bin|^CREATE|^INSERT|^the copy/.test(sql));
        expect(sent.map((sql) => sql.replace(/ (VALUES|CHARACTER SET).*| \(.*/, ""))).toEqual([
            "SET SESSION sql_log_bin = 0",
            `CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`,
            `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.whole_as_of`,
            `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.made`,
            ...MADE,
            ...MADE,
            "the copy",
            `INSERT INTO ${COPY_RECORD}.whole_as_of`,
        ]);
        expect(recordedOn(replica)).toEqual([[LOCKED.file, LOCKED.position, `${S}:1-9`]]);
    });

    it("should stay unfinished where the copy fails, whose own words come through", async () => {
        const { replica } = open({ link: { positioning: "gtid" }, source: { executed: `${S}:1-9` } });
        copyDatabases.mockRejectedValue(new Error("mysqldump: Got error: 2013"));
        await expect(run({ positioning: "gtid" })).rejects.toThrow("mysqldump: Got error: 2013");
        expect(sentTo(replica)).toContain(`CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`);
        expect([...recordedOn(replica), ...purged(replica)]).toEqual([]);
    });
});

describe("a copy into a server that holds something", () => {
    it.each<[string, Scene, string]>([
        ["databases", { replica: { databases: ["old", "shop"] } }, "holds old, shop"],
        [
            "databases, by GTID",
            { link: { positioning: "gtid" }, replica: { databases: ["shop"], executed: `${R}:1-3` } },
            `holds shop and transactions of its own (${R}:1-3)`,
        ],
        [
            "a history of its own, to which no other can be added",
            { link: { positioning: "gtid" }, replica: { executed: `${R}:1-3` } },
            `holds transactions of its own (${R}:1-3)`,
        ],
    ])("should be refused without changing anything: %s", async (_what, scene, observed) => {
        const { replica } = open(scene);
        expect(await finding(run(scene.link))).toMatchObject({
            where: "orders-master-2",
            code: "copy-target-holds-data",
            observed: `${observed}, and is to get a copy of orders-master-1`,
        });
        expect(writes(replica)).toEqual([]);
        expect(copyDatabases).not.toHaveBeenCalled();
        expect(locking.sent).toEqual([]);
    });

    it("should be refused without changing anything where mysqldump would leave something out", async () => {
        const { replica } = open({});
        const lacking: Finding = { code: "dump-not-whole", where: "orders-master-1", observed: "sql_select_limit = 1" };
        mockDumpSession.look = () => Promise.reject(new FindingError(lacking));
        expect(await finding(run())).toEqual(lacking);
        mockDumpSession.look = () => Promise.resolve();
        expect(writes(replica)).toEqual([]);
        expect(copyDatabases).not.toHaveBeenCalled();
    });

    it("should be made by file and position, whatever history it has: that says nothing there", async () => {
        open({ replica: { executed: `${R}:1-3` } });
        expect(await run()).toMatchObject({ start: { source: LOCKED } });
    });
});

describe("a copy that was interrupted", () => {
    it("should be thrown away and made anew, and nothing but what it brought be dropped", async () => {
        const { replica, state } = open({
            record: { made: ["shop", "stock"] },
            replica: { databases: [COPY_RECORD, "shop", "stock"] },
        });
        const progress = recorded();
        const left = (): string[] => state.databases;
        replica.answers[`CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.made`] = () => {
            expect(left()).toEqual([COPY_RECORD]);
            return [];
        };
        expect(await run({}, progress)).toMatchObject({ start: { source: LOCKED } });
        expect(replica.sent.filter(({ sql }) => sql.startsWith("DROP")).map(({ values }) => values)).toEqual([
            ["shop"],
            ["stock"],
        ]);
        expect(sentTo(replica).slice(0, sentTo(replica).indexOf("DROP DATABASE IF EXISTS ??"))).toContain(
            "SET SESSION sql_log_bin = 0",
        );
        expect(progress.said.slice(0, 2)).toEqual([
            `${LINK}: DROP DATABASE IF EXISTS \`shop\` (on orders-master-2, of a copy that was interrupted)`,
            `${LINK}: DROP DATABASE IF EXISTS \`stock\` (on orders-master-2, of a copy that was interrupted)`,
        ]);
        expect(recordedOn(replica)).toHaveLength(1);
    });

    it("should be made anew by a second attempt after one that failed", async () => {
        const { state } = open({});
        copyDatabases.mockImplementationOnce(() => {
            expect(state.databases).toEqual(["shop", "stock"]);
            return Promise.reject(new Error("the network went away"));
        });
        await expect(run()).rejects.toThrow("the network went away");
        expect(await run()).toMatchObject({ start: { source: LOCKED } });
        expect(copyDatabases).toHaveBeenCalledTimes(2);
    });
});

describe("a copy that was interrupted, into a server that holds something else by now", () => {
    it.each<[string, Scene, string, string]>([
        [
            "a database of somebody's own",
            { record: { made: ["shop"] }, replica: { databases: ["own", "shop"] } },
            "holds own, and is to get a copy of orders-master-1",
            "did not make these",
        ],
        [
            "databases of which an older version did not note whose they are",
            { record: "of an older version", replica: { databases: ["shop", "stock"] } },
            "holds shop, stock, and is to get a copy of orders-master-1",
            "does not say which databases it made",
        ],
        [
            "transactions of its own, to which no other history can be added",
            { record: { made: ["shop"] }, replica: { databases: ["shop"], executed: `${R}:1` } },
            `holds transactions of its own (${R}:1), and is to get a copy of orders-master-1`,
            "did not make these",
        ],
    ])("should be refused, and nothing dropped: %s", async (_what, scene, observed, here) => {
        const { replica } = open(scene);
        expect(await finding(run({ positioning: "gtid" }))).toMatchObject({
            where: "orders-master-2",
            code: "copy-target-holds-data",
            observed,
            here: expect.stringContaining(here) as string,
        });
        expect(writes(replica)).toEqual([]);
    });

    it("should take an empty database for one that it made and had not noted yet, and drop nothing", async () => {
        const { replica } = open({ record: { made: [] }, replica: { databases: ["shop"] } });
        expect(await run()).toMatchObject({ start: { source: LOCKED } });
        expect(sentTo(replica).filter((sql) => sql.startsWith("DROP DATABASE"))).toEqual([]);
        expect(
            replica.sent.filter(({ sql }) => sql.startsWith("CREATE DATABASE ??")).map(({ values }) => values),
        ).toEqual([["stock"]]);
    });

    it("should be refused where a database of such a name holds something", async () => {
        const { replica } = open({ record: { made: [] }, replica: { databases: ["shop"] } });
        replica.answers["SELECT CONCAT(TABLE_SCHEMA"] = [{ name: "shop.own", mark: "1" }];
        expect(await finding(run())).toMatchObject({ code: "copy-target-holds-data" });
        expect(writes(replica)).toEqual([]);
    });

    it("should be made anew where an older version began it and nothing is there", async () => {
        open({ record: "of an older version" });
        expect(await run()).toMatchObject({ start: { source: LOCKED } });
    });

    it("should be refused where it is whole, and its history can't be added any more", async () => {
        const record = { file: "mysql-bin.000001", position: "777", gtid_set: `${S}:1-5` };
        const { replica } = open({ record, replica: { databases: ["shop"], executed: `${R}:1` } });
        expect(await finding(run({ positioning: "gtid" }))).toMatchObject({
            code: "copy-target-holds-data",
            observed: `holds transactions of its own (${R}:1), and is to get a copy of orders-master-1`,
        });
        expect(writes(replica)).toEqual([]);
    });
});

describe("what a copy stands on", () => {
    const withoutSnapshot = [...TABLES, { database: "shop", name: "log", engine: "MyISAM" }];
    const closed = (): never => {
        throw Object.assign(new Error("Connection lost: The server closed the connection."), { fatal: true });
    };

    it.each<[string, FakeTable[]]>([
        ["before its snapshot was taken", TABLES],
        ["before its end", withoutSnapshot],
    ])("should be missed where the connection that keeps writers waiting ends %s", async (_when, tables) => {
        const { replica } = open({ tables });
        copyDatabases.mockImplementation(async (_from, _to, _databases, watch) => {
            locking.answers["SHOW MASTER STATUS"] = closed;
            await watch.onSnapshot();
        });
        expect(await finding(run())).toMatchObject({
            where: LINK,
            code: "copy-not-of-one-moment",
            observed: expect.stringMatching(
                /^the connection that kept writers waiting on orders-master-1 ended while the copy was made: /,
            ) as string,
        });
        expect(recordedOn(replica)).toEqual([]);
    });

    it("should be missed where the binary log went on while writers were kept waiting", async () => {
        const { replica } = open({ tables: withoutSnapshot });
        copyDatabases.mockImplementation(() => {
            locking.answers["SHOW MASTER STATUS"] = [{ File: LOCKED.file, Position: "4800", Executed_Gtid_Set: "" }];
            return Promise.resolve();
        });
        expect(await finding(run())).toMatchObject({
            code: "copy-not-of-one-moment",
            observed:
                "the binary log of orders-master-1 went on from mysql-bin.000002:4711 to mysql-bin.000002:4800 " +
                "while writers were kept waiting",
        });
        expect(recordedOn(replica)).toEqual([]);
    });

    it("should be missed where something was created, altered or dropped meanwhile", async () => {
        const { replica, source } = open({});
        const marks = (...rows: [string, string][]): Row[] => rows.map(([name, mark]) => ({ name, mark }));
        source.answers["SELECT CONCAT(TABLE_SCHEMA"] = marks(["shop.a", "1"], ["shop.b", "1"], ["view shop.v", "x"]);
        source.answers["SELECT NAME AS name, TABLE_ID"] = marks(["shop/a", "40"], ["elsewhere/t", "50"]);
        copyDatabases.mockImplementation(() => {
            source.answers["SELECT CONCAT(TABLE_SCHEMA"] = marks(["shop.a", "1"], ["shop.b", "1"], ["shop.c", "1"]);
            source.answers["SELECT NAME AS name, TABLE_ID"] = marks(["shop/a", "41"], ["elsewhere/t", "51"]);
            return Promise.resolve();
        });
        expect(await finding(run())).toMatchObject({
            where: LINK,
            code: "copy-not-of-one-moment",
            observed:
                "while orders-master-1 was copied, shop.a was altered or truncated, shop.c was created, view shop.v was dropped",
        });
        expect(recordedOn(replica)).toEqual([]);
    });
});

describe("a lock that is not granted", () => {
    const IN_THE_WAY = "SELECT ID AS id, USER AS user";
    const report: Row = { id: 4711, user: "report", host: "10.0.0.7:50122", seconds: 260 };

    it("should not be asked for while a statement is in its way, which is named", async () => {
        open({});
        locking.answers["SHOW OPEN TABLES"] = [{ Database: "shop", Table: "orders", In_use: 1 }];
        locking.answers[IN_THE_WAY] = [report, { ...report, id: 4712, seconds: 2 }];
        const progress = recorded();
        const named =
            "connection 4711 (report@10.0.0.7:50122) has been running a statement for 260 s, and 1 more have for a shorter time";
        expect(await finding(run({ deadlineSeconds: 0 }, progress))).toMatchObject({
            where: "orders-master-1",
            code: "read-lock-not-granted",
            observed: `FLUSH TABLES WITH READ LOCK was not granted within 0 s; ${named}`,
        });
        expect(progress.said).toContain(`orders-master-1: waiting for FLUSH TABLES WITH READ LOCK; ${named}`);
        expect(sentTo(locking)).not.toContain("FLUSH TABLES WITH READ LOCK");
        expect(copyDatabases).not.toHaveBeenCalled();
    });

    it("should keep nobody waiting once it was given up: an error does not give it back", async () => {
        open({});
        locking.answers["FLUSH TABLES"] = () => {
            throw Object.assign(new Error("Lock wait timeout exceeded"), { errno: 1205 });
        };
        expect(await finding(run({ deadlineSeconds: 0 }))).toMatchObject({
            code: "read-lock-not-granted",
            observed: expect.stringContaining("a connection may hold a table with LOCK TABLES") as string,
        });
        const sent = sentTo(locking);
        expect(sent[sent.indexOf("FLUSH TABLES WITH READ LOCK") + 1]).toBe("UNLOCK TABLES");
    });

    it("should be told as it is where the server refuses it", async () => {
        open({});
        locking.answers["FLUSH TABLES"] = () => {
            throw Object.assign(new Error("Access denied; you need RELOAD"), { errno: 1227 });
        };
        await expect(run()).rejects.toThrow("you need RELOAD");
        expect(sentTo(locking).at(-1)).toBe("UNLOCK TABLES");
    });
});

describe("a copy that is whole already", () => {
    const whole = { file: "mysql-bin.000001", position: "777", gtid_set: `${S}:1-5` };
    const replica = { databases: [COPY_RECORD, "shop", "stock"] };

    it("should be gone on from, where it was made: what was written since is behind that", async () => {
        const servers = open({ record: whole, replica });
        expect(await run()).toMatchObject({
            start: { source: { file: "mysql-bin.000001", position: 777, gtidSet: `${S}:1-5`, serverUuid: S } },
        });
        expect(copyDatabases).not.toHaveBeenCalled();
        expect(locking.sent).toEqual([]);
        expect(writes(servers.replica)).toEqual([]);
    });

    it("should get its history where it was interrupted before that, and once only", async () => {
        const servers = open({ record: whole, replica });
        await run({ positioning: "gtid" });
        await run({ positioning: "gtid" });
        expect(purged(servers.replica)).toEqual([`${S}:1-5`]);
    });
});

describe("a copy between two servers that are to follow each other", () => {
    const AT_FIRST = { file: "mysql-bin.000001", position: 154 };
    const copied = { ...LOCKED, gtidSet: `${S}:1-9`, serverUuid: S };
    const executed = `${S}:1-9`;
    const forth = { replicaAddress: { host: "orders-master-2", port: 3306 } };
    /** The same two servers, of which the one that is copied is named as the one that follows. */
    const back: Partial<InitialDataInputs> = {
        name: "orders-master-1 from orders-master-2",
        replica: inputs().source,
        source: inputs().replica,
        sourceAddress: forth.replicaAddress,
        replicaAddress: inputs().sourceAddress,
        data: "copied",
    };

    it("should begin where it was taken, and what its target writes back where that stood before it", async () => {
        open({ source: { executed } });
        expect(await run(forth)).toEqual({
            start: { source: copied, replica: { ...AT_FIRST, gtidSet: "", serverUuid: R } },
            startBack: {
                source: { ...AT_FIRST, gtidSet: "", serverUuid: R },
                replica: { ...AT_FIRST, gtidSet: executed, serverUuid: S },
            },
        });
        expect(copyDatabases).toHaveBeenCalledTimes(1);
    });

    it("should be made the other way round where the source is to be the copy, and begin there", async () => {
        const { source } = open({ source: { executed } });
        const progress = recorded();
        expect(await run(back, progress)).toEqual({
            start: {
                source: { ...AT_FIRST, gtidSet: "", serverUuid: R },
                replica: { ...AT_FIRST, gtidSet: executed, serverUuid: S },
            },
            startBack: { source: copied, replica: { ...AT_FIRST, gtidSet: "", serverUuid: R } },
        });
        expect(copyDatabases.mock.calls.map(([from, to, databases]) => [from, to, databases])).toEqual([
            [inputs().source, inputs().replica, ["shop", "stock"]],
        ]);
        expect(progress.said).toEqual([
            `${LINK}: copied shop, stock as of mysql-bin.000002:4711, without binary logging`,
        ]);
        expect(writes(source)).toEqual([]);
    });

    it.each<[string, Partial<InitialDataInputs>]>([
        ["of the one that is named as the source", forth],
        ["of the one that is named as the replica", back],
    ])("should not be made into a server that follows the other already, %s", async (_which, link) => {
        const { replica } = open({ replica: { databases: ["shop"] } });
        replica.answers["SHOW SLAVE STATUS"] = [healthyStatus()];
        const { start, startBack } = await run(link);
        expect(copyDatabases).not.toHaveBeenCalled();
        expect(writes(replica)).toEqual([]);
        // Only the other direction begins now.
        const toSource = {
            source: { ...AT_FIRST, gtidSet: "", serverUuid: R },
            replica: { ...AT_FIRST, gtidSet: "", serverUuid: S },
        };
        expect([start, startBack]).toEqual(link === forth ? [null, toSource] : [toSource, null]);
    });

    it.each<[string, Partial<InitialDataInputs>]>([
        ["of the one that is named as the source", forth],
        ["of the one that is named as the replica", back],
    ])("should not be made where the way back is refused, %s", async (_which, link) => {
        const { replica, source } = open({});
        source.answers["SHOW SLAVE STATUS"] = [{ ...healthyStatus(), Master_Host: "db9" }];
        expect(await finding(run(link))).toMatchObject({
            where: "orders-master-1",
            observed: expect.stringMatching(/^follows db9:3306 already, /) as string,
        });
        expect(copyDatabases).not.toHaveBeenCalled();
        expect([...writes(replica), ...writes(source), ...sentTo(locking)]).toEqual([]);
    });
});

describe("a copy's history", () => {
    it.each<[string, Scene, unknown[]]>([
        ["brought by GTID", { link: { positioning: "gtid" }, source: { executed: `${S}:1-9` } }, [`${S}:1-9`]],
        ["none where the source has none", { link: { positioning: "gtid" } }, []],
        ["of no use by file and position", { source: { executed: `${S}:1-9` } }, []],
    ])("should be %s", async (_what, scene, expected) => {
        const { replica } = open(scene);
        await run(scene.link);
        expect(purged(replica)).toEqual(expected);
    });

    it("should come after its record: until then, an interruption leaves one that is whole", async () => {
        const { replica } = open({ source: { executed: `${S}:1-9` } });
        await run({ positioning: "gtid" });
        expect(writes(replica).map((sql) => sql.replace(/ (VALUES|CHARACTER SET|=).*| \(.*/, ""))).toEqual([
            `CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`,
            `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.whole_as_of`,
            `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.made`,
            ...MADE,
            ...MADE,
            `INSERT INTO ${COPY_RECORD}.whole_as_of`,
            "SET GLOBAL gtid_purged",
        ]);
    });
});
