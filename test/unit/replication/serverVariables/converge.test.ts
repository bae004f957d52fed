import { escape } from "mysql2";
import { FindingError } from "../../../../components/findings/finding";
import type { Row, Session } from "../../../../components/mysql/session";
import { converge } from "../../../../components/replication/serverVariables/converge";
import * as handler from "../../../../components/replication/serverVariables/handler";
import type { ServerVariablesInputs } from "../../../../components/replication/serverVariables/inputs";
import { effectiveVariables } from "../../../../components/replication/serverVariables/actualState";
import { planCluster } from "../../../../components/planning/clusterPlan";
import { variablesOf } from "../../../../components/planning/serverOptions";
import { cluster } from "../../fakes/arguments";
import { claimed } from "../../fakes/claim";
import { recorded, type RecordedProgress } from "../../fakes/progress";
import { healthyStatus } from "../../fakes/replica";
import { connection, fakeSession, writes, type Answers, type FakeSession } from "../../fakes/session";

// All that planning needs of the SDK, which takes its time to load; refusals.test.ts looks at the real one.
// Nobody waits here for a server to come back.
jest.mock("../../../../components/mysql/waiting", () => ({
    until: async (_deadline: unknown, look: (waited: object) => Promise<unknown>) =>
        (await look({ isWorthTelling: () => false })) ?? (await look({ isWorthTelling: () => false })),
}));
jest.mock("@pulumi/pulumi", () => ({ RunError: class RunError extends Error {} }));

let opened: Session | Error;
/** Where it matters which one. */
let dialled: ((server: { port: number }) => Session) | undefined;
afterEach(() => {
    dialled = undefined;
});
jest.mock("../../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../../components/mysql/session"),
    withSession: async (server: { port: number }, work: (session: Session) => Promise<unknown>) => {
        const session = dialled?.(server) ?? opened;
        if (session instanceof Error) {
            throw session;
        }
        return await work(session);
    },
}));
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: () => Promise.resolve(opened),
}));

let told: RecordedProgress;
jest.mock("../../../../components/replication/engineProgress", () => ({
    withEngineProgress: (work: (progress: RecordedProgress) => Promise<unknown>) => work(told),
}));

const PLANNED = variablesOf(
    planCluster("orders", cluster({ replicas: [{ of: 0, hostPort: 3309 }] })).servers.at(-1)?.options ?? [],
);

const OWNER = "organization/shop/production";
const TOKEN = "token of this resource";

/** A server of this resource's whose variables change under SET GLOBAL. */
function fakeServer(variables: Record<string, string>): FakeSession {
    const state = { ...variables };
    return fakeSession(
        {
            ...claimed({ owner: OWNER, token: TOKEN, server: inputs().connection.name }),
            "SHOW GLOBAL VARIABLES": ([names]) =>
                Object.entries(state)
                    .filter(([name]) => (names as unknown as string[]).includes(name))
                    .map(([name, value]) => ({ Variable_name: name, Value: value })),
            "SHOW MASTER STATUS": () => [
                {
                    File: "mysql-bin.000001",
                    Position: "4",
                    Binlog_Do_DB: state.binlog_do_db ?? "",
                    Binlog_Ignore_DB: state.binlog_ignore_db ?? "",
                    Executed_Gtid_Set: "",
                },
            ],
            "SET GLOBAL": ([value = ""], sql) => {
                state[/^SET GLOBAL (\w+) = \?$/.exec(sql)?.[1] ?? ""] = String(value);
                return [];
            },
        },
        connection("orders-replica-1"),
    );
}

const inputs = (over: Partial<ServerVariablesInputs> = {}): ServerVariablesInputs => ({
    connection: connection("orders-replica-1"),
    incarnation: "",
    deadlineSeconds: 1,
    myCnfIsGiven: false,
    binaryLogOnRemoval: "keep",
    server: "reachable",
    claim: OWNER,
    variables: PLANNED,
    ...over,
});

