import { COPY_RECORD } from "../../../../components/mysql/ownDatabases";
import { FindingError } from "../../../../components/findings/finding";
import { nativePasswordHash } from "../../../../components/mysql/nativePassword";
import type { Row, Session } from "../../../../components/mysql/session";
import { converge } from "../../../../components/replication/replicationLink/converge";
import type { ReplicationLinkInputs, KeptWiring } from "../../../../components/replication/replicationLink/inputs";
import {
    answersOf,
    fakeReplica,
    healthyStatus,
    linkInputs,
    linkStart,
    serverState,
    UUIDS,
    type FakeReplica,
    type ServerState,
} from "../../fakes/replica";
import { connection, fakeSession, refusing, writes, type FakeSession } from "../../fakes/session";
import { claimed } from "../../fakes/claim";
import { recorded } from "../../fakes/progress";

const sessions = new Map<string, Session>();
jest.mock("../../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../../components/mysql/session"),
    open: () => Promise.reject(new Error("nobody listens in a unit test")),
    withSession: ({ name }: { name: string }, work: (session?: Session) => Promise<unknown>) =>
        work(sessions.get(name)),
}));
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: ({ name }: { name: string }) => Promise.resolve(sessions.get(name)),
}));

const DROP_RECORD = `DROP DATABASE IF EXISTS ${COPY_RECORD}`;
const COPY_RECORD_IS_THERE = { "SELECT TABLE_NAME AS name": [{ name: "whole_as_of" }] };

interface Scene {
    replica: FakeReplica;
    source: FakeSession;
}

/** @param status what the replica says before anything is done */
function scene(status: Row | undefined, replica: Partial<ServerState> = {}, source: Partial<ServerState> = {}): Scene {
    const both = {
        replica: fakeReplica(status, serverState({ uuid: UUIDS.replica, id: 3308, ...replica })),
        source: fakeSession(answersOf(serverState(source)), connection("orders-master-1")),
    };
    sessions.set("orders-master-2", both.replica);
    sessions.set("orders-master-1", both.source);
    return both;
}

const wired = (over: Partial<KeptWiring> = {}): KeptWiring => ({
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: UUIDS.replica,
    replicaServerId: 3308,
    sourceUuid: UUIDS.source,
    sourceServerId: 3307,
    ...over,
});

const run = (link: Partial<ReplicationLinkInputs> = {}, before?: KeptWiring): Promise<KeptWiring> =>
    converge(linkInputs(link), before, recorded());

async function failure(attempt: Promise<unknown>): Promise<string> {
    return await attempt.then(
        () => "it converged",
        (error: unknown) => {
            expect(error).toBeInstanceOf(FindingError);
            return (error as FindingError).finding.observed;
        },
    );
}

const threads = ({ replica: { status } }: Scene): unknown[] => [status?.Slave_IO_Running, status?.Slave_SQL_Running];

