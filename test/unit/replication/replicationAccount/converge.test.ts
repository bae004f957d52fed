import type { Row, Session } from "../../../../components/mysql/session";
import { converge } from "../../../../components/replication/replicationAccount/converge";
import { drop } from "../../../../components/replication/replicationAccount/remove";
import { replicationAccount } from "../../../../components/replication/replicationAccount/managed";
import { actualState } from "../../../../components/replication/replicationAccount/actualState";
import type { AccountState } from "../../../../components/replication/replicationAccount/inputs";
import { accountInputs, fakeAccountServer, grantLine, healthyAccount } from "../../fakes/account";
import { recorded } from "../../fakes/progress";
import { writes, type FakeSession } from "../../fakes/session";

let opened: Session;
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: () => Promise.resolve(opened),
}));

const SLAVE = grantLine("REPLICATION SLAVE");
const WANTED: AccountState = {
    server: "reachable",
    account: "present",
    credentials: "as declared",
    privileges: "REPLICATION SLAVE ON *.*",
};

async function convergeOn(server: FakeSession): Promise<string[]> {
    opened = server;
    const progress = recorded();
    await converge(accountInputs(), progress);
    return progress.said;
}

describe("a healthy account", () => {
    it("should be observed in exactly the wanted words, so that a preview prints nothing", async () => {
        expect(await actualState(fakeAccountServer(healthyAccount(), SLAVE), accountInputs())).toEqual(WANTED);
    });

    it("should be left alone", async () => {
        const server = fakeAccountServer(healthyAccount(), SLAVE);
        expect(await convergeOn(server)).toEqual([]);
        expect(writes(server)).toEqual([]);
        expect(server.closed).toBe(true);
    });
});

describe("an account that differs", () => {
    it.each<[string, Row | undefined, string[], Partial<AccountState>]>([
        ["missing", undefined, [], { account: "missing", privileges: "none" }],
        ["locked", { ...healthyAccount(), locked: "Y" }, [SLAVE], { account: "locked" }],
        ["expired", { ...healthyAccount(), expired: "Y" }, [SLAVE], { account: "its password has expired" }],
        [
            "expired since its day has come",
            { ...healthyAccount(), is_over: 1, expires_on: "2026-01-02" },
            [SLAVE],
            { account: "its password has expired" },
        ],
        [
            "about to expire, and bound to TLS and to numbers",
            { ...healthyAccount(), is_over: 0, expires_on: "2026-01-02", ssl_type: "X509", max_connections: 3 },
            [SLAVE],
            {
                account:
                    "its password expires on 2026-01-02; REQUIRE X509, and no receiver asks for TLS; " +
                    "limited to MAX_CONNECTIONS_PER_HOUR 3",
            },
        ],
        [
            "of another password",
            { ...healthyAccount(), hash: "*0" },
            [SLAVE],
            { credentials: "another password than the declared one" },
        ],
        [
            "of another plugin",
            { ...healthyAccount(), plugin: "sha256_password" },
            [SLAVE],
            { credentials: "checked by the plugin sha256_password" },
        ],
        ["without its grant", healthyAccount(), [grantLine("USAGE")], { privileges: "none" }],
        [
            "with more than its grant",
            healthyAccount(),
            [grantLine("SELECT, REPLICATION SLAVE", "*.*", " WITH GRANT OPTION"), grantLine("INSERT", "`shop`.*")],
            { privileges: "SELECT, REPLICATION SLAVE ON *.* WITH GRANT OPTION; INSERT ON `shop`.*" },
        ],
    ])("should be observed as that and nothing else, and be put right: %s", async (_what, row, lines, differs) => {
        const server = fakeAccountServer(row, ...lines);
        expect(await actualState(server, accountInputs())).toEqual({ ...WANTED, ...differs });
        await convergeOn(server);
        expect(await actualState(server, accountInputs())).toEqual(WANTED);
        const before = writes(server).length;
        await convergeOn(server);
        expect(writes(server).slice(before)).toEqual([]);
    });

    it.each<[string, string[]]>([
        ["ALL PRIVILEGES", [grantLine("ALL PRIVILEGES")]],
        ["ALL PRIVILEGES with the grant option", [grantLine("ALL PRIVILEGES", "*.*", " WITH GRANT OPTION")]],
        ["a database with the grant option", [SLAVE, grantLine("ALL PRIVILEGES", "`x`.*", " WITH GRANT OPTION")]],
        ["PROXY with the grant option", [SLAVE, grantLine("PROXY", "''@''", " WITH GRANT OPTION")]],
        ["the grant option", [grantLine("REPLICATION SLAVE", "*.*", " WITH GRANT OPTION")]],
    ])("should be cut down to its one grant: %s", async (_what, lines) => {
        const server = fakeAccountServer(healthyAccount(), ...lines);
        await convergeOn(server);
        expect((await actualState(server, accountInputs())).privileges).toBe(WANTED.privileges);
    });

    it("should tell the user every statement, and the password to nobody", async () => {
        const server = fakeAccountServer(undefined);
        expect(await convergeOn(server)).toEqual([
            "orders-master-1: CREATE USER IF NOT EXISTS 'replication'@'%' IDENTIFIED WITH mysql_native_password AS <secret> PASSWORD EXPIRE NEVER",
            "orders-master-1: GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'",
        ]);
        expect(JSON.stringify(server.sent)).not.toContain("replication-secret");
    });
});

describe("every change to an account", () => {
    it("should be kept out of the binary log", async () => {
        for (const row of [undefined, { ...healthyAccount(), locked: "Y" }]) {
            const server = fakeAccountServer(row, ...(row === undefined ? [] : [grantLine("SELECT")]));
            await convergeOn(server);
            const sent = server.sent.map(({ sql }) => sql);
            const first = sent.findIndex((sql) => writes(server).includes(sql));
            expect(sent.indexOf("SET SESSION sql_log_bin = 0")).toBeLessThan(first);
            expect(sent).toContain("SET SESSION sql_log_bin = 0");
        }
    });

    it("should be kept out of it when the account goes, and be none when it is gone already", async () => {
        const server = fakeAccountServer(healthyAccount(), SLAVE);
        await drop(server, accountInputs(), recorded());
        const sent = server.sent.map(({ sql }) => sql);
        expect(sent.indexOf("SET SESSION sql_log_bin = 0")).toBeLessThan(sent.indexOf("DROP USER IF EXISTS ?@?"));
        expect(writes(server)).toEqual(["DROP USER IF EXISTS ?@?"]);
        await drop(server, accountInputs(), recorded());
        expect(writes(server)).toHaveLength(1);
    });
});

describe("another account", () => {
    it.each([
        [{ user: "other" }, ["user"]],
        [{ hostPattern: "10.0.0.%" }, ["hostPattern"]],
        [{ user: "other", hostPattern: "10.0.0.%" }, ["user", "hostPattern"]],
        [{ password: "other" }, []],
        [{}, []],
    ])("should replace the old one only where it is another to MySQL: %j", (news, replaces) => {
        expect(replicationAccount.replacedBy?.(accountInputs(), accountInputs(news))).toEqual(replaces);
    });
});
