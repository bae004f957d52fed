import mysql from "mysql2";
import type { DualMasterReplicationArgs } from "../../components/args";
import { succeeded } from "../support/deployment";
import { removeLeftovers } from "../support/docker";
import { copyFile, overwrite, putDataBack, removeFile, saveData } from "../support/dataFolder";
import { existingHosts, type ExistingHost } from "../support/existingHost";
import { codesIn, findingsIn } from "../support/findings";
import { holdLock } from "../support/heldLock";
import { numberedHosts } from "../support/numberedHosts";
import { changesIn } from "../support/preview";
import { program } from "../support/programs";
import { relay, type Relay } from "../support/relay";
import { eventually, sql, type Rows } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack } from "../support/stack";

const NAME = "it-findings";
const HOSTS = "it-findings-hosts";
const FIRST_PORT = 25400;
const RELAY_PORT = 25409;
const SERVERS = [`${NAME}-master-1`, `${NAME}-master-2`, `${NAME}-replica-1`] as const;
const [ONE, TWO, THREE] = SERVERS;
const LINKS = { 1: `${ONE} from ${TWO}`, 2: `${TWO} from ${ONE}`, 3: `${THREE} from ${ONE}` } as const;

/** The servers of the set-up, and somebody else's. */
type Which = 1 | 2 | 3;
type Any = Which | 4;

const portOf = (which: Any): number => FIRST_PORT + which - 1;

const myCnf = (which: Any, ...others: string[]): string[] => [
    ...["log_bin = mysql-bin", "gtid_mode = ON", "enforce_gtid_consistency = ON", "log_slave_updates = ON"],
    ...["master_info_repository = TABLE", "relay_log_info_repository = TABLE", "relay_log_recovery = ON"],
    ...["relay_log = relay-bin", "sync_relay_log_info = 1", "slave_net_timeout = 30", "auto_increment_increment = 2"],
    ...[`server_id = ${which}`, which === 3 ? "read_only = ON" : `auto_increment_offset = ${which % 2 === 0 ? 2 : 1}`],
    ...others,
];

/** All that follow master 1 dial it through a relay, which a test can hold. */
const server = (which: Which): { host: string; port: number; serverId: number; peerPort: number } => ({
    host: "127.0.0.1",
    port: portOf(which),
    serverId: which,
    peerPort: which === 1 ? RELAY_PORT : portOf(which),
});

const ARGUMENTS: Omit<DualMasterReplicationArgs, "masters" | "replicas"> & Record<"masters" | "replicas", object[]> = {
    positioning: "gtid",
    masters: [server(1), server(2)],
    replicas: [{ ...server(3), of: 0 }],
    deadlineSeconds: 20,
};

const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** Statements that reach this server only. */
const here = (...statements: string[]): string[] => ["SET SESSION sql_log_bin = 0", ...statements];