describe("a new link", () => {
    it("should be wired in order: source, receiver, and only then the applier", async () => {
        const at = scene(undefined);
        const result = await run();
        expect(writes(at.replica).map((sql) => sql.replace(/ (MASTER_HOST).*/, " $1"))).toEqual([
            "CHANGE MASTER TO MASTER_HOST",
            "START SLAVE IO_THREAD",
            "START SLAVE SQL_THREAD",
        ]);
        expect(result).toEqual(wired());
        expect(threads(at)).toEqual(["Yes", "Yes"]);
    });

    it.each<[string, Row | undefined]>([
        ["it was wired", undefined],
        ["it was wired by an up that did not end well", { ...healthyStatus(), Slave_SQL_Running: "No" }],
    ])("should leave no record of the copy that it goes on from, nor tell its peers, where %s", async (_what, row) => {
        const { replica } = scene(row);
        Object.assign(replica.answers, COPY_RECORD_IS_THERE);
        await run();
        const sent = replica.sent.map(({ sql }) => sql);
        expect(sent.filter((sql) => sql === DROP_RECORD)).toHaveLength(1);
        expect(sent.slice(0, sent.indexOf(DROP_RECORD))).toContain("SET SESSION sql_log_bin = 0");
    });

    it("should leave that record where it does not come to run: the copy is gone on from by the next attempt", async () => {
        const { replica } = scene(undefined);
        Object.assign(replica.answers, COPY_RECORD_IS_THERE);
        replica.applierError = { number: 1062, text: "Duplicate entry" };
        await failure(run());
        expect(writes(replica)).not.toContain(DROP_RECORD);
    });

    it("should write nothing on its source", async () => {
        const { source } = scene(undefined);
        await run();
        expect(writes(source)).toEqual([]);
    });

    it("should hold every setting, and its password as a value only", async () => {
        const { replica } = scene(undefined);
        await run();
        const change = replica.sent.find(({ sql }) => sql.startsWith("CHANGE MASTER"));
        const clauses = [...(change?.sql ?? "").matchAll(/(MASTER_\w+) = \?/g)].map(([, clause]) => clause);
        expect(Object.fromEntries(clauses.map((clause, index) => [clause, change?.values[index]]))).toEqual({
            MASTER_HOST: "orders-master-1",
            MASTER_PORT: 3306,
            MASTER_USER: "replication",
            MASTER_PASSWORD: "replication-secret",
            MASTER_CONNECT_RETRY: 5,
            MASTER_HEARTBEAT_PERIOD: 10,
            MASTER_RETRY_COUNT: 0,
            MASTER_DELAY: 0,
            MASTER_AUTO_POSITION: 1,
        });
        expect(change?.sql).not.toContain("replication-secret");
    });

    it("should be wired by file and position where that is asked for", async () => {
        const { replica } = scene(undefined, {}, { coordinates: { file: "mysql-bin.000005", position: 4 } });
        const start = linkStart({ source: { file: "mysql-bin.000004", position: 999 } });
        const { coordinates } = await run({ positioning: "binlog", start });
        const change = replica.sent.find(({ sql }) => sql.startsWith("CHANGE MASTER"));
        expect(change?.values.slice(-3)).toEqual([0, "mysql-bin.000004", 999]);
        expect(coordinates).toEqual({ file: "mysql-bin.000004", position: 999, gtidSet: "" });
    });

    it("should close both sessions, also when it fails", async () => {
        for (const error of [undefined, { number: 1062, text: "Duplicate entry" }]) {
            const { replica, source } = scene(undefined);
            replica.applierError = error;
            await run().catch(() => undefined);
            expect([replica.closed, source.closed]).toEqual([true, true]);
        }
    });

    it("should have its filters before its applier runs for the first time", async () => {
        const { replica } = scene(undefined);
        await run({ wantedFilters: { replicateDoDb: ["shop"], replicateIgnoreDb: ["tmp"] } });
        expect(replica.filtersAtStart).toEqual(["shop/tmp"]);
    });

    it("should be refused where the replica follows somebody else, without touching that", async () => {
        const { replica } = scene({ ...healthyStatus(), Master_Host: "db9" });
        expect(await failure(run())).toMatch(/^follows db9:3306 already, /);
        expect(writes(replica)).toEqual([]);
    });

    describe("whose replica leads elsewhere, as this stack has begun it", () => {
        const OWNER = "organization/shop/production";
        const replica = connection("orders-master-2", { owner: OWNER });
        const HASH = nativePasswordHash("replication-secret");
        const wrong = (over: Row = {}): Row => ({
            ...{ ...healthyStatus(), Master_Host: "127.0.0.1", Master_Port: 34161, Master_UUID: "" },
            ...{ Slave_IO_Running: "Connecting", Slave_SQL_Running: "No", ...over },
        });
        const begun = (row: Row, owner = OWNER, hash = HASH): Scene => {
            const at = scene(row);
            Object.assign(at.replica, { server: replica });
            Object.assign(at.replica.answers, claimed({ owner, token: "t", server: "orders-master-2" }));
            at.source.answers["SELECT host, authentication_string"] = [{ hash: "*OTHER" }, { hash }];
            return at;
        };

        it.each<[string, Row, Partial<ReplicationLinkInputs>]>([
            ["nobody has answered there", wrong(), {}],
            ["nobody has answered there", wrong({ Auto_Position: 0 }), { positioning: "binlog" }],
            [
                "another server has, and nothing of it was applied",
                wrong({ Master_UUID: UUIDS.stranger, Relay_Master_Log_File: "" }),
                {},
            ],
            [
                "another server has, and nothing of it was applied",
                wrong({ Master_UUID: UUIDS.stranger, Auto_Position: 0, Exec_Master_Log_Pos: "154" }),
                { positioning: "binlog" },
            ],
        ])("should be turned to its declared source where %s: %#", async (_what, row, over) => {
            const at = begun(row);
            await run({ replica, ...over });
            expect(at.replica.status).toMatchObject({ Master_Host: "orders-master-1", Master_Port: 3306 });
            expect(threads(at)).toEqual(["Yes", "Yes"]);
        });

        it.each<[string, Scene]>([
            ["its replica is another stack's", begun(wrong(), "organization/shop/staging")],
            ["it logs in as nobody does at its source", begun(wrong(), OWNER, "*NONE")],
            ["it has applied what it was sent", begun(wrong({ Master_UUID: UUIDS.stranger }))],
            [
                "it may be applying what it is sent",
                begun(wrong({ Master_UUID: UUIDS.stranger, Relay_Master_Log_File: "", Slave_SQL_Running: "Yes" })),
            ],
        ])("should be left to whoever has set it up where %s", async (_what, at) => {
            sessions.set("orders-master-2", at.replica);
            sessions.set("orders-master-1", at.source);
            expect(await failure(run({ replica }))).toMatch(/^follows 127.0.0.1:34161 already, /);
            expect(writes(at.replica)).toEqual([]);
        });
    });

    it("should be refused so where another server stands in the place of the one that was wired", async () => {
        const { replica } = scene({ ...healthyStatus(), Master_Host: "db9" });
        expect(await failure(run({}, wired({ replicaUuid: UUIDS.stranger })))).toMatch(/^follows db9:3306 already, /);
        expect(writes(replica)).toEqual([]);
    });

    it("should say that it meets itself where its receiver meets its own server_id, and the declared source has another", async () => {
        const { replica } = scene(undefined);
        const equal = "The slave I/O thread stops because master and slave have equal MySQL server ids";
        replica.receiverError = { number: 1593, text: equal };
        await expect(run()).rejects.toMatchObject({
            finding: {
                code: "source-is-itself",
                where: "orders-master-2 from orders-master-1",
                observed:
                    "at orders-master-1:3306 answers server_id 3308, which is orders-master-2's own; orders-master-1 has server_id 3307",
            },
        });
    });

    it("should be refused where its place can't be proved, without touching anything", async () => {
        const { replica } = scene(undefined, {}, { executed: `${UUIDS.source}:1-9`, purged: `${UUIDS.source}:1-5` });
        expect(await failure(run())).toContain(`orders-master-1 has purged ${UUIDS.source}:1-5`);
        expect(writes(replica)).toEqual([]);
    });

    it("should quote the server where an event can't be applied", async () => {
        const { replica } = scene(undefined);
        replica.applierError = { number: 1062, text: "Duplicate entry '1' for key 'PRIMARY' on shop.orders" };
        expect(await failure(run())).toContain("stopped: 1062 Duplicate entry '1' for key 'PRIMARY' on shop.orders");
    });

    it("should quote the server where its source turns it away, without waiting for the deadline", async () => {
        const { replica } = scene(undefined);
        replica.receiverError = { number: 1045, text: "Access denied for user 'replication'" };
        const began = Date.now();
        expect(await failure(run({ deadlineSeconds: 60 }))).toContain("connecting: 1045 Access denied");
        expect(Date.now() - began).toBeLessThan(30_000);
    });

    it("should wait out the deadline where its source is not there yet", async () => {
        const { replica } = scene(undefined);
        replica.receiverError = { number: 2003, text: "error connecting to master" };
        expect(await failure(run())).toContain("connecting: 2003 error connecting to master");
    });
});

