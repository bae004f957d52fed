import { audit } from "../../../../components/replication/serverVariables/audit";
import type { ServerVariablesOutputs } from "../../../../components/replication/serverVariables/inputs";
import { claimed, SINCE } from "../../fakes/claim";
import { operation, recorded } from "../../fakes/progress";
import { connectTo, connection, fakeSession, refusing, timesAsked, writes } from "../../fakes/session";
import type { FakeSession, Listening } from "../../fakes/session";

const listening: Listening = new Map();
jest.mock("mysql2/promise", () => ({
    createConnection: (options: { port: number }) => connectTo(listening, options),
}));

const CONNECTION = connection("orders-master-1");
const OURS = { owner: "organization/shop/production", token: "token of this resource", server: "db1" };
const THEIRS = { owner: "organization/other/production", token: "another token", server: "db1" };

const MASTER = { read_only: "OFF", sync_binlog: "1" };
const REPLICA = { read_only: "ON", sync_binlog: "1" };

const known = (
    variables: Record<string, string>,
    over: Partial<ServerVariablesOutputs> = {},
): ServerVariablesOutputs => ({
    connection: CONNECTION,
    incarnation: "",
    deadlineSeconds: 1,
    myCnfIsGiven: false,
    binaryLogOnRemoval: "keep",
    server: "reachable",
    claim: OURS.owner,
    token: OURS.token,
    variables,
    ...over,
});

const TABLES = { KEYLESS: "SELECT DISTINCT SUBSTRING_INDEX", VOLATILE: "SELECT TABLE_SCHEMA AS db" };

/** A server of this resource's that runs with these variables. */
function serving(variables: Record<string, string>, over: FakeSession["answers"] = {}): FakeSession {
    const server = fakeSession({
        ...claimed(OURS),
        "SHOW GLOBAL VARIABLES": Object.entries(variables).map(([name, Value]) => ({ Variable_name: name, Value })),
        "SELECT schema_name": [{ name: "shop" }],
        ...over,
    });
    listening.set(CONNECTION.port, server);
    return server;
}

interface Seen {
    observed: Awaited<ReturnType<typeof audit>>;
    said: string[];
}

async function audited(state: ServerVariablesOutputs): Promise<Seen> {
    const progress = recorded();
    const observed = await audit(state, operation(progress));
    return { observed, said: progress.said.map((each) => each.split("\n")[0] ?? "") };
}

describe("an audit of a server", () => {
    it("should see it as declared, say nothing, change nothing, and leave no session open", async () => {
        const server = serving(MASTER);
        const { observed, said } = await audited(known(MASTER));
        expect(observed).toEqual({ server: "reachable", claim: OURS.owner, variables: MASTER });
        expect([said, writes(server), server.closed]).toEqual([[], [], true]);
    });

    it("should tell what differs from what is declared, those of one class together", async () => {
        serving({ read_only: "ON", sync_binlog: "0", innodb_flush_log_at_trx_commit: "2" });
        const declared = { ...MASTER, innodb_flush_log_at_trx_commit: "1" };
        const { observed, said } = await audited(known(declared));
        expect(observed.variables).toEqual({ read_only: "ON", sync_binlog: "0", innodb_flush_log_at_trx_commit: "2" });
        expect(said).toEqual([
            "orders-master-1: [read-only-master] read_only is ON, not OFF",
            "orders-master-1: [durability-relaxed] sync_binlog is 0, not 1; innodb_flush_log_at_trx_commit is 2, not 1",
        ]);
    });

    it("should compare with what is declared, not with what an earlier look has left in the state", async () => {
        serving({ read_only: "OFF", sync_binlog: "0" });
        const refreshed = { read_only: "ON", sync_binlog: "0" };
        expect((await audited(known(refreshed, { wantedVariables: MASTER }))).said).toEqual([
            "orders-master-1: [durability-relaxed] sync_binlog is 0, not 1",
        ]);
    });

    it("should say of a variable that the server does not know", async () => {
        serving({ read_only: "OFF" });
        const { observed } = await audited(known(MASTER));
        expect(observed.variables).toEqual({ read_only: "OFF", sync_binlog: "unknown to this server" });
    });
});

