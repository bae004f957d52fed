import { COPY_RECORD } from "../../../components/mysql/copyRecord";
import type { CopyWatch } from "../../../components/mysql/dump";
import { FindingError, type Finding } from "../../../components/findings/finding";
import type { Row, Session } from "../../../components/mysql/session";
import type { ServerConnection } from "../../../components/mysql/server";
import { begin } from "../../../components/replication/initialData/begin";
import type { InitialDataInputs, LinkStarts } from "../../../components/replication/initialData/inputs";
import { recorded } from "../fakes/progress";
import { answersOf, healthyStatus, serverState, UUIDS, type ServerState } from "../fakes/replica";
import { connection, fakeSession, writes, type FakeSession } from "../fakes/session";
import { answersAbout, type FakeTable } from "../fakes/tables";

const opened = new Map<string, Session>();
/** The session in which the source's writers wait. */
let locking: FakeSession;
jest.mock("../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../components/mysql/session"),
    openWhenReady: ({ name }: { name: string }) => Promise.resolve(opened.get(name)),
    withSession: async (_server: unknown, work: (session: unknown) => Promise<unknown>) => await work(locking),
}));

type Copy = (from: ServerConnection, to: ServerConnection, databases: string[], watch: CopyWatch) => Promise<void>;

let copyDatabases: jest.Mock<Promise<void>, Parameters<Copy>>;
jest.mock("../../../components/mysql/dump", () => ({
    copyDatabases: (...args: Parameters<Copy>) => copyDatabases(...args),
}));

interface Scene {
    link?: Partial<InitialDataInputs>;
    replica?: Partial<ServerState>;
    source?: Partial<ServerState>;
    /** Tables of the source. */
    tables?: FakeTable[];
    /** What an earlier attempt has left on the replica. */
    record?: "unfinished" | Row;
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
    let table: Row[] | undefined = record === undefined ? undefined : record === "unfinished" ? [] : [record];
    const session = fakeSession(
        {
            ...answersOf(state),
            "SELECT TABLE_NAME AS name": () => (table === undefined ? [] : [{ name: "whole_as_of" }]),
            "SELECT file, position, gtid_set": () => table ?? [],
            [`CREATE TABLE IF NOT EXISTS ${COPY_RECORD}`]: () => {
                table ??= [];
                return [];
            },
            [`INSERT INTO ${COPY_RECORD}`]: ([file = "", position = "", gtidSet = ""]) => {
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
    sent.filter(({ sql }) => sql.startsWith(`INSERT INTO ${COPY_RECORD}`)).map(({ values }) => values);

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
            "FLUSH TABLES WITH READ LOCK",
            "SHOW MASTER STATUS",
            "dump shop, stock",
            "UNLOCK TABLES",
            "dump the rest",
        ]);
    });

    it("should keep them waiting until its end where no snapshot holds for every table, and say so", async () => {
        open({ tables: [...TABLES, { database: "shop", name: "log", engine: "MyISAM" }] });
        const progress = recorded();
        await run({}, progress);
        expect(sentTo(locking)).not.toContain("UNLOCK TABLES");
        expect(sentTo(locking).at(-1)).toBe("dump the rest");
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
        const began = Date.now();
        const now = jest.spyOn(Date, "now").mockReturnValue(began);
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

describe("a copy's record", () => {
    it("should stand before the copy begins and be whole only once it has ended, out of the binary log", async () => {
        const { replica } = open({ source: { executed: `${S}:1-9` } });
        copyDatabases.mockImplementation(async () => {
            await replica.query("the copy");
        });
        await run();
        const sent = sentTo(replica).filter((sql) => /sql_log_bin|^CREATE|^INSERT|^the copy/.test(sql));
        expect(sent.map((sql) => sql.replace(/ \(.*/, ""))).toEqual([
            "SET SESSION sql_log_bin = 0",
            `CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`,
            `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.whole_as_of`,
            "the copy",
            `INSERT INTO ${COPY_RECORD}.whole_as_of VALUES`,
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

    it("should be made by file and position, whatever history it has: that says nothing there", async () => {
        open({ replica: { executed: `${R}:1-3` } });
        expect(await run()).toMatchObject({ start: { source: LOCKED } });
    });
});

describe("a copy that was interrupted", () => {
    it("should be thrown away and made anew, and nothing but what it brought be dropped", async () => {
        const { replica, state } = open({
            record: "unfinished",
            replica: { databases: [COPY_RECORD, "shop", "stock"] },
        });
        const progress = recorded();
        let left: string[] | undefined;
        copyDatabases.mockImplementation(() => {
            left = state.databases;
            return Promise.resolve();
        });
        expect(await run({}, progress)).toMatchObject({ start: { source: LOCKED } });
        expect(left).toEqual([COPY_RECORD]);
        expect(replica.sent.filter(({ sql }) => sql.startsWith("DROP")).map(({ values }) => values)).toEqual([
            ["shop"],
            ["stock"],
        ]);
        expect(sentTo(replica).slice(0, sentTo(replica).indexOf("DROP DATABASE IF EXISTS ??"))).toContain(
            "SET SESSION sql_log_bin = 0",
        );
        expect(progress.said.slice(0, 2)).toEqual([
            `${LINK}: DROP DATABASE shop on orders-master-2 (of a copy that was interrupted)`,
            `${LINK}: DROP DATABASE stock on orders-master-2 (of a copy that was interrupted)`,
        ]);
        expect(recordedOn(replica)).toHaveLength(1);
    });

    it("should be made anew by a second attempt after one that failed", async () => {
        const { state } = open({});
        copyDatabases.mockImplementationOnce(() => {
            state.databases = ["shop"];
            return Promise.reject(new Error("the network went away"));
        });
        await expect(run()).rejects.toThrow("the network went away");
        expect(await run()).toMatchObject({ start: { source: LOCKED } });
        expect(copyDatabases).toHaveBeenCalledTimes(2);
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
        expect(writes(replica).map((sql) => sql.replace(/ (VALUES|=).*| \(.*/, ""))).toEqual([
            `CREATE DATABASE IF NOT EXISTS ${COPY_RECORD}`,
            `CREATE TABLE IF NOT EXISTS ${COPY_RECORD}.whole_as_of`,
            `INSERT INTO ${COPY_RECORD}.whole_as_of`,
            "SET GLOBAL gtid_purged",
        ]);
    });
});