describe("a link at whose source's address another server answers", () => {
    it("should be refused before anything of a stranger's is applied", async () => {
        const at = scene(undefined);
        at.replica.answering = UUIDS.stranger;
        expect(await failure(run())).toContain(`answers server_uuid ${UUIDS.stranger}`);
        expect(at.replica.appliedAStranger).toBe(false);
        expect(threads(at)).toEqual(["No", "No"]);
    });

    it("should be refused so when it is tried again, too", async () => {
        const at = scene(undefined);
        at.replica.answering = UUIDS.stranger;
        await failure(run());
        expect(await failure(run())).toContain(`answers server_uuid ${UUIDS.stranger}`);
        expect(at.replica.appliedAStranger).toBe(false);
        expect(threads(at)).toEqual(["No", "No"]);
    });

    it("should be refused so when its threads have been stopped since it was wired", async () => {
        const at = scene({ ...healthyStatus(), Slave_IO_Running: "No", Slave_SQL_Running: "No" });
        at.replica.answering = UUIDS.stranger;
        expect(await failure(run({}, wired()))).toContain(`answers server_uuid ${UUIDS.stranger}`);
        expect(at.replica.appliedAStranger).toBe(false);
    });
});

describe("a link that runs, and whose source's address another server has taken over", () => {
    const followed = (): Row => ({ ...healthyStatus(), Master_UUID: UUIDS.stranger });

    it("should be refused as that, and not go on applying what is a stranger's", async () => {
        const at = scene(followed());
        at.replica.answering = UUIDS.stranger;
        expect(await failure(run({}, wired()))).toContain(`answers server_uuid ${UUIDS.stranger}`);
        expect(at.replica.appliedAStranger).toBe(false);
        expect(threads(at)).toEqual(["No", "No"]);
    });

    it("should go on where its source is there again", async () => {
        const at = scene(followed());
        await run({}, wired());
        expect(writes(at.replica)).toEqual(["STOP SLAVE", "START SLAVE IO_THREAD", "START SLAVE SQL_THREAD"]);
        expect(threads(at)).toEqual(["Yes", "Yes"]);
    });
});

