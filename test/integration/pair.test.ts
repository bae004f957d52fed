import { createConnection, createPool, type Connection, type RowDataPacket } from "mysql2/promise";
import { inspect, healthy } from "../support/containers";
import { docker, whatIsThereOf } from "../support/docker";
import { deployedPair, executed, inStep, serverOf, threadsOf, type Pair } from "../support/pair";
import { codesIn } from "../support/findings";
import { changesIn, stepsIn } from "../support/preview";
import { accountMade, pointedByGtid, started } from "../support/steps";
import { eventually, type Rows } from "../support/servers";

const CLUSTER = "it-pair";
const FIRST_PORT = 23307;
const ONE = `${CLUSTER}-master-1`;
const TWO = `${CLUSTER}-master-2`;
const BOTH = [
    { master: 1, name: ONE, peer: TWO, port: FIRST_PORT },
    { master: 2, name: TWO, peer: ONE, port: FIRST_PORT + 1 },
] as const;

/** What the pair promises of every server; the rest of the list differs between the two. */
const SAFE = {
    binlog_format: "ROW",
    binlog_row_image: "FULL",
    enforce_gtid_consistency: "ON",
    auto_increment_increment: "2",
    gtid_mode: "ON",
    innodb_flush_log_at_trx_commit: "1",
    log_bin: "ON",
    log_slave_updates: "ON",
    master_info_repository: "TABLE",
    read_only: "OFF",
    relay_log: "relay-bin",
    relay_log_info_repository: "TABLE",
    relay_log_recovery: "ON",
    slave_net_timeout: "30",
    // Several would not be crash-safe: what each of them has applied is looked up in relay logs that may be gone.
    slave_parallel_workers: "0",
    super_read_only: "OFF",
    sync_binlog: "1",
    sync_relay_log_info: "1",
};

const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