async function convergeOn(server: FakeSession, variables = PLANNED, over = {}): Promise<string[]> {
    opened = server;
    const progress = recorded();
    await converge(inputs({ variables, ...over }), TOKEN, progress);
    return progress.said;
}

const keptBy = (names: string): string =>
    `orders-replica-1: connections that are open keep the ${names} that they began with: have their programs connect anew`;

const finding = async (server: FakeSession, variables = PLANNED) =>
    await convergeOn(server, variables).then(
        () => undefined,
        (error: unknown) => {
            expect(error).toBeInstanceOf(FindingError);
            return (error as FindingError).finding;
        },
    );

describe("a server that runs as planned", () => {
    it("should be observed in exactly the wanted words, so that a preview prints nothing", async () => {
        expect(await effectiveVariables(fakeServer(PLANNED), Object.keys(PLANNED))).toEqual(PLANNED);
    });

    it("should be left alone", async () => {
        const server = fakeServer(PLANNED);
        expect(await convergeOn(server)).toEqual([]);
        expect(writes(server)).toEqual([]);
        expect(server.closed).toBe(true);
    });
});

describe("a variable that differs", () => {
    it.each([
        ["sync_binlog", "0", 1],
        ["innodb_flush_log_at_trx_commit", "2", 1],
        ["read_only", "OFF", "ON"],
        ["slave_net_timeout", "60", 30],
        ["sync_relay_log_info", "10000", 1],
    ])("should be put right while the server runs: %s", async (name, is, wanted) => {
        const server = fakeServer({ ...PLANNED, [name]: is });
        const [did, ...warned] = await convergeOn(server);
        expect(did).toBe(`orders-replica-1: SET GLOBAL ${name} = ${escape(wanted)} (was ${is})`);
        expect(warned).toEqual(
            name.startsWith("binlog_")
                ? [
                      `orders-replica-1: connections that are open keep the ${name} that they began with: ` +
                          "have their programs connect anew",
                  ]
                : [],
        );
        expect(server.sent.filter(({ sql }) => sql.startsWith("SET GLOBAL"))).toEqual([
            { sql: `SET GLOBAL ${name} = ?`, values: [wanted] },
        ]);
    });

    it.each([
        ["binlog_format", "MIXED", "ROW"],
        ["binlog_row_image", "MINIMAL", "FULL"],
    ])("should be put right with a word about connections that keep what they began with: %s", async (name, is, to) => {
        const server = fakeServer({ ...PLANNED, [name]: is });
        expect(await convergeOn(server)).toEqual([
            `orders-replica-1: SET GLOBAL ${name} = '${to}' (was ${is})`,
            keptBy(name),
        ]);
        expect(writes(server)).toEqual([`SET GLOBAL ${name} = ?`]);
    });

    it("should be put right with one such word for all of them together, and without those that take effect at once", async () => {
        const server = fakeServer({
            ...PLANNED,
            binlog_format: "MIXED",
            sync_binlog: "0",
            binlog_row_image: "MINIMAL",
        });
        const said = await convergeOn(server);
        expect(said.filter((line) => line.includes("connections"))).toEqual([
            keptBy("binlog_format and binlog_row_image"),
        ]);
    });

    it("should be put right for lanes as well", async () => {
        const lanes = { auto_increment_increment: "2", auto_increment_offset: "2" };
        const server = fakeServer({ auto_increment_increment: "1", auto_increment_offset: "1" });
        await convergeOn(server, lanes);
        expect(await effectiveVariables(server, Object.keys(lanes))).toEqual(lanes);
    });

    it.each([
        ["server_id", "1"],
        ["log_slave_updates", "OFF"],
        ["gtid_mode", "OFF"],
        ["relay_log_recovery", "OFF"],
        ["report_host", ""],
    ])("should be reported with its line where only a restart changes it: %s", async (name, is) => {
        const server = fakeServer({ ...PLANNED, [name]: is });
        expect(await finding(server)).toMatchObject({
            where: "orders-replica-1",
            observed: `runs with ${name} = ${is}`,
            code: "restart-needed",
            here: expect.stringContaining(`${name} = ${PLANNED[name] ?? ""}`) as string,
        });
        expect(writes(server)).toEqual([]);
    });

    it.each([
        ["OFF", "1062", "no slave_skip_errors"],
        ["1032,1062", "OFF", "slave_skip_errors = 1032,1062"],
        ["ALL", "OFF", "slave_skip_errors = all"],
    ])("should be reported with its line for errors that are skipped: %s", async (wanted, is, line) => {
        const server = fakeServer({ ...PLANNED, slave_skip_errors: is });
        expect(await finding(server, { ...PLANNED, slave_skip_errors: wanted })).toMatchObject({
            observed: `runs with slave_skip_errors = ${is}`,
            here: line,
        });
    });

    it("should be reported together with all others, after those that could be put right", async () => {
        const server = fakeServer({ ...PLANNED, gtid_mode: "OFF", log_slave_updates: "OFF", sync_binlog: "0" });
        const told = await finding(server);
        expect(told?.observed).toMatch(/gtid_mode = OFF/);
        expect(told?.observed).toMatch(/log_slave_updates = OFF/);
        expect(told?.observed).not.toMatch(/sync_binlog/);
        expect(writes(server)).toEqual(["SET GLOBAL sync_binlog = ?"]);
    });

    it("should be reported with a line that makes what is wanted: log_bin takes a name, not ON", async () => {
        const told = await finding(fakeServer({ ...PLANNED, log_bin: "OFF" }));
        expect(told?.observed).toContain("log_bin = OFF");
        expect(told?.here).toContain("log_bin");
        expect(told?.here).not.toContain("log_bin = ON");
    });

    it("should be reported where the server does not know it", async () => {
        const { enforce_gtid_consistency: _unknown, ...known } = PLANNED;
        expect((await finding(fakeServer(known)))?.observed).toBe(
            "runs with enforce_gtid_consistency = unknown to this server",
        );
    });

    it("should be reported with one line for each database of a filter, and with none for no filter", async () => {
        const wanted = { ...PLANNED, binlog_do_db: "orders,shop", binlog_ignore_db: "" };
        const told = await finding(fakeServer({ ...PLANNED, binlog_ignore_db: "tmp" }), wanted);
        expect(told?.here?.split("; ")).toEqual([
            "binlog_do_db = orders",
            "binlog_do_db = shop",
            "no binlog_ignore_db",
        ]);
    });

    it("should be none where a server lists a filter's databases in another order", async () => {
        const wanted = { ...PLANNED, binlog_do_db: "orders,shop" };
        const server = fakeServer({ ...PLANNED, binlog_do_db: "shop,orders" });
        expect(await finding(server, wanted)).toBeUndefined();
    });

    it("should be reported where it is a declared filter that the server does not have", async () => {
        const wanted = { ...PLANNED, binlog_do_db: "shop" };
        expect((await finding(fakeServer(PLANNED), wanted))?.observed).toBe("runs with no binlog_do_db");
    });

    it("should be reported where it is a filter of the binary log that nobody declared", async () => {
        const server = fakeServer({ ...PLANNED, binlog_ignore_db: "shop" });
        expect((await finding(server))?.observed).toBe("runs with binlog_ignore_db = shop");
    });
});