describe("a link that runs already", () => {
    it("should be left alone by a second run", async () => {
        const { replica, source } = scene(undefined);
        const first = await run();
        const before = writes(replica).length;
        expect(await run({}, first)).toEqual(first);
        expect(writes(replica).slice(before)).toEqual([]);
        expect(writes(source)).toEqual([]);
    });

    it("should be adopted as it is, at the place where its applier stands", async () => {
        const executed = `${UUIDS.source}:1-7`;
        const { replica } = scene(healthyStatus(), { executed }, { executed });
        expect(await run()).toEqual(
            wired({ coordinates: { file: "mysql-bin.000001", position: 4711, gtidSet: `${UUIDS.source}:1-7` } }),
        );
        expect(writes(replica)).toEqual([]);
    });

    it("should keep the coordinates of its first wiring", async () => {
        scene(healthyStatus());
        expect(await run({}, wired())).toEqual(wired());
    });

    it.each<[string, Row, Row, string[]]>([
        [
            "the account",
            { Master_User: "other" },
            {},
            ["STOP SLAVE", "CHANGE MASTER TO MASTER_USER = ?", "START SLAVE"],
        ],
        ["the password", {}, { password: "x" }, ["STOP SLAVE", "CHANGE MASTER TO MASTER_PASSWORD = ?", "START SLAVE"]],
        [
            "the pace of retries",
            { Connect_Retry: 60 },
            {},
            ["STOP SLAVE", "CHANGE MASTER TO MASTER_CONNECT_RETRY = ?", "START SLAVE"],
        ],
        [
            "the heartbeat",
            {},
            { heartbeat: 30 },
            ["STOP SLAVE", "CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = ?", "START SLAVE"],
        ],
        [
            "retries that end",
            { Master_Retry_Count: "86400" },
            {},
            ["STOP SLAVE", "CHANGE MASTER TO MASTER_RETRY_COUNT = ?", "START SLAVE"],
        ],
        [
            "an applier that lags on purpose",
            { SQL_Delay: 3600 },
            {},
            ["STOP SLAVE", "CHANGE MASTER TO MASTER_DELAY = ?", "START SLAVE"],
        ],
        [
            "the way to its place",
            { Auto_Position: 0 },
            {},
            ["STOP SLAVE", "CHANGE MASTER TO MASTER_AUTO_POSITION = ?", "START SLAVE"],
        ],
        [
            "several things at once",
            { Master_User: "other", Connect_Retry: 1 },
            { password: "x" },
            [
                "STOP SLAVE",
                "CHANGE MASTER TO MASTER_USER = ?, MASTER_PASSWORD = ?, MASTER_CONNECT_RETRY = ?",
                "START SLAVE",
            ],
        ],
        ["a stopped receiver", { Slave_IO_Running: "No" }, {}, ["START SLAVE"]],
        ["a stopped applier", { Slave_SQL_Running: "No" }, {}, ["START SLAVE"]],
        ["a receiver between two tries", { Slave_IO_Running: "Connecting" }, {}, ["STOP SLAVE", "START SLAVE"]],
        [
            "filters that nobody declared",
            { Replicate_Do_DB: "shop" },
            {},
            ["STOP SLAVE", "CHANGE REPLICATION FILTER REPLICATE_DO_DB = (), REPLICATE_IGNORE_DB = ()", "START SLAVE"],
        ],
    ])("should be mended by the fewest statements: %s", async (_what, row, stored, expected) => {
        const at = scene({ ...healthyStatus(), ...row });
        Object.assign(at.replica.stored, stored);
        await run({}, wired());
        // A receiver may be started before its applier.
        const sent = writes(at.replica).map((sql) => sql.replace("START SLAVE IO_THREAD", "START SLAVE"));
        expect(sent.filter((sql) => sql !== "START SLAVE SQL_THREAD")).toEqual(expected);
        expect(threads(at)).toEqual(["Yes", "Yes"]);
        const before = writes(at.replica).length;
        await run({}, wired());
        expect(writes(at.replica).slice(before)).toEqual([]);
    });

    it("should run again once what its applier stumbled over is put right", async () => {
        const broken = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry" };
        for (const receiver of ["Yes", "No"]) {
            const at = scene({ ...healthyStatus(), ...broken, Slave_IO_Running: receiver });
            expect(await run({}, wired())).toEqual(wired());
            expect(threads(at)).toEqual(["Yes", "Yes"]);
        }
    });

    it("should not skip what its applier stumbles over, however often it is run", async () => {
        const broken = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry" };
        const { replica } = scene({ ...healthyStatus(), ...broken });
        replica.applierError = { number: 1062, text: "Duplicate entry" };
        expect(await failure(run({}, wired()))).toContain("stopped: 1062 Duplicate entry");
        expect(await failure(run({}, wired()))).toContain("stopped: 1062 Duplicate entry");
        expect(replica.sent.filter(({ sql }) => /skip|RESET|gtid_next/i.test(sql))).toEqual([]);
    });
});