describe("examples/pair", () => {
    const pair = deployedPair(CLUSTER, FIRST_PORT, { dataOnRemoval: { value: "delete" } });
    let executedAfterUp: string[];

    beforeAll(async () => {
        executedAfterUp = [await executed(pair, 1), await executed(pair, 2)];
    });

    describe("once it is up", () => {
        it("should say who follows whom, and where the servers are reached", async () => {
            const { state, endpoints, coordinates } = await pair.stack.outputs();
            expect(state?.value).toBe(`${ONE} and ${TWO} follow each other; every thread is running`);
            expect(endpoints?.value).toEqual(
                BOTH.map(({ name, port }) => ({
                    name,
                    role: "master",
                    host: "127.0.0.1",
                    port,
                    networkHost: name,
                    networkPort: 3306,
                })),
            );
            const start = { file: like(/^mysql-bin\.\d{6}$/), position: 154, gtidSet: "" };
            expect(coordinates?.value).toEqual({ [ONE]: start, [TWO]: start });
        });

        it("should have told every step that it took on the servers", () => {
            const wiring = (replica: string, source: string): string[] => [
                like(pointedByGtid(`${replica} from ${source}`, source, "mysql-bin\\.\\d{6}:154")),
                ...started(`${replica} from ${source}`),
            ];
            const account = (name: string): string[] => [
                accountMade(name),
                `${name}: GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'`,
                `${name}: claimed for the stack organization/orders/${CLUSTER}`,
            ];
            expect(stepsIn(pair.firstUp.output, CLUSTER)).toEqual([
                ...wiring(ONE, TWO),
                ...account(ONE),
                ...wiring(TWO, ONE),
                ...account(TWO),
            ]);
        });

        it("should have no transaction on either server", () => {
            expect(executedAfterUp).toEqual(["", ""]);
        });

        it.each(BOTH)("should know named time zones on master $master", async ({ master }) => {
            const [row] = await pair.on(
                master,
                "SELECT CONVERT_TZ('2020-01-01 12:00', 'UTC', 'Europe/Paris') AS paris",
            );
            expect(row?.paris).toBe("2020-01-01 13:00:00");
        });

        it.each(BOTH)("should run master $master with every safe default", async ({ master, name, port }) => {
            const wanted = {
                ...SAFE,
                auto_increment_offset: String(master),
                report_host: name,
                server_id: String(port),
            };
            const names = Object.keys(wanted).map((variable) => `'${variable}'`);
            const rows = await pair.on(master, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.join(", ")})`);
            expect(Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]))).toEqual(wanted);
        });

        it.each(BOTH)("should have master $master follow the other by GTID, without end", async ({ master, peer }) => {
            const [status] = await pair.on(master, "SHOW SLAVE STATUS");
            expect(status).toMatchObject({
                Master_Host: peer,
                Master_Port: 3306,
                Master_User: "replication",
                Auto_Position: 1,
                Connect_Retry: 5,
                Master_Retry_Count: 0,
                Slave_IO_Running: "Yes",
                Slave_SQL_Running: "Yes",
                Last_Errno: 0,
            });
            const [receiver] = await pair.on(master, "SELECT Heartbeat + 0 AS heartbeat FROM mysql.slave_master_info");
            expect(receiver?.heartbeat).toBe(10);
        });

        it.each(BOTH)("should give the account on master $master what it needs and no more", async ({ master }) => {
            const grants = await pair.on(master, "SHOW GRANTS FOR 'replication'@'%'");
            expect(grants.map((row) => String(Object.values(row)[0]))).toEqual([
                "GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'",
            ]);
            const accounts = await pair.on(master, "SELECT user, host FROM mysql.user WHERE user = 'replication'");
            expect(accounts).toEqual([{ user: "replication", host: "%" }]);
        });

        it.each(BOTH)("should run master $master in a container that comes back by itself", async ({ name, port }) => {
            const { Config, HostConfig, Mounts } = await inspect(name);
            expect(HostConfig.RestartPolicy.Name).toBe("always");
            expect(HostConfig.PortBindings).toEqual({
                "3306/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }],
            });
            expect(Config.StopTimeout).toBe(120);
            expect(Config.Hostname).toBe(name);
            const mounts = Mounts.map(({ Type, Name, Destination }) => `${Type} ${Name} at ${Destination}`);
            expect(mounts.sort()).toEqual([
                `volume ${name}-config at /etc/mysql/conf.d`,
                `volume ${name}-data at /var/lib/mysql`,
            ]);
        });

        it.each(BOTH)("should keep passwords out of the environment of $name", async ({ name }) => {
            const { Config } = await inspect(name);
            const { root, replication } = pair.stack.passwords;
            expect(Config.Env.filter((each) => each.includes(root) || each.includes(replication))).toEqual([]);
            expect(Config.Env.filter((each) => each.includes("PASSWORD"))).toEqual([
                like(/^MYSQL_ROOT_PASSWORD_FILE=\/\S+$/),
            ]);
            expect(Config.Healthcheck?.Test[0]).toBe("CMD");
            expect(Config.Healthcheck?.Test.join(" ")).not.toMatch(/password|PWD|root|secrets/i);
        });

        it.each(BOTH)("should keep root's password out of the container of $name altogether", async ({ name }) => {
            const { root } = pair.stack.passwords;
            const places = ["/proc/1/environ", "/run/secrets/*", "/docker-entrypoint-initdb.d/*"];
            const held = await docker("exec", "--user", "mysql", name, "bash", "-c", `cat ${places.join(" ")}`);
            expect(held).toContain("mysql_native_password");
            expect(held).not.toContain(root);
            // What the image was given instead was in force while it set itself up, and is not any more.
            const login = 'MYSQL_PWD="$(</run/secrets/mysql-root-password)" mysql -uroot -h127.0.0.1 -e "SELECT 1"';
            await expect(docker("exec", "--user", "mysql", name, "bash", "-c", login)).rejects.toThrow(
                /Access denied for user 'root'/,
            );
        });

        it.each(BOTH)("should let Docker see that $name is healthy", async ({ name }) => {
            await healthy(name);
        });
    });

    describe("when rows are written", () => {
        it("should bring a row from each side to the other, out of lanes that never meet", async () => {
            await pair.on(
                1,
                "CREATE DATABASE it",
                "CREATE TABLE it.greeting (id INT AUTO_INCREMENT PRIMARY KEY, at INT)",
            );
            await inStep(pair);
            for (const { master } of BOTH) {
                await pair.on(master, ...[1, 2, 3].map(() => `INSERT INTO it.greeting (at) VALUES (${master})`));
            }
            await inStep(pair);
            const [one, two] = await onBoth(pair, "SELECT id, at FROM it.greeting ORDER BY id");
            expect(one).toHaveLength(6);
            expect(two).toEqual(one);
            for (const { id, at } of one) {
                expect(Number(id) % 2).toBe(at === 1 ? 1 : 0);
            }
        });

        it("should end with the same rows after 200 concurrent writes on each side", async () => {
            await pair.on(
                1,
                "CREATE TABLE it.busy (id INT AUTO_INCREMENT PRIMARY KEY, at INT NOT NULL, number INT NOT NULL)",
            );
            await inStep(pair);
            await Promise.all(BOTH.map(({ master }) => insertConcurrently(pair, master, 200)));
            await inStep(pair);
            const counted = await onBoth(
                pair,
                "SELECT COUNT(*) AS total, COUNT(DISTINCT id) AS ids, COUNT(DISTINCT at, number) AS written, " +
                    "SUM(id % 2 = 1) AS odd, SUM(at = 1 AND id % 2 = 1) AS odd_of_1 FROM it.busy",
            );
            const each = { total: 400, ids: 400, written: 400, odd: "200", odd_of_1: "200" };
            expect(counted).toEqual([[each], [each]]);
            const [one, two] = await onBoth(pair, "SELECT * FROM it.busy ORDER BY id");
            expect(two).toEqual(one);
            const [sumOne, sumTwo] = await onBoth(pair, "CHECKSUM TABLE it.busy, it.greeting");
            expect(sumTwo).toEqual(sumOne);
            expect(Number(sumOne[0]?.Checksum)).toBeGreaterThan(0);
        });
    });

    describe("while nothing is wrong", () => {
        it("should find nothing, and write nothing on the servers, in an audit and in a second up", async () => {
            for (const { master } of BOTH) {
                await pair.on(master, "SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
            }
            try {
                const audit = await pair.stack.audit();
                expect(audit).toMatchObject({ code: 0 });
                // Not even mentioned.
                expect(audit.output).not.toMatch(/ServerVariables|ReplicationAccount|ReplicationLink/);
                expect(changesIn(audit.output)).toEqual({});
                expect(audit.output).toMatch(/\d+ unchanged/);
                // Docker's plugin reports some of a container only when it looks: in every audit, until that is noted.
                expect(await pair.stack.refresh()).toMatchObject({ code: 0 });
                const silent = await pair.stack.audit();
                expect(silent).toMatchObject({ code: 0 });
                expect(silent.output).not.toMatch(/docker:index/);
                const up = await pair.stack.up();
                expect(up).toMatchObject({ code: 0 });
                expect(changesIn(up.output)).toEqual({});
                for (const { master } of BOTH) {
                    const statements = await loggedStatements(pair, master);
                    expect(statements).toContain("SHOW SLAVE STATUS");
                    expect(statements.filter((statement) => !LOOKS.test(statement))).toEqual([]);
                }
            } finally {
                for (const { master } of BOTH) {
                    await pair.on(master, "SET GLOBAL general_log = OFF");
                }
            }
        });
    });

    describe("on a server that takes no administrator", () => {
        const asRoot = (): Promise<Connection> => {
            const { host, port } = serverOf(pair, 1);
            return createConnection({ host, port, user: "root", password: pair.stack.passwords.root });
        };

        it("should say that its connections are taken, or that the password has expired, and not that it is down", async () => {
            const held = await Promise.all([asRoot(), asRoot()]);
            const [{ password, limit }] = (
                await held[0].query<RowDataPacket[]>(
                    "SELECT @@max_connections AS `limit`, authentication_string AS password FROM mysql.user " +
                        "WHERE user = 'root' AND host = '%'",
                )
            )[0] as [{ password: string; limit: number }];
            try {
                await held[0].query("SET GLOBAL max_connections = 1");
                expect(codesIn((await pair.stack.audit()).output)).toContain(`[connections-taken] ${ONE}`);
                await held[0].query(`SET GLOBAL max_connections = ${limit}`);
                await held[0].query("SET SESSION sql_log_bin = 0");
                await held[0].query("ALTER USER 'root'@'%' PASSWORD EXPIRE");
                expect(codesIn((await pair.stack.audit()).output)).toContain(`[administrator-expired] ${ONE}`);
            } finally {
                await held[0].query(`SET GLOBAL max_connections = ${limit}`);
                await held[0].query(
                    `ALTER USER 'root'@'%' IDENTIFIED WITH mysql_native_password AS '${password}' PASSWORD EXPIRE DEFAULT`,
                );
                await Promise.all(held.map((each) => each.end()));
            }
            await expectNoDrift(pair);
        });

        it("should point at the source that is down, and at no address, where its container has ended", async () => {
            await docker("kill", ONE);
            const { output } = await pair.stack.audit();
            await docker("start", ONE);
            await answers(pair, 1);
            expect(codesIn(output).sort()).toEqual([
                `[server-unreachable] ${ONE}`,
                `[source-unreachable] ${TWO} from ${ONE}`,
            ]);
            expect(output).toContain(`start ${ONE}, which this program does not reach either`);
            expect(output).toContain(`docker start ${ONE}`);
            expect(output).not.toContain("peerHost");
        });
    });

    describe("when containers go", () => {
        it("should replicate again by itself after a crash of mysqld", async () => {
            const before = await inspect(TWO);
            await docker("exec", TWO, "sh", "-c", "kill -SEGV 1");
            await pair.on(1, "INSERT INTO it.greeting (at) VALUES (101)");
            await eventually(
                "Docker has started the container again",
                async () => (await inspect(TWO)).RestartCount > before.RestartCount,
                120,
            );
            await answers(pair, 2);
            await pair.on(2, "INSERT INTO it.greeting (at) VALUES (102)");
            await inStep(pair);
            await expectOnBoth(pair, 101, 102);
        });

        it("should replicate again by itself after docker kill and docker start", async () => {
            await docker("kill", ONE);
            await pair.on(2, "INSERT INTO it.greeting (at) VALUES (103)");
            await docker("start", ONE);
            await answers(pair, 1);
            await pair.on(1, "INSERT INTO it.greeting (at) VALUES (104)");
            await inStep(pair);
            await expectOnBoth(pair, 103, 104);
        });

        it("should replicate again by itself after a restart of both", async () => {
            await docker("restart", ONE, TWO);
            await answers(pair, 1);
            await answers(pair, 2);
            await expectNoDrift(pair);
            await pair.on(1, "INSERT INTO it.greeting (at) VALUES (105)");
            await pair.on(2, "INSERT INTO it.greeting (at) VALUES (106)");
            await inStep(pair);
            await expectOnBoth(pair, 105, 106);
        });

        it("should bring back a lost container with its data and its replication", async () => {
            await inStep(pair);
            const lost = await inspect(TWO);
            await docker("rm", "-f", TWO);
            await pair.on(1, "INSERT INTO it.greeting (at) VALUES (107)");
            expect(await pair.stack.audit()).toMatchObject({ code: 7 });

            expect(await pair.stack.up()).toMatchObject({ code: 0 });
            expect((await inspect(TWO)).Id).not.toBe(lost.Id);
            await pair.on(2, "INSERT INTO it.greeting (at) VALUES (108)");
            await inStep(pair);
            await expectOnBoth(pair, 101, 102, 103, 104, 105, 106, 107, 108);
        });
    });

    describe("when it is taken down", () => {
        it("should leave nothing, and come up again as if it were the first time", async () => {
            expect(await whatIsThereOf(CLUSTER)).toHaveLength(7);
            expect(await pair.stack.destroy()).toMatchObject({ code: 0 });
            expect(await whatIsThereOf(CLUSTER)).toEqual([]);

            expect(await pair.stack.up()).toMatchObject({ code: 0 });
            expect([await executed(pair, 1), await executed(pair, 2)]).toEqual(["", ""]);
            for (const { master } of BOTH) {
                expect(await threadsOf(pair, master)).toEqual({ io: "Yes", sql: "Yes" });
                expect(await pair.on(master, "SHOW DATABASES LIKE 'it'")).toEqual([]);
            }
            await expectNoDrift(pair);
        });
    });
});

/** Statements that read, or that change nothing but the session that sends them. */
const LOOKS = /^(SELECT|SHOW|SET SESSION)\b/;

/** What administrators sent to a server since its general log was switched on, without the test's own switches. */
async function loggedStatements(pair: Pair, master: 1 | 2): Promise<string[]> {
    const rows = await pair.on(
        master,
        "SELECT CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log " +
            "WHERE command_type NOT IN ('Connect', 'Quit') AND user_host LIKE 'root[%' " +
            "AND argument NOT LIKE 'SET GLOBAL %log%'",
    );
    return rows.map(({ statement }) => String(statement));
}

async function onBoth(pair: Pair, statement: string): Promise<[Rows, Rows]> {
    return [await pair.on(1, statement), await pair.on(2, statement)];
}

async function insertConcurrently(pair: Pair, at: 1 | 2, rows: number): Promise<void> {
    const { host, port } = serverOf(pair, at);
    const pool = createPool({ host, port, user: "root", password: pair.stack.passwords.root, connectionLimit: 16 });
    try {
        await Promise.all(
            Array.from({ length: rows }, (_, number) =>
                pool.query("INSERT INTO it.busy (at, number) VALUES (?, ?)", [at, number]),
            ),
        );
    } finally {
        await pool.end();
    }
}

const answers = (pair: Pair, master: 1 | 2): Promise<Rows> =>
    eventually(`master ${master} answers`, () => pair.on(master, "SELECT 1"), 120);

async function expectNoDrift(pair: Pair): Promise<void> {
    const { code, output } = await pair.stack.audit();
    expect(changesIn(output)).toEqual({});
    expect(code).toBe(0);
}

async function expectOnBoth(pair: Pair, ...written: number[]): Promise<void> {
    const found = await onBoth(pair, `SELECT at FROM it.greeting WHERE at IN (${written.join(", ")}) ORDER BY at`);
    const once = written.map((at) => ({ at }));
    expect(found).toEqual([once, once]);
}
