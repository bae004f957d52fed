import { FindingError } from "../../../components/mysql/finding";
import type { Session } from "../../../components/mysql/session";
import { converge } from "../../../components/replication/serverVariables/converge";
import type { ServerVariablesInputs } from "../../../components/replication/serverVariables/inputs";
import { effectiveVariables } from "../../../components/replication/serverVariables/observe";
import { planContainers } from "../../../components/topology/planContainers";
import { variablesOf } from "../../../components/topology/settings";
import { cluster } from "../fakes/arguments";
import { recorded } from "../fakes/progress";
import { connection, fakeSession, writes, type FakeSession } from "../fakes/session";

// All that planning needs of the SDK, which takes its time to load; refusals.test.ts looks at the real one.
jest.mock("@pulumi/pulumi", () => ({ RunError: class RunError extends Error {} }));

let opened: Session;
jest.mock("../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../components/mysql/session"),
    openWhenReady: () => Promise.resolve(opened),
}));

const PLANNED = variablesOf(
    planContainers("orders", cluster({ replicas: [{ of: 0, hostPort: 3309 }] })).at(-1)?.settings ?? [],
);

/** A server whose variables change under SET GLOBAL. */
function fakeServer(variables: Record<string, string>): FakeSession {
    const state = { ...variables };
    return fakeSession({
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
    });
}

const inputs = (variables: Record<string, string> = PLANNED): ServerVariablesInputs => ({
    connection: connection("orders-replica-1"),
    incarnation: "",
    deadlineSeconds: 1,
    server: "reachable",
    variables,
});

async function convergeOn(server: FakeSession, variables = PLANNED): Promise<string[]> {
    opened = server;
    const progress = recorded();
    await converge(inputs(variables), progress);
    return progress.said;
}

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
        ["binlog_format", "MIXED", "ROW"],
        ["binlog_row_image", "MINIMAL", "FULL"],
        ["read_only", "OFF", "ON"],
        ["slave_net_timeout", "60", 30],
    ])("should be put right while the server runs: %s", async (name, is, wanted) => {
        const server = fakeServer({ ...PLANNED, [name]: is });
        expect(await convergeOn(server)).toEqual([`orders-replica-1: SET GLOBAL ${name} = ${wanted} (was ${is})`]);
        expect(server.sent.filter(({ sql }) => sql.startsWith("SET GLOBAL"))).toEqual([
            { sql: `SET GLOBAL ${name} = ?`, values: [wanted] },
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
            remedy: expect.stringContaining(`${name} = ${PLANNED[name] ?? ""}`) as string,
        });
        expect(writes(server)).toEqual([]);
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
        expect(told?.remedy).toContain("log_bin");
        expect(told?.remedy).not.toContain("log_bin = ON");
    });

    it("should be reported where the server does not know it", async () => {
        const { enforce_gtid_consistency: _unknown, ...known } = PLANNED;
        expect((await finding(fakeServer(known)))?.observed).toBe(
            "runs with enforce_gtid_consistency = unknown to this server",
        );
    });

    it("should be reported where it is a filter of the binary log that nobody declared", async () => {
        const server = fakeServer({ ...PLANNED, binlog_ignore_db: "shop" });
        expect((await finding(server))?.observed).toBe("runs with binlog_ignore_db = shop");
    });
});