describe("a link without a place", () => {
    const noPlace = (over: Row = {}): Row => ({
        ...healthyStatus(),
        Slave_IO_Running: "No",
        Slave_SQL_Running: "No",
        Auto_Position: 0,
        Relay_Master_Log_File: "",
        Exec_Master_Log_Pos: "0",
        ...over,
    });
    const changes = ({ replica }: Scene): string[] => writes(replica).filter((sql) => sql.startsWith("CHANGE MASTER"));

    // Started as it is, it would begin with the oldest binary log that its source has.
    it.each<[string, KeptWiring | undefined]>([
        ["for the first time", undefined],
        ["again, after RESET SLAVE", wired()],
    ])("should be given one before its threads run, by file and position: %s", async (_when, before) => {
        const at = scene(noPlace());
        const progress = recorded();
        const link = linkInputs({ positioning: "binlog" });
        expect(await converge(link, before, progress)).toEqual(wired());
        expect(writes(at.replica).map((sql) => sql.replace(/ (MASTER_HOST).*/, " $1"))).toEqual([
            "STOP SLAVE",
            "CHANGE MASTER TO MASTER_HOST",
            "START SLAVE IO_THREAD",
            "START SLAVE SQL_THREAD",
        ]);
        expect(changes(at)[0]).toContain("MASTER_LOG_FILE = ?, MASTER_LOG_POS = ?");
        expect(progress.said[0]).toBe(`${link.name}: STOP SLAVE (followed orders-master-1:3306, from no place)`);
    });

    it("should be refused by file and position once its source has moved on, and not be started", async () => {
        const at = scene(noPlace(), {}, { coordinates: { file: "mysql-bin.000002", position: 4 } });
        expect(await failure(run({ positioning: "binlog" }, wired()))).toContain("has lost its place");
        expect(writes(at.replica)).toEqual([]);
        expect(threads(at)).toEqual(["No", "No"]);
    });

    it("should be refused where it follows somebody else, though from no place", async () => {
        const at = scene(noPlace({ Master_Host: "db9" }));
        expect(await failure(run({ positioning: "binlog" }))).toMatch(/^follows db9:3306 already, /);
        expect(writes(at.replica)).toEqual([]);
    });

    it("should only be mended by GTID, which finds it", async () => {
        const at = scene(noPlace());
        await run({}, wired());
        expect(changes(at)).toEqual(["CHANGE MASTER TO MASTER_AUTO_POSITION = ?"]);
        expect(threads(at)).toEqual(["Yes", "Yes"]);
    });
});