describe("where a replica keeps its place", () => {
    const REPOSITORIES = ["master_info_repository", "relay_log_info_repository"];
    const inFiles = { ...PLANNED, master_info_repository: "FILE", relay_log_info_repository: "FILE" };
    const stopped = { ...healthyStatus(), Slave_IO_Running: "No", Slave_SQL_Running: "No" };

    it.each<[string, Row[]]>([
        ["it follows nobody", []],
        ["it is stopped", [stopped]],
        ["every one of its channels is stopped", [stopped, { ...stopped, Channel_Name: "third" }]],
    ])("should be put right where %s", async (_where, rows) => {
        const server = fakeServer(inFiles);
        server.answers["SHOW SLAVE STATUS"] = rows;
        expect(await convergeOn(server)).toEqual(
            REPOSITORIES.map((name) => `orders-replica-1: SET GLOBAL ${name} = 'TABLE' (was FILE)`),
        );
        expect(server.sent.filter(({ sql }) => sql.startsWith("SET GLOBAL"))).toEqual(
            REPOSITORIES.map((name) => ({ sql: `SET GLOBAL ${name} = ?`, values: ["TABLE"] })),
        );
        expect(await effectiveVariables(server, REPOSITORIES)).toEqual({
            master_info_repository: "TABLE",
            relay_log_info_repository: "TABLE",
        });
    });

    it.each<[string, Row[]]>([
        ["its receiver runs", [{ ...stopped, Slave_IO_Running: "Yes" }]],
        ["its receiver is on its way", [{ ...stopped, Slave_IO_Running: "Connecting" }]],
        ["its applier runs", [{ ...stopped, Slave_SQL_Running: "Yes" }]],
        ["a thread of another channel runs", [stopped, { ...healthyStatus(), Channel_Name: "third" }]],
    ])("should be reported with its lines, and nothing be stopped for it, where %s", async (_where, rows) => {
        const server = fakeServer({ ...inFiles, sync_binlog: "0" });
        server.answers["SHOW SLAVE STATUS"] = rows;
        expect(await finding(server)).toMatchObject({
            observed: "runs with master_info_repository = FILE, relay_log_info_repository = FILE",
            here: expect.stringContaining(
                "master_info_repository = TABLE; relay_log_info_repository = TABLE",
            ) as string,
        });
        expect(writes(server)).toEqual(["SET GLOBAL sync_binlog = ?"]);
    });

    it("should be the only thing for which threads are looked at", async () => {
        const server = fakeServer({ ...PLANNED, sync_binlog: "0" });
        await convergeOn(server);
        expect(server.sent.filter(({ sql }) => sql === "SHOW SLAVE STATUS")).toEqual([]);
    });
});