describe("an audit of a server that can't be looked at", () => {
    it.each<[string, Error, string, string]>([
        [
            "unreachable",
            Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
            "server-unreachable",
            "unreachable: connection refused",
        ],
        [
            "refused",
            Object.assign(new Error("Access denied"), { errno: 1045 }),
            "administrator-refused",
            "refuses the account root: 1045 Access denied",
        ],
    ])("should tell once that it is %s, and keep what was known", async (_what, error, code, words) => {
        listening.set(CONNECTION.port, error);
        const { observed, said } = await audited(known(MASTER));
        expect(observed).toEqual({ server: words, claim: OURS.owner, variables: MASTER });
        expect(said).toEqual([`orders-master-1: [${code}] ${words}`]);
    });

    it("should tell once what may not be looked at, and leave no session open", async () => {
        const server = serving(MASTER, { [TABLES.KEYLESS]: refusing(1142, "denied") });
        const { observed, said } = await audited(known(MASTER));
        expect(observed.server).toBe("can't be looked at: 1142 denied");
        expect(said).toEqual(["orders-master-1: [look-failed] can't be looked at: 1142 denied"]);
        expect(server.closed).toBe(true);
    });

    it("should call it unclaimed where an older release never claimed it", async () => {
        listening.set(CONNECTION.port, Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
        const { observed } = await audited(known(MASTER, { claim: undefined, token: undefined }));
        expect(observed.claim).toBe("none");
    });
});

describe("an audit of a claim", () => {
    it("should tell that there is none", async () => {
        serving(MASTER, claimed());
        const { observed, said } = await audited(known(MASTER));
        expect(observed.claim).toBe("none");
        expect(said).toEqual(["orders-master-1: [server-unclaimed] no stack has claimed it"]);
    });

    it("should tell that it is another stack's", async () => {
        serving(MASTER, claimed(THEIRS));
        const { observed, said } = await audited(known(MASTER));
        const words = `another resource's, of ${THEIRS.owner} since ${SINCE} UTC`;
        expect(observed.claim).toBe(words);
        expect(said).toEqual([`orders-master-1: [server-claimed] it is ${words}`]);
    });

    it("should not accuse another stack where this resource is of a release that knew no claims", async () => {
        serving(MASTER, claimed(OURS));
        expect((await audited(known(MASTER, { claim: undefined, token: undefined }))).said).toEqual([]);
    });
});

describe("an audit of a master's tables", () => {
    const tables = (count: number): { name: string }[] =>
        Array.from({ length: count }, (_none, index) => ({ name: `shop/t${index + 1}` }));

    it("should tell of those without a primary key or transactions, and of many in short", async () => {
        serving(MASTER, { [TABLES.KEYLESS]: tables(11), [TABLES.VOLATILE]: [{ db: "shop", name: "session" }] });
        expect((await audited(known(MASTER))).said).toEqual([
            "orders-master-1: [no-primary-key] without a primary key: shop.t1, shop.t2, shop.t3, shop.t4, shop.t5, " +
                "shop.t6, shop.t7, shop.t8, shop.t9, shop.t10, and 1 more",
            "orders-master-1: [not-transactional] without transactions: shop.session",
        ]);
    });

    it("should be of a master's alone: a replica has the same ones", async () => {
        const server = serving(REPLICA, { [TABLES.KEYLESS]: tables(1) });
        expect((await audited(known(REPLICA))).said).toEqual([]);
        expect(timesAsked(server, TABLES.KEYLESS)).toBe(0);
    });

    it("should be of one that is declared to be a master, whatever it has become", async () => {
        serving(REPLICA, { [TABLES.KEYLESS]: tables(1) });
        expect((await audited(known(REPLICA, { wantedVariables: MASTER }))).said).toEqual([
            "orders-master-1: [read-only-master] read_only is ON, not OFF",
            "orders-master-1: [no-primary-key] without a primary key: shop.t1",
        ]);
    });

    it("should not ask about tables in no database: an empty list is no SQL", async () => {
        const server = serving(MASTER, { "SELECT schema_name": [] });
        await audited(known(MASTER));
        expect(timesAsked(server, TABLES.VOLATILE)).toBe(0);
    });
});