describe("a link that ran, and can't be brought to what is declared", () => {
    const unreachable = { number: 2003, text: "error connecting to master" };
    const cutOff = (): Row => ({
        ...healthyStatus(),
        Slave_IO_Running: "Connecting",
        Last_IO_Errno: unreachable.number,
        Last_IO_Error: unreachable.text,
    });

    it("should be left with its applier running where its source can't be reached: the receiver comes back by itself", async () => {
        const at = scene(cutOff());
        at.replica.receiverError = unreachable;
        expect(await failure(run({}, wired()))).toContain("2003 error connecting to master");
        expect(threads(at)).toEqual(["Connecting", "Yes"]);
    });

    it("should be left with its applier stopped where that was stopped before", async () => {
        const at = scene({ ...cutOff(), Slave_SQL_Running: "No" });
        at.replica.receiverError = unreachable;
        await failure(run({}, wired()));
        expect(threads(at)).toEqual(["Connecting", "No"]);
    });

    it("should be left with an applier stopped that has stopped by itself since", async () => {
        const at = scene({ ...healthyStatus(), Connect_Retry: 60 });
        at.replica.applierError = { number: 1062, text: "Duplicate entry" };
        await failure(run({}, wired()));
        expect(threads(at)).toEqual(["Yes", "No"]);
        expect(at.replica.filtersAtStart).toHaveLength(1);
    });

    it("should be left stopped where it has met another server, and its user be told", async () => {
        const at = scene({ ...healthyStatus(), Connect_Retry: 60 });
        at.replica.answering = UUIDS.stranger;
        const progress = recorded();
        await failure(converge(linkInputs(), wired(), progress));
        expect(threads(at)).toEqual(["No", "No"]);
        expect(at.replica.appliedAStranger).toBe(false);
        expect(progress.said.at(-1)).toBe(
            "orders-master-2 from orders-master-1: IO thread and SQL thread, which ran before, are left stopped: " +
                `orders-master-1:3306 is server_uuid ${UUIDS.stranger}, and not ${UUIDS.source}`,
        );
    });

    it("should be left stopped by itself where it was turned to another address, and nobody has answered there yet", async () => {
        const at = scene(healthyStatus());
        at.replica.receiverError = unreachable;
        const progress = recorded();
        const moved = linkInputs({ sourceAddress: { host: "db-new", port: 3306 } });
        await failure(converge(moved, wired(), progress));
        expect(threads(at)).toEqual(["Connecting", "No"]);
        expect(progress.said.at(-1)).toBe(
            "orders-master-2 from orders-master-1: SQL thread, which ran before, is left stopped: it follows " +
                "db-new:3306 now, and followed orders-master-1:3306; the next pulumi up starts it",
        );
    });

    it("should be left stopped where it has lost its place on the way", async () => {
        const broken = { Slave_SQL_Running: "No", Last_SQL_Errno: 1872, Last_SQL_Error: "relay log" };
        const at = scene({ ...healthyStatus(), ...broken });
        at.replica.answers["RESET SLAVE"] = () => {
            Object.assign(at.replica.status ?? {}, { Auto_Position: 0, Relay_Master_Log_File: "" });
            return [];
        };
        at.replica.answers["CHANGE MASTER TO"] = refusing(1201, "could not initialize master info structure");
        await expect(run({}, wired())).rejects.toThrow("could not initialize");
        expect(threads(at)).toEqual(["No", "No"]);
    });

    it("should say what is left to do where it can't be started again", async () => {
        const at = scene({ ...healthyStatus(), Connect_Retry: 60 });
        at.replica.answers["CHANGE MASTER TO"] = refusing(1201, "could not initialize master info structure");
        at.replica.answers["START SLAVE SQL_THREAD"] = refusing(1593, "no more");
        const progress = recorded();
        await expect(converge(linkInputs(), wired(), progress)).rejects.toThrow("could not initialize");
        expect(progress.said.at(-1)).toBe(
            "orders-master-2 from orders-master-1: what ran before was not started again (1593 no more): run pulumi up",
        );
    });

    it.each<[string, Row, Partial<ReplicationLinkInputs>]>([
        ["what it logs in with differs", { Master_User: "other" }, {}],
        ["its filters differ", { Replicate_Do_DB: "shop" }, {}],
        ["its receiver is on its way", { Slave_IO_Running: "Connecting" }, {}],
        ["its source has another address", {}, { sourceAddress: { host: "db-new", port: 3306 } }],
    ])("should go on as it ran, whichever statement is the last one, where %s", async (_what, row, over) => {
        const whole = scene({ ...healthyStatus(), ...row });
        await run(over, wired());
        const total = whole.replica.sent.length;
        for (let last = 1; last <= total; last++) {
            const at = scene({ ...healthyStatus(), ...row });
            const before = threads(at);
            const { replica } = at;
            const query = replica.query.bind(replica);
            let asked = 0;
            replica.query = (...args) => {
                asked += 1;
                return asked === last ? Promise.reject(new Error("cut off")) : query(...args);
            };
            const progress = recorded();
            await expect(converge(linkInputs(over), wired(), progress)).rejects.toThrow("cut off");
            const turned = replica.status?.Master_Host === "db-new";
            const runsAs = JSON.stringify(threads(at)) === JSON.stringify(["Yes", "Yes"]);
            const statement = replica.sent.at(-1)?.sql ?? "";
            if (!turned) {
                expect([statement, runsAs || JSON.stringify(threads(at)) === JSON.stringify(before)]).toEqual([
                    statement,
                    true,
                ]);
            } else if (!runsAs) {
                expect(progress.said.at(-1)).toContain("which ran before");
            }
        }
        expect(total).toBeGreaterThan(10);
    });
});