describe("a server whose my.cnf is its owner's", () => {
    const lanes = { auto_increment_increment: "2", auto_increment_offset: "2" };
    const differing = { auto_increment_increment: "1", auto_increment_offset: "1" };
    const LINES =
        "orders-replica-1: to keep this over a restart, have these lines under [mysqld] in its my.cnf: " +
        "auto_increment_increment = 2; auto_increment_offset = 2";

    it("should have its owner told which lines keep what was changed, and none where nothing was", async () => {
        const server = fakeServer(differing);
        const said = await convergeOn(server, lanes, { myCnfIsGiven: true });
        expect(said).toHaveLength(4);
        expect(said.at(-1)).toBe(LINES);
        expect(await convergeOn(server, lanes, { myCnfIsGiven: true })).toEqual([]);
    });

    it("should have them told together with what needs a restart, which would undo what was changed", async () => {
        for (const [myCnfIsGiven, lines] of [
            [true, "gtid_mode = ON; auto_increment_increment = 2; auto_increment_offset = 2"],
            [false, "gtid_mode = ON"],
        ] as const) {
            opened = fakeServer({ ...differing, gtid_mode: "OFF" });
            const progress = recorded();
            const variables = { ...lanes, gtid_mode: "ON" };
            const failed = await converge(inputs({ variables, myCnfIsGiven }), TOKEN, progress).catch(
                (error: unknown) => error,
            );
            expect((failed as FindingError).finding).toMatchObject({
                observed: "runs with gtid_mode = OFF",
                here: lines,
            });
            expect(progress.said.filter((line) => line.includes("my.cnf"))).toEqual([]);
        }
    });

    it("should not be told so of a generated one, which holds these lines already", async () => {
        expect(await convergeOn(fakeServer(differing), lanes)).toEqual([
            "orders-replica-1: SET GLOBAL auto_increment_increment = 2 (was 1)",
            "orders-replica-1: SET GLOBAL auto_increment_offset = 2 (was 1)",
            keptBy("auto_increment_increment and auto_increment_offset"),
        ]);
    });
});