describe("what an audit finds", () => {
    let hosts: ExistingHost[];
    let stack: DeployedStack;
    let network: Relay;

    const { host, on } = numberedHosts<Any>(() => hosts);

    beforeAll(async () => {
        stack = await openStack(program("existingServers"), NAME, FIRST_PORT, {
            arguments: { value: JSON.stringify(ARGUMENTS) },
        });
        network = await relay(RELAY_PORT, FIRST_PORT);
        hosts = await existingHosts(
            HOSTS,
            ([1, 2, 3, 4] as const).map((which) => ({
                name: `${HOSTS}-${which}`,
                port: portOf(which),
                rootPassword: PASSWORDS.root,
                myCnf: myCnf(which),
            })),
        );
        succeeded(await stack.up());
        await on(1, "CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(40))");
        await inStep();
    });

    afterAll(async () => {
        await network.close();
        await stack.dispose();
        await removeLeftovers(HOSTS);
    });

    async function status(which: Which): Promise<Rows[number]> {
        const [row] = await on(which, "SHOW SLAVE STATUS");
        return row ?? {};
    }

    const seen = (which: Which, column: string, value: string | number): Promise<true> =>
        eventually(`${column} is ${value} on ${SERVERS[which - 1]}`, async () =>
            String((await status(which))[column]) === String(value) ? true : undefined,
        );

    async function inStep(): Promise<void> {
        await eventually(
            "all three have executed the same transactions",
            async () => {
                const sets = await Promise.all(
                    ([1, 2, 3] as const).map((which) => on(which, "SELECT @@GLOBAL.gtid_executed AS executed")),
                );
                return new Set(sets.map(([row]) => row?.executed)).size === 1;
            },
            30,
        );
    }

    /** The transactions that one server has not executed and another one has. */
    async function lackedBy(which: Which, other: Which): Promise<string> {
        const [{ executed } = {}] = await on(other, "SELECT @@GLOBAL.gtid_executed AS executed");
        const [{ lacks } = {}] = await on(
            which,
            `SELECT GTID_SUBTRACT('${String(executed)}', @@GLOBAL.gtid_executed) AS lacks`,
        );
        return String(lacks);
    }

    /** Has a transaction counted as executed whose rows are there: what an operator does who knows that. */
    const adopt = (which: Which, transaction: string): Promise<Rows> =>
        on(which, `SET SESSION gtid_next = '${transaction}'`, "COMMIT", "SET SESSION gtid_next = 'AUTOMATIC'");

    /** What an audit tells, as `[code] where`, and the exit code that goes with drift or without. */
    async function audited(): Promise<{ codes: string[]; code: number; output: string }> {
        const { code, output } = await stack.audit();
        const codes = codesIn(output);
        return { codes: codes.sort(), code, output };
    }

    it("should be nothing on healthy servers", async () => {
        const { codes, code, output } = await audited();
        expect(codes).toEqual([]);
        expect(changesIn(output)).toEqual({});
        expect(code).toBe(0);
    });

    describe("where nothing has to change", () => {
        it("should be warnings and notes, and no drift", async () => {
            await on(
                1,
                "CREATE TABLE shop.log (at INT)",
                "CREATE TABLE shop.`my session` (id INT PRIMARY KEY) ENGINE = MyISAM",
            );
            await on(2, "SET GLOBAL sql_mode = 'ANSI_QUOTES'", "SET GLOBAL time_zone = '+05:00'");
            await on(2, "SET GLOBAL character_set_server = 'utf8mb4'");
            await inStep();
            await on(3, "CREATE DATABASE only_here");
            await on(
                1,
                ...here("CREATE USER stranger IDENTIFIED BY 'x'", "GRANT REPLICATION SLAVE ON *.* TO stranger"),
            );
            const stranger = "MASTER_USER = 'stranger', MASTER_PASSWORD = 'x'";
            await on(
                4,
                `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${FIRST_PORT}, ${stranger}, MASTER_AUTO_POSITION = 1`,
                "START SLAVE IO_THREAD",
            );
            const readersOfOne = "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'";
            try {
                await eventually(
                    "somebody else reads the binary log of master 1",
                    async () => (await on(1, readersOfOne)).length === 3,
                );
                const { codes, code, output } = await audited();
                expect(codes).toEqual([
                    `[character-sets-differ] ${LINKS[1]}`,
                    `[character-sets-differ] ${LINKS[1]}`,
                    `[errant-transactions] ${THREE}`,
                    `[no-primary-key] ${ONE}`,
                    `[no-primary-key] ${TWO}`,
                    `[not-transactional] ${ONE}`,
                    `[not-transactional] ${TWO}`,
                    `[sql-modes-differ] ${LINKS[1]}`,
                    `[time-zones-differ] ${LINKS[1]}`,
                    `[undeclared-follower] ${ONE}`,
                ]);
                expect(output).toContain("without a primary key: shop.log");
                expect(output).toContain("without transactions: shop.my session");
                expect(output).toContain("server_id 4 follows it, which the program does not declare");
                expect(changesIn(output)).toEqual({});
                expect(code).toBe(0);
            } finally {
                await on(4, "STOP SLAVE");
                // A source notices only by its next event but one that nobody reads any more.
                const [{ id } = {}] = await on(1, `${readersOfOne} AND user = 'stranger'`);
                await on(1, `KILL ${String(id)}`, ...here("DROP USER stranger"));
                await host(4).stop();
            }
            await on(2, "SET GLOBAL sql_mode = DEFAULT", "SET GLOBAL time_zone = 'SYSTEM'");
            await on(2, "SET GLOBAL character_set_server = DEFAULT", "SET GLOBAL collation_server = DEFAULT");
            await on(1, "DROP TABLE shop.log", "DROP TABLE shop.`my session`");
            await on(3, ...here("DROP DATABASE only_here"));
            await adopt(1, await lackedBy(1, 3));
            await inStep();
        });
    });

    describe("where servers, accounts and links were changed by hand", () => {
        it("should be all of it at once, and be put right by one up", async () => {
            await on(
                1,
                "SET GLOBAL auto_increment_offset = 2",
                "SET GLOBAL sync_binlog = 0",
                "SET GLOBAL read_only = ON",
            );
            await on(1, ...here("ALTER USER 'replication'@'%' ACCOUNT LOCK"));
            await on(2, "SET GLOBAL binlog_format = 'STATEMENT'", "SET GLOBAL slave_net_timeout = 60");
            await on(2, ...here("GRANT SELECT ON *.* TO 'replication'@'%'"));
            await on(2, ...here("ALTER USER 'replication'@'%' IDENTIFIED BY 'another one'"));
            await on(
                2,
                "STOP SLAVE",
                "CHANGE MASTER TO MASTER_DELAY = 3600, MASTER_CONNECT_RETRY = 7, MASTER_AUTO_POSITION = 0",
            );
            await on(2, "CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (tmp)");
            await on(
                3,
                "SET GLOBAL read_only = OFF",
                "STOP SLAVE",
                "CHANGE MASTER TO MASTER_HOST = 'it-nowhere.invalid'",
            );
            await on(
                3,
                "START SLAVE",
                "CHANGE MASTER TO MASTER_HOST = 'it-third.invalid', MASTER_USER = 'x' FOR CHANNEL 'third'",
            );
            // Whoever is connected stays so: only who connects anew is turned away.
            await on(1, "STOP SLAVE IO_THREAD", "START SLAVE IO_THREAD");
            await seen(1, "Last_IO_Errno", 1045);
            await seen(3, "Last_IO_Errno", 2005);

            const { codes, code } = await audited();
            expect(codes).toEqual([
                `[account-locked] ${ONE}`,
                `[account-password] ${TWO}`,
                `[account-privileges] ${TWO}`,
                `[applier-delayed] ${LINKS[2]}`,
                `[binary-log-format] ${TWO}`,
                `[durability-relaxed] ${ONE}`,
                `[filters-differ] ${LINKS[2]}`,
                `[lanes-differ] ${ONE}`,
                `[link-settings-differ] ${LINKS[2]}`,
                `[link-settings-differ] ${LINKS[3]}`,
                `[positioning-differs] ${LINKS[2]}`,
                `[read-only-master] ${ONE}`,
                `[source-differs] ${LINKS[3]}`,
                `[source-refuses-account] ${LINKS[1]}`,
                `[source-unresolved] ${LINKS[3]}`,
                `[thread-stopped] ${LINKS[2]}`,
                `[undeclared-source] ${LINKS[3]}`,
                `[variable-differs] ${TWO}`,
                `[writable-replica] ${THREE}`,
            ]);
            expect(code).toBe(7);

            succeeded(await stack.up());
            expect((await audited()).codes).toEqual([]);
        });

        it("should be a link that is gone, an account that is gone, and servers that are away or let nobody in", async () => {
            await on(2, "STOP SLAVE", "RESET SLAVE ALL");
            await on(2, ...here("DROP USER 'replication'@'%'"));
            await on(1, ...here("ALTER USER USER() IDENTIFIED BY 'another one'"));
            await host(3).stop();
            const { codes, code, output } = await audited();
            await sql(
                host(1),
                "another one",
                ...here(`ALTER USER USER() IDENTIFIED BY ${mysql.escape(PASSWORDS.root)}`),
            );
            await host(3).start();
            expect(codes).toEqual([
                `[account-missing] ${TWO}`,
                `[administrator-refused] ${ONE}`,
                `[link-missing] ${LINKS[2]}`,
                `[server-unreachable] ${THREE}`,
            ]);
            expect(output).not.toContain("another one");
            expect(code).toBe(7);

            succeeded(await stack.up());
        });

        it("should be lines of my.cnf that a server was started without", async () => {
            const without = ["log_bin", "log_slave_updates", "gtid_mode", "enforce_gtid_consistency"];
            const lines = myCnf(3).filter((line) => !without.includes(line.split(" ")[0] ?? ""));
            await host(3).restart([
                ...lines,
                ...["slave_skip_errors = 1062", "lower_case_table_names = 1", "skip_slave_start"],
            ]);
            const { codes, code } = await audited();
            expect(codes).toEqual([
                `[binary-log-off] ${THREE}`,
                `[errors-skipped] ${THREE}`,
                `[gtid-mode-differs] ${THREE}`,
                `[log-slave-updates-off] ${THREE}`,
                `[names-case-differs] ${LINKS[3]}`,
                `[thread-stopped] ${LINKS[3]}`,
            ]);
            expect(code).toBe(7);
            const refused = await stack.up();
            expect(refused.code).not.toBe(0);
            expect(findingsIn(refused.output).map((finding) => finding.code)).toContain("restart-needed");
            await host(3).restart(myCnf(3));
            await seen(3, "Slave_SQL_Running", "Yes");
        });
    });

    describe("where an applier stops", () => {
        const applied = (which: Which, number: number): Promise<true> => seen(which, "Last_SQL_Errno", number);

        async function expectRefused(codes: string[]): Promise<void> {
            const audit = await audited();
            expect(audit.codes).toEqual(codes);
            expect(audit.code).toBe(7);
            const before = await Promise.all(
                ([1, 2, 3] as const).map((which) => on(which, "SELECT @@GLOBAL.gtid_executed")),
            );
            const refused = await stack.up();
            expect(refused.code).not.toBe(0);
            const named = codesIn(refused.output);
            expect([...new Set(named)].sort()).toEqual(codes);
            expect(refused.output).toContain("no transaction was skipped");
            expect(
                await Promise.all(([1, 2, 3] as const).map((which) => on(which, "SELECT @@GLOBAL.gtid_executed"))),
            ).toEqual(before);
        }

        it("should be the row that is there already, the row that is missing, and the table that is missing", async () => {
            await on(1, "INSERT INTO shop.orders VALUES (1, 'one')", "CREATE TABLE shop.gone (id INT PRIMARY KEY)");
            await inStep();
            await on(2, ...here("INSERT INTO shop.orders VALUES (3, 'of two alone')"));
            await on(1, ...here("DELETE FROM shop.orders WHERE id = 1"));
            await on(3, ...here("DROP TABLE shop.gone"));
            await on(1, "INSERT INTO shop.gone VALUES (1)", "INSERT INTO shop.orders VALUES (3, 'of one')");
            await on(2, "UPDATE shop.orders SET note = 'changed' WHERE id = 1");
            await applied(2, 1062);
            await applied(1, 1032);
            await applied(3, 1146);
            await expectRefused([
                `[duplicate-key] ${LINKS[2]}`,
                `[row-missing] ${LINKS[1]}`,
                `[table-missing] ${LINKS[3]}`,
            ]);

            await on(2, ...here("DELETE FROM shop.orders WHERE id = 3"));
            await on(1, ...here("INSERT INTO shop.orders VALUES (1, 'one')"));
            await on(3, ...here("CREATE TABLE shop.gone (id INT PRIMARY KEY)"));
            for (const which of [1, 2, 3] as const) {
                await on(which, "START SLAVE SQL_THREAD");
            }
            await inStep();
        });

        it("should be an account that is there already, a column that is another one, and a database that is missing", async () => {
            await on(1, "CREATE TABLE shop.wide (id INT PRIMARY KEY, note VARCHAR(40))", "CREATE DATABASE lost");
            await inStep();
            await on(2, ...here("CREATE USER app IDENTIFIED BY 'app'"));
            await on(1, ...here("ALTER TABLE shop.wide MODIFY note INT"));
            await on(3, ...here("DROP DATABASE lost"));
            await on(1, "CREATE TABLE lost.first (id INT PRIMARY KEY)", "CREATE USER app IDENTIFIED BY 'app'");
            await on(2, "INSERT INTO shop.wide VALUES (1, 'text')");
            await applied(2, 1396);
            await applied(1, 1677);
            await applied(3, 1049);
            await expectRefused([
                `[account-statement-failed] ${LINKS[2]}`,
                `[database-missing] ${LINKS[3]}`,
                `[schema-differs] ${LINKS[1]}`,
            ]);

            await on(2, ...here("DROP USER app"));
            await on(1, ...here("ALTER TABLE shop.wide MODIFY note VARCHAR(40)"));
            await on(3, ...here("CREATE DATABASE lost"));
            for (const which of [1, 2, 3] as const) {
                await on(which, "START SLAVE SQL_THREAD");
            }
            await inStep();
        });

        it("should be a row that another one refers to, a lock that somebody keeps, and a change that is too large, which an up gets over", async () => {
            await on(
                1,
                "CREATE TABLE shop.parent (id INT PRIMARY KEY)",
                "CREATE TABLE shop.child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES shop.parent (id))",
                "INSERT INTO shop.parent VALUES (1)",
                "CREATE TABLE shop.large (id INT PRIMARY KEY, body TEXT)",
            );
            await inStep();
            await on(2, ...here("DELETE FROM shop.parent"));
            await on(1, "SET GLOBAL innodb_lock_wait_timeout = 1", "SET GLOBAL slave_transaction_retries = 0");
            await on(1, "STOP SLAVE SQL_THREAD", "START SLAVE SQL_THREAD");
            const holder = await holdLock(host(1), PASSWORDS.root, "BEGIN", "SELECT * FROM shop.orders FOR UPDATE");
            await on(2, "UPDATE shop.orders SET note = 'again' WHERE id = 1");
            await applied(1, 1205);
            await holder.letGo();
            // Who is connected keeps the limit that it began with.
            await on(3, "SET GLOBAL max_binlog_cache_size = 4096", "STOP SLAVE SQL_THREAD", "START SLAVE SQL_THREAD");
            await on(
                1,
                "INSERT INTO shop.child VALUES (1, 1)",
                "INSERT INTO shop.large VALUES (1, REPEAT('x', 50000))",
            );
            await applied(2, 1452);
            await applied(3, 1197);
            const { codes, code } = await audited();
            expect(codes).toEqual([
                `[applier-failed] ${LINKS[3]}`,
                `[foreign-key-violated] ${LINKS[2]}`,
                `[lock-wait] ${LINKS[1]}`,
            ]);
            expect(code).toBe(7);
            await on(2, ...here("INSERT INTO shop.parent VALUES (1)"));
            await on(3, "SET GLOBAL max_binlog_cache_size = DEFAULT");
            succeeded(await stack.up());
            await inStep();
            await on(
                1,
                "SET GLOBAL innodb_lock_wait_timeout = DEFAULT",
                "SET GLOBAL slave_transaction_retries = DEFAULT",
            );
        });
    });

    describe("where a receiver stops or stands still", () => {
        it("should be a purged binary log, and a server that has another one's id", async () => {
            await on(2, "STOP SLAVE");
            await on(1, "INSERT INTO shop.orders VALUES (5, 'purged')");
            await seen(3, "Slave_SQL_Running_State", "Slave has read all relay log; waiting for more updates");
            await on(1, "FLUSH BINARY LOGS");
            const [{ File: last } = {}] = await on(1, "SHOW MASTER STATUS");
            await eventually("master 1 lets go of its old binary log", async () => {
                await on(1, `PURGE BINARY LOGS TO '${last}'`);
                return (await on(1, "SHOW BINARY LOGS")).length === 1;
            });
            await on(2, "START SLAVE");
            await on(3, "STOP SLAVE", "SET GLOBAL server_id = 1", "START SLAVE");
            await seen(2, "Last_IO_Errno", 1236);
            await seen(3, "Last_IO_Errno", 1593);
            const { codes, code } = await audited();
            expect(codes).toEqual([
                `[binary-log-purged] ${LINKS[2]}`,
                `[server-ids-equal] ${LINKS[3]}`,
                `[variable-differs] ${THREE}`,
            ]);
            expect(code).toBe(7);

            const refused = await stack.up();
            expect(refused.code).not.toBe(0);
            expect(findingsIn(refused.output).map((finding) => finding.code)).toContain("binary-log-purged");
            // What master 2 lacks it gets by hand: the row, and the number of its transaction.
            await on(2, ...here("INSERT INTO shop.orders VALUES (5, 'purged')"));
            await adopt(2, await lackedBy(2, 1));
            await on(3, "STOP SLAVE", "SET GLOBAL server_id = 3", "START SLAVE");
            await on(2, "START SLAVE");
            await inStep();
        });

        it("should be a damaged binary log, which its source notices if it is told to look, and else the replica", async () => {
            await on(2, "STOP SLAVE");
            await on(3, "STOP SLAVE");
            const [{ File: damaged } = {}] = await on(1, "FLUSH BINARY LOGS", "SHOW MASTER STATUS");
            await on(1, "INSERT INTO shop.orders VALUES (9, 'as it was written')", "FLUSH BINARY LOGS");
            await overwrite(host(1), `/var/lib/mysql/${damaged}`, "as it was written", "as the disk returns it");
            await on(3, "START SLAVE");
            await seen(3, "Last_IO_Errno", 1595);
            await on(1, "SET GLOBAL master_verify_checksum = ON");
            await on(2, "START SLAVE");
            await seen(2, "Last_IO_Errno", 1236);
            const { codes, code, output } = await audited();
            expect(codes).toEqual([`[binary-log-unreadable] ${LINKS[2]}`, `[receiver-failed] ${LINKS[3]}`]);
            expect(output).toContain("event read from binlog did not pass crc check");
            expect(output).toContain("Relay log write failure: could not queue event from master");
            expect(code).toBe(7);

            const refused = await stack.up();
            expect(refused.code).not.toBe(0);
            expect(findingsIn(refused.output).map((finding) => finding.code)).toContain("binary-log-unreadable");
            await on(1, "SET GLOBAL master_verify_checksum = DEFAULT");
            // Of a larger loss a copy of the source would be made; of one row it takes the row, and its number.
            for (const which of [2, 3] as const) {
                // An applier that has received a part of a transaction holds its number.
                await on(which, "STOP SLAVE", ...here("INSERT INTO shop.orders VALUES (9, 'as it was written')"));
                await adopt(which, await lackedBy(which, 1));
                await on(which, "START SLAVE");
            }
            await inStep();
        });

        it("should be another server at the declared address, of which an up lets nothing in", async () => {
            await host(4).start();
            await on(
                4,
                ...here(
                    mysql.format("CREATE USER replication IDENTIFIED BY ?", [PASSWORDS.replication]),
                    "GRANT REPLICATION SLAVE ON *.* TO replication",
                ),
            );
            const [{ uuid = "" } = {}] = await on(4, "SELECT @@GLOBAL.server_uuid AS uuid");
            network.leadTo(portOf(4));
            for (const which of [2, 3] as const) {
                await seen(which, "Master_UUID", uuid ?? "");
            }
            const { codes, code } = await audited();
            expect(codes).toEqual([`[another-server] ${LINKS[2]}`, `[another-server] ${LINKS[3]}`]);
            expect(code).toBe(7);

            const refused = await stack.up();
            expect(refused.code).not.toBe(0);
            expect(findingsIn(refused.output)).toContainEqual({
                code: "another-server",
                where: LINKS[2],
                observed: like(new RegExp(`^at 127.0.0.1:${RELAY_PORT} answers server_uuid ${uuid}; `)),
            });
            expect(await status(2)).toMatchObject({ Slave_IO_Running: "No", Slave_SQL_Running: "No" });
            network.leadTo(FIRST_PORT);
            succeeded(await stack.up());
            await inStep();
            await host(4).stop();
        });

        it("should be a connection that is silent, an applier that waits for a lock, and how far it is behind", async () => {
            for (const which of [2, 3] as const) {
                await seen(which, "Slave_IO_State", "Waiting for master to send event");
            }
            network.hold();
            const holder = await holdLock(host(1), PASSWORDS.root, "LOCK TABLES shop.orders READ");
            let found: Awaited<ReturnType<typeof audited>>;
            try {
                await on(2, "SET TIMESTAMP = UNIX_TIMESTAMP() - 3600", "INSERT INTO shop.orders VALUES (7, 'late')");
                await seen(1, "Slave_SQL_Running_State", "Waiting for table metadata lock");
                await on(1, "CREATE DATABASE elsewhere");
                found = await audited();
            } finally {
                await holder.letGo();
                network.release();
            }
            const { codes, code, output } = found;
            expect(codes).toEqual([
                `[applier-blocked] ${LINKS[1]}`,
                `[lag] ${LINKS[1]}`,
                `[receiver-stalled] ${LINKS[2]}`,
                `[receiver-stalled] ${LINKS[3]}`,
            ]);
            expect(output).toMatch(/36\d\d s behind its source, and standing still/);
            expect(code).toBe(7);
            await inStep();
        });
    });

    describe("where a source is put back to an earlier state", () => {
        it("should be what it lost, which it gets back from its replicas under another server_id", async () => {
            await host(1).stop();
            await saveData(host(1));
            await host(1).start();
            await on(1, "INSERT INTO shop.orders VALUES (21, 'lost'), (23, 'lost')");
            await inStep();
            await host(1).stop();
            await putDataBack(host(1));
            await host(1).start();
            await seen(2, "Last_IO_Errno", 1236);
            await seen(3, "Last_IO_Errno", 1236);
            const { codes, code, output } = await audited();
            expect(codes).toEqual([
                `[binary-log-place-unknown] ${LINKS[2]}`,
                `[binary-log-place-unknown] ${LINKS[3]}`,
                `[source-went-back] ${LINKS[2]}`,
                `[source-went-back] ${LINKS[3]}`,
            ]);
            expect(output).toMatch(/sourceHistory: "lacks \S+:\d+(-\d+)?, which \S+ has from it" => "whole"/);
            expect(code).toBe(7);

            await host(1).restart(myCnf(1).map((line) => (line === "server_id = 1" ? "server_id = 11" : line)));
            const masters = [{ ...server(1), serverId: 11 }, server(2)];
            await stack.setConfig({ arguments: { value: JSON.stringify({ ...ARGUMENTS, masters }) } });
            succeeded(await stack.up());
            await inStep();
            expect(await on(1, "SELECT id FROM shop.orders WHERE note = 'lost'")).toEqual([{ id: 21 }, { id: 23 }]);
            expect((await audited()).codes).toEqual([]);
        });

        it("should be a binary log that was begun anew, and a server_uuid that two servers have", async () => {
            const [{ executed } = {}] = await on(1, "SELECT @@GLOBAL.gtid_executed AS executed");
            await copyFile(host(1), host(3), "/var/lib/mysql/auto.cnf");
            await host(3).restart();
            await seen(3, "Last_IO_Errno", 1593);
            await on(1, "RESET MASTER");
            await seen(2, "Last_IO_Errno", 1236);
            // Its first error is of the reading that was cut off; this is of the next try.
            await on(2, "STOP SLAVE IO_THREAD", "START SLAVE IO_THREAD");
            await eventually("master 2 has tried to go on", async () =>
                String((await status(2)).Last_IO_Error).includes("more GTIDs"),
            );
            const { codes, code } = await audited();
            expect(codes).toEqual([
                `[binary-log-place-unknown] ${LINKS[2]}`,
                `[binary-log-reset] ${LINKS[2]}`,
                `[binary-log-reset] ${LINKS[3]}`,
                // What master 1 has lost bears the server_uuid that the replica now has, too; a claim does not.
                `[errant-transactions] ${THREE}`,
                `[server-unclaimed] ${THREE}`,
                `[server-uuids-equal] ${LINKS[3]}`,
            ]);
            expect(code).toBe(7);
            const refused = await stack.up();
            expect(refused.code).not.toBe(0);
            expect(findingsIn(refused.output).map((finding) => finding.code)).toContain("binary-log-reset");

            await on(1, "STOP SLAVE", `SET GLOBAL gtid_purged = '${String(executed)}'`, "START SLAVE");
            await removeFile(host(3), "/var/lib/mysql/auto.cnf");
            await host(3).restart();
            succeeded(await stack.up());
            expect((await audited()).codes).toEqual([]);
        });
    });
});