describe("a link whose relay logs can't be used, as only START SLAVE shows", () => {
    const stopped = (over: Row = {}): Row => ({ ...healthyStatus(), Slave_SQL_Running: "No", ...over });
    const refusal = refusing(1872, "Slave failed to initialize relay log info structure from the repository");

    it.each(["START SLAVE IO_THREAD", "START SLAVE SQL_THREAD"])(
        "should get anew what they held, by GTID, and be told as it was sent: %s",
        async (start) => {
            const { replica } = scene(stopped());
            const { [start]: starts = [] } = replica.answers;
            replica.answers[start] = (values, sql) =>
                writes(replica).includes("RESET SLAVE") && typeof starts === "function"
                    ? starts(values, sql)
                    : refusal();
            const progress = recorded();
            await converge(linkInputs(), wired(), progress);
            const name = "orders-master-2 from orders-master-1";
            expect(progress.said.slice(-5)).toEqual([
                `${name}: STOP SLAVE`,
                `${name}: RESET SLAVE (its relay logs can't be used; what they held is fetched again)`,
                `${name}: CHANGE MASTER TO MASTER_HOST = 'orders-master-1', MASTER_PORT = 3306, ` +
                    "MASTER_USER = 'replication', MASTER_PASSWORD = <secret>, MASTER_CONNECT_RETRY = 5, " +
                    "MASTER_HEARTBEAT_PERIOD = 10, MASTER_RETRY_COUNT = 0, MASTER_DELAY = 0, MASTER_AUTO_POSITION = 1",
                `${name}: START SLAVE IO_THREAD`,
                `${name}: START SLAVE SQL_THREAD`,
            ]);
        },
    );

    it("should be refused in the server's words where that does not help, without trying for ever", async () => {
        const { replica } = scene(stopped());
        replica.answers["START SLAVE IO_THREAD"] = refusal;
        await expect(run({}, wired())).rejects.toThrow("failed to initialize relay log info");
        expect(writes(replica).filter((sql) => sql === "RESET SLAVE")).toHaveLength(1);
    });

    it("should be refused by file and position, its relay logs left as they are", async () => {
        const { replica } = scene(stopped({ Auto_Position: 0 }));
        replica.answers["START SLAVE IO_THREAD"] = refusal;
        await expect(run({ positioning: "binlog" }, wired())).rejects.toMatchObject({
            finding: { code: "relay-log-unusable", observed: expect.stringMatching(/^START SLAVE: 1872 /) as unknown },
        });
        expect(writes(replica)).toEqual(["START SLAVE IO_THREAD"]);
    });
});