describe("the claim of a server", () => {
    const created = async (server: FakeSession) => {
        opened = server;
        told = recorded();
        return await handler.create(inputs());
    };

    it("should be made before anything else is changed, for a resource that is known by a token", async () => {
        const server = fakeServer({ ...PLANNED, sync_binlog: "0" });
        Object.assign(server.answers, claimed());
        const { outs } = await created(server);
        expect(outs).toMatchObject({ claim: OWNER, token: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
        expect(writes(server).at(-1)).toBe("SET GLOBAL sync_binlog = ?");
        expect(writes(server).filter((sql) => sql.startsWith("INSERT"))).toHaveLength(1);
        expect(await handler.read("id", outs as never)).toEqual({ id: "id", props: outs, inputs: inputs() });
    });

    it("should be given up again where no resource comes of it, and kept where one was there", async () => {
        const server = fakeServer({ ...PLANNED, gtid_mode: "OFF" });
        Object.assign(server.answers, claimed());
        await expect(created(server)).rejects.toThrow("gtid_mode = OFF");
        expect(writes(server).at(-1)).toBe("DROP DATABASE pulumi_mysql_dual_master");
        const held = fakeServer({ ...PLANNED, gtid_mode: "OFF" });
        opened = held;
        await expect(handler.update("id", { ...inputs(), token: TOKEN }, inputs())).rejects.toThrow("gtid_mode = OFF");
        expect(writes(held)).toEqual([]);
    });

    it("should be observed as missing, and be made by an update, for what an older release declared", async () => {
        const { claim: _unknown, ...old } = inputs();
        const server = fakeServer(PLANNED);
        Object.assign(server.answers, claimed());
        opened = server;
        expect((await handler.read("id", old)).props).toEqual({ ...old, claim: "none" });
        const { outs } = await handler.update("id", old, inputs());
        expect(outs?.token).toMatch(/^[0-9a-f-]{36}$/);
        opened = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
        expect((await handler.read("id", old)).props).toMatchObject({ claim: "none" });
    });

    it("should be the last thing that goes, and be told where the server can't be reached", async () => {
        const server = fakeServer(PLANNED);
        opened = server;
        told = recorded();
        const held = { ...inputs({ binaryLogOnRemoval: "reset" }), token: TOKEN };
        await handler.delete("id", held);
        expect(told.said).toEqual([
            "orders-replica-1: RESET MASTER (as its binaryLogOnRemoval asks for)",
            `orders-replica-1: no longer claimed for the stack ${OWNER}`,
        ]);
        opened = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
        told = recorded();
        await handler.delete("id", held);
        expect(told.said).toEqual([
            "orders-replica-1: unreachable: connection refused. If it comes back, run there: RESET MASTER; " +
                "SET SESSION sql_log_bin = 0; DELETE FROM pulumi_mysql_dual_master.claim",
        ]);
    });
});

describe("a server that is declared at another address", () => {
    const elsewhere = (): ServerVariablesInputs => inputs({ connection: { ...inputs().connection, port: 4711 } });
    const moved = async (server: FakeSession) => {
        opened = server;
        told = recorded();
        return await handler.update("id", { ...inputs(), token: TOKEN }, elsewhere());
    };

    it("should be the same one where it bears the claim, and be left as it is", async () => {
        const server = fakeServer(PLANNED);
        expect((await moved(server)).outs?.token).toBe(TOKEN);
        expect(writes(server)).toEqual([]);
        expect(told.said).toEqual([]);
    });

    it("should be claimed as another one where it does not, and the old one be given free after that", async () => {
        const server = fakeServer(PLANNED);
        const old = fakeServer(PLANNED);
        Object.assign(server.answers, claimed());
        dialled = ({ port }) => (port === 4711 ? server : old);
        const { outs } = await moved(server);
        expect(outs?.token).not.toBe(TOKEN);
        expect(told.said).toEqual([
            `orders-replica-1: claimed for the stack ${OWNER}`,
            `orders-replica-1: no longer claimed for the stack ${OWNER}`,
        ]);
        expect(writes(old)).toEqual(["DROP DATABASE pulumi_mysql_dual_master"]);
    });
});

describe("a server that is taken out of the program", () => {
    const removed = async (
        server: FakeSession | Error,
        over: Partial<ServerVariablesInputs> = {},
    ): Promise<string[]> => {
        opened = server;
        told = recorded();
        await handler.delete("orders-replica-1", inputs(over));
        return told.said;
    };

    it("should be left as it is", async () => {
        const server = fakeServer(PLANNED);
        expect(await removed(server)).toEqual([]);
        expect(server.sent).toEqual([]);
    });

    it("should be left as it is where an older release took it in, which did not ask", async () => {
        const { binaryLogOnRemoval: _unknown, myCnfIsGiven: _neither, ...old } = inputs();
        const server = fakeServer(PLANNED);
        opened = server;
        told = recorded();
        await handler.delete("orders-replica-1", old as ServerVariablesInputs);
        expect(server.sent).toEqual([]);
    });

    it("should lose its binary log where its author asked for that, and follows nobody", async () => {
        const server = fakeServer(PLANNED);
        expect(await removed(server, { binaryLogOnRemoval: "reset" })).toEqual([
            "orders-replica-1: RESET MASTER (as its binaryLogOnRemoval asks for)",
        ]);
        expect(writes(server)).toEqual(["RESET MASTER"]);
    });

    it("should keep it for as long as it follows somebody", async () => {
        const server = fakeServer(PLANNED);
        server.answers["SHOW SLAVE STATUS"] = [healthyStatus()];
        expect(await removed(server, { binaryLogOnRemoval: "reset" })).toEqual([
            "orders-replica-1: keeps its binary log, because it follows orders-master-1:3306. Once that is over, run there: RESET MASTER",
        ]);
        expect(writes(server)).toEqual([]);
    });

    it.each<[string, Answers, string]>([
        [
            "are registered as its replicas",
            {
                "SHOW SLAVE HOSTS": [
                    { Server_id: 99, Host: "reports-1", Port: 3306 },
                    { Server_id: 98, Host: "" },
                ],
            },
            "server_id 99 at reports-1:3306, server_id 98",
        ],
        [
            "only read",
            { "SELECT ID AS id, USER": [{ id: 7, user: "archive", host: "10.0.0.9:51234" }] },
            "archive from 10.0.0.9:51234",
        ],
    ])("should keep it for others that %s, and say who and what is left to do", async (_who, answers, readers) => {
        const server = fakeServer(PLANNED);
        Object.assign(server.answers, answers);
        expect(await removed(server, { binaryLogOnRemoval: "reset" })).toEqual([
            `orders-replica-1: keeps its binary log, because it is read by ${readers}. Once that is over, run there: RESET MASTER`,
        ]);
        expect(writes(server)).toEqual([]);
    });

    it("should not keep the rest from being taken down where it can't be reached, and say what is left", async () => {
        const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
        expect(await removed(refused, { binaryLogOnRemoval: "reset" })).toEqual([
            "orders-replica-1: unreachable: connection refused. If it comes back, run there: RESET MASTER",
        ]);
        expect(await removed(refused)).toEqual([]);
    });
});