describe("filters of a replica", () => {
    const filtered = { wantedFilters: { replicateDoDb: ["shop", "stock"] } };
    const warned = async (over: Partial<ReplicationLinkInputs>): Promise<string[]> => {
        scene(undefined);
        const progress = recorded();
        await converge(linkInputs(over), undefined, progress);
        return progress.said.filter((line) => line.includes("my.cnf"));
    };

    it("should be told with the lines that keep them where its my.cnf is its owner's", async () => {
        expect(await warned({ ...filtered, replicaMyCnfIsGiven: true })).toEqual([
            "orders-master-2: after a restart it applies without these filters before anybody looks, unless its my.cnf " +
                "has these lines under [mysqld]: replicate_do_db = shop; replicate_do_db = stock; no replicate_ignore_db",
        ]);
    });

    it.each<[string, Partial<ReplicationLinkInputs>]>([
        ["its my.cnf is generated, and has them", { ...filtered, replicaMyCnfIsGiven: false }],
        ["an older release did not ask", filtered],
        ["they are in force already", { replicaMyCnfIsGiven: true }],
    ])("should not be told so where %s", async (_where, over) => {
        expect(await warned(over)).toEqual([]);
    });
});

describe("a link whose source changes", () => {
    const moved = { sourceAddress: { host: "db-new", port: 3306 } };

    it("should be stopped and wired to the new one by GTID", async () => {
        const at = scene(healthyStatus());
        await run(moved, wired());
        expect(writes(at.replica).map((sql) => sql.replace(/ (MASTER_HOST).*/, " $1"))).toEqual([
            "STOP SLAVE",
            "CHANGE MASTER TO MASTER_HOST",
            "START SLAVE IO_THREAD",
            "START SLAVE SQL_THREAD",
        ]);
        expect(at.replica.status?.Master_Host).toBe("db-new");
    });

    it("should be refused by file and position once the source has moved on, and go on following the old one", async () => {
        const at = scene({ ...healthyStatus(), Auto_Position: 0 }, {}, { coordinates: { file: "x.1", position: 4 } });
        expect(await failure(run({ ...moved, positioning: "binlog" }, wired()))).toContain("has lost its place");
        expect(writes(at.replica)).toEqual([]);
        expect(threads(at)).toEqual(["Yes", "Yes"]);
    });
});

describe("a replica that follows further sources over channels", () => {
    const follow = ({ answers }: FakeSession): void => {
        const { "SHOW SLAVE STATUS": own } = answers;
        Object.assign(answers, {
            "SHOW SLAVE STATUS": () => [
                ...(typeof own === "function" ? own([], "") : []),
                { Channel_Name: "third", Master_Host: "db3", Master_Port: 3306 },
            ],
            "STOP SLAVE FOR CHANNEL": [],
            "RESET SLAVE ALL FOR CHANNEL": [],
        });
    };

    it("should have them removed where they were added since it was wired", async () => {
        const { replica } = scene(healthyStatus());
        follow(replica);
        await run({}, wired());
        expect(writes(replica)).toEqual(["STOP SLAVE FOR CHANNEL ?", "RESET SLAVE ALL FOR CHANNEL ?"]);
    });

    it("should be refused where they were there before it was wired, and left as it is", async () => {
        const { replica } = scene(undefined);
        follow(replica);
        expect(await failure(run())).toContain("follows further sources over channels: third from db3:3306");
        expect(writes(replica)).toEqual([]);
    });
});
