import type { ConfigMap } from "@pulumi/pulumi/automation";
import { createConnection } from "mysql2/promise";
import { connect } from "node:net";
import { succeeded } from "../support/deployment";
import { removeLeftovers } from "../support/docker";
import { existingHosts, type ExistingHost } from "../support/existingHost";
import { expectNoDrift } from "../support/fourServers";
import { changesIn, stepsIn } from "../support/preview";
import { started } from "../support/steps";
import { example } from "../support/projects";
import { myCnfInReadme, withLines, withoutOptions } from "../support/readme";
import { eventually } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack } from "../support/stack";
import { twoHosts } from "../support/twoHosts";

const CLUSTER = "it-filters";
const HOSTS = "it-filters-hosts";
const FIRST_PORT = 25130;
const EXAMPLE = example("filters");
const ONE = `${CLUSTER}-master-1`;
const TWO = `${CLUSTER}-master-2`;
const ONE_FROM_TWO = `${ONE} from ${TWO}`;
const TWO_FROM_ONE = `${TWO} from ${ONE}`;
const BOTH = [
    { number: 1, name: ONE, peer: 2 },
    { number: 2, name: TWO, peer: 1 },
] as const;
const PEER = "127.0.0.1";

const portOf = (number: 1 | 2): number => FIRST_PORT + number - 1;
const link = (name: string): string => `ReplicationLink "${name}"`;
const variables = (server: string): string => `ServerVariables "${server}"`;
const listed = (list: string, databases: string[]): ConfigMap => ({ [list]: { value: JSON.stringify(databases) } });
const skipping = (...errors: string[]): ConfigMap => listed("skipErrors", errors);

/** What a server makes of ddl_exist_errors and 1062. */
const DDL_EXIST_AND_1062 = "1007,1008,1050,1051,1054,1060,1061,1062,1068,1091,1146";

/** Options that no statement changes: a host has to be restarted for them. */
const NEED_RESTART = ["binlog_do_db", "binlog_ignore_db", "slave_skip_errors"];

describe("examples/filters", () => {
    let stack: DeployedStack;
    let hosts: ExistingHost[];
    let readme: string[];
    const { host, on, onBoth, alike, threadsOf, expectRunning, inStep } = twoHosts(() => hosts);
    const myCnfOf = (number: 1 | 2, changed: Record<string, string> = {}): string[] =>
        withLines(readme, { server_id: String(number), auto_increment_offset: String(number), ...changed });

    beforeAll(async () => {
        readme = await myCnfInReadme(EXAMPLE);
        stack = await openStack(EXAMPLE, CLUSTER, FIRST_PORT, {
            host1: { value: PEER },
            host2: { value: PEER },
            port1: { value: String(portOf(1)) },
            port2: { value: String(portOf(2)) },
            peerOfHost1: { value: PEER },
            peerOfHost2: { value: PEER },
            ...listed("binlogDoDb", ["shop", "billing", "reports"]),
            ...listed("binlogIgnoreDb", ["scratch", "sessions"]),
            ...listed("replicateDoDb", ["shop", "billing"]),
            ...listed("replicateIgnoreDb", ["scratch", "sessions"]),
            ...skipping("1062", "1032"),
        });
        const lacking = [...NEED_RESTART, "replicate_do_db", "replicate_ignore_db"];
        hosts = await existingHosts(
            HOSTS,
            ([1, 2] as const).map((number) => ({
                name: `${HOSTS}-${number}`,
                port: portOf(number),
                rootPassword: PASSWORDS.root,
                myCnf: withoutOptions(myCnfOf(number), lacking),
            })),
        );
    });

    afterAll(async () => {
        await stack.dispose();
        await removeLeftovers(HOSTS);
    });

    async function restartBoth(changed: Record<string, string> = {}, without: string[] = []): Promise<void> {
        // A server whose replica threads run takes 10 s to shut down.
        await onBoth("STOP SLAVE");
        await Promise.all(
            BOTH.map(({ number }) => host(number).restart(withoutOptions(myCnfOf(number, changed), without))),
        );
    }

    async function foundEachOther(): Promise<void> {
        for (const { number, peer } of BOTH) {
            await eventually(
                `host ${number} has found host ${peer}`,
                async () => (await threadsOf(number)).io === "Yes",
            );
        }
    }

    const rowsOf = async (database: string): Promise<unknown[][]> =>
        (await onBoth(`SELECT said FROM ${database}.note ORDER BY id`)).map((rows) => rows.map(({ said }) => said));

    /** What the binary log of a host holds of a database: tables are named in row events' maps. */
    async function isLogged(number: 1 | 2, database: string): Promise<boolean> {
        const [at] = await on(number, "SHOW MASTER STATUS");
        const events = await on(number, `SHOW BINLOG EVENTS IN '${at?.File}'`);
        return events.some(({ Info }) => String(Info).includes(`(${database}.note)`));
    }

    describe("on hosts whose my.cnf lacks the filters", () => {
        it("should say what can't be changed while the server runs, with the lines for my.cnf", async () => {
            for (const database of ["shop", "billing", "reports", "scratch", "sessions"]) {
                await alike(
                    `CREATE DATABASE ${database}`,
                    `CREATE TABLE ${database}.note (id INT AUTO_INCREMENT PRIMARY KEY, said VARCHAR(20))`,
                );
            }
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            for (const { name } of BOTH) {
                expect(output).toContain(
                    `${name}: [restart-needed] runs with no binlog_do_db, no binlog_ignore_db, slave_skip_errors = OFF\n`,
                );
            }
            expect(output).toContain(
                "what to do: have these lines under [mysqld] and restart it: " +
                    "binlog_do_db = billing; binlog_do_db = reports; binlog_do_db = shop; " +
                    "binlog_ignore_db = scratch; binlog_ignore_db = sessions; slave_skip_errors = 1032,1062\n",
            );
            expect(await onBoth("SHOW SLAVE STATUS")).toEqual([[], []]);
        });

        it("should set the replica's filters at once, and tell the lines that keep them", async () => {
            await Promise.all(
                BOTH.map(({ number }) =>
                    host(number).restart(withoutOptions(myCnfOf(number), ["replicate_do_db", "replicate_ignore_db"])),
                ),
            );
            const { output } = succeeded(await stack.up());
            for (const { number, name, peer } of BOTH) {
                expect(output).toContain(
                    `${name} from ${CLUSTER}-master-${peer}: CHANGE REPLICATION FILTER REPLICATE_DO_DB = (\`shop\`, \`billing\`), ` +
                        "REPLICATE_IGNORE_DB = (`scratch`, `sessions`) (was none)\n",
                );
                expect(output).toContain(
                    `${name}: after a restart it applies without these filters before anybody looks, unless its my.cnf ` +
                        "has these lines under [mysqld]: replicate_do_db = shop; replicate_do_db = billing; " +
                        "replicate_ignore_db = scratch; replicate_ignore_db = sessions",
                );
                const [status] = await on(number, "SHOW SLAVE STATUS");
                expect(status).toMatchObject({
                    Replicate_Do_DB: "shop,billing",
                    Replicate_Ignore_DB: "scratch,sessions",
                });
            }
            await expectRunning();
            expect(output).toContain(
                "skipErrors = 1062, 1032: what an applier stumbles over is skipped without a word",
            );
        });
    });

    describe("with the my.cnf of its README", () => {
        it("should run on by itself after a restart, and find nothing in an audit", async () => {
            await restartBoth();
            await foundEachOther();
            await expectNoDrift(stack);
        });

        it.each(BOTH)("should have on $name all that the write-up sets", async ({ number, peer }) => {
            const [written] = await on(number, "SHOW MASTER STATUS");
            expect(written).toMatchObject({
                Binlog_Do_DB: "shop,billing,reports",
                Binlog_Ignore_DB: "scratch,sessions",
            });
            const [status] = await on(number, "SHOW SLAVE STATUS");
            expect(status).toMatchObject({
                Master_Host: PEER,
                Master_Port: portOf(peer),
                Master_User: "follower",
                Connect_Retry: 10,
                Replicate_Do_DB: "shop,billing",
                Replicate_Ignore_DB: "scratch,sessions",
                Slave_IO_Running: "Yes",
                Slave_SQL_Running: "Yes",
            });
            const wanted = {
                auto_increment_increment: "2",
                auto_increment_offset: String(number),
                log_slave_updates: "ON",
                server_id: String(number),
                slave_skip_errors: "1032,1062",
                sync_binlog: "1",
            };
            const names = Object.keys(wanted).map((variable) => `'${variable}'`);
            const rows = await on(number, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.join(", ")})`);
            expect(Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]))).toEqual(wanted);
        });

        it.each(BOTH)("should let nobody but the peer in with the account on $name", async ({ number }) => {
            const accounts = await on(number, "SELECT user, host FROM mysql.user WHERE user = 'follower'");
            expect(accounts).toEqual([{ user: "follower", host: PEER }]);
            const logIn = async (from: string): Promise<void> => {
                const stream = connect({ host: PEER, port: portOf(number), localAddress: from });
                const connection = await createConnection({
                    user: "follower",
                    password: PASSWORDS.replication,
                    stream,
                });
                await connection.end();
            };
            await logIn(PEER);
            await expect(logIn("127.0.0.77")).rejects.toThrow("Access denied for user 'follower'@'127.0.0.77'");
        });

        it("should log and apply what every filter lets through, and nothing else", async () => {
            for (const database of ["shop", "billing", "reports", "scratch", "sessions"]) {
                await on(1, `INSERT INTO ${database}.note (said) VALUES ('of one')`);
                await on(2, `INSERT INTO ${database}.note (said) VALUES ('of two')`);
            }
            await inStep();
            for (const database of ["shop", "billing"]) {
                expect(await rowsOf(database)).toEqual([
                    ["of one", "of two"],
                    ["of one", "of two"],
                ]);
            }
            for (const database of ["reports", "scratch", "sessions"]) {
                expect(await rowsOf(database)).toEqual([["of one"], ["of two"]]);
            }
            const logged = async (database: string): Promise<boolean[]> => [
                await isLogged(1, database),
                await isLogged(2, database),
            ];
            // What replicate_do_db leaves out has arrived, and what binlog_do_db leaves out has not.
            expect(await logged("reports")).toEqual([true, true]);
            expect(await logged("scratch")).toEqual([false, false]);
            expect(await logged("sessions")).toEqual([false, false]);
            await expectRunning();
        });

        it("should skip the listed errors, so that an applier goes on while the sides drift apart", async () => {
            await on(2, "SET SESSION sql_log_bin = 0", "INSERT INTO shop.note VALUES (101, 'of two alone')");
            await on(1, "INSERT INTO shop.note VALUES (101, 'of one'), (103, 'lost with it')");
            await inStep();
            await expectRunning();
            const found = await onBoth("SELECT id, said FROM shop.note WHERE id > 100 ORDER BY id");
            expect(found[0]).toEqual([
                { id: 101, said: "of one" },
                { id: 103, said: "lost with it" },
            ]);
            expect(found[1]).not.toEqual(found[0]);
            expect(found[1]).toContainEqual({ id: 101, said: "of two alone" });
            await alike("DELETE FROM shop.note WHERE id > 100");
        });
    });

    describe("when filters change", () => {
        it("should change the replica's while it runs, and have those that only ignore take effect", async () => {
            await stack.setConfig({
                ...listed("replicateDoDb", []),
                ...listed("replicateIgnoreDb", ["billing", "reports"]),
            });
            const { output } = succeeded(await stack.up());
            expect(stepsIn(output, CLUSTER)).toEqual(
                [ONE_FROM_TWO, TWO_FROM_ONE].flatMap((name) => [
                    `${name}: CHANGE REPLICATION FILTER REPLICATE_DO_DB = (), REPLICATE_IGNORE_DB = (\`billing\`, \`reports\`) ` +
                        "(was Replicate_Do_DB: billing,shop; Replicate_Ignore_DB: scratch,sessions)",
                    ...started(name),
                    `${name}: STOP SLAVE`,
                ]),
            );
            expect(output).toContain(
                "[mysqld]: no replicate_do_db; replicate_ignore_db = billing; replicate_ignore_db = reports",
            );
            for (const database of ["shop", "billing", "reports"]) {
                await on(1, `INSERT INTO ${database}.note (said) VALUES ('ignored?')`);
            }
            await inStep();
            const arrived = async (database: string): Promise<boolean> =>
                (await on(2, `SELECT id FROM ${database}.note WHERE said = 'ignored?'`)).length === 1;
            expect([await arrived("shop"), await arrived("billing"), await arrived("reports")]).toEqual([
                true,
                false,
                false,
            ]);
            await alike("DELETE FROM billing.note WHERE said = 'ignored?'");
        });

        it("should find filters and skipped errors that differ between the sides, and say or do what helps", async () => {
            await on(
                1,
                "STOP SLAVE SQL_THREAD",
                "CHANGE REPLICATION FILTER REPLICATE_DO_DB = (shop), REPLICATE_IGNORE_DB = ()",
                "START SLAVE SQL_THREAD",
            );
            await on(2, "STOP SLAVE");
            await host(2).restart([
                ...withoutOptions(myCnfOf(2, { slave_skip_errors: "all" }), ["binlog_ignore_db"]),
                "binlog_do_db = scratch",
            ]);
            await foundEachOther();

            const audit = await stack.audit();
            expect(changesIn(audit.output)).toEqual({
                [variables(TWO)]: [
                    'binlog_do_db: "billing,reports,scratch,shop" => "billing,reports,shop"',
                    'binlog_ignore_db: "scratch,sessions"',
                    'slave_skip_errors: "ALL" => "1032,1062"',
                ],
                [link(ONE_FROM_TWO)]: ['filters: "Replicate_Do_DB: shop" => "Replicate_Ignore_DB: billing,reports"'],
                // Those of its my.cnf, which nobody has changed with the program.
                [link(TWO_FROM_ONE)]: [
                    'filters: "Replicate_Do_DB: billing,shop; Replicate_Ignore_DB: scratch,sessions" ' +
                        '=> "Replicate_Ignore_DB: billing,reports"',
                ],
            });
            expect(audit.code).toBe(7);

            await stack.setConfig({
                ...listed("replicateDoDb", ["shop", "billing"]),
                ...listed("replicateIgnoreDb", ["scratch", "sessions"]),
                ...skipping("1062", "ddl_exist_errors"),
            });
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `${TWO}: [restart-needed] runs with binlog_do_db = billing,reports,scratch,shop, ` +
                    "no binlog_ignore_db, slave_skip_errors = ALL\n",
            );
            expect(output).toContain(
                "restart it: binlog_do_db = billing; binlog_do_db = reports; binlog_do_db = shop; " +
                    "binlog_ignore_db = scratch; binlog_ignore_db = sessions; " +
                    `slave_skip_errors = ${DDL_EXIST_AND_1062}\n`,
            );
        });
    });

    describe("with other errors to skip", () => {
        it.each([
            {
                declared: ["1062", "ddl_exist_errors"],
                line: "ddl_exist_errors,1062",
                shown: DDL_EXIST_AND_1062,
            },
            { declared: ["all"], line: "all", shown: "ALL" },
        ])("should verify $declared as the server shows it, and warn of it", async ({ declared, line, shown }) => {
            await stack.setConfig(skipping(...declared));
            await restartBoth({ slave_skip_errors: line });
            const [variable] = await on(1, "SHOW GLOBAL VARIABLES LIKE 'slave_skip_errors'");
            expect(variable?.Value).toBe(shown);
            const { output } = succeeded(await stack.up());
            expect(output).toContain(`skipErrors = ${declared.join(", ")}: what an applier stumbles over is skipped`);

            // A table that is there already on the other side, which is what ddl_exist_errors is for.
            await on(2, "SET SESSION sql_log_bin = 0", "USE shop", `CREATE TABLE t${declared.length} (id INT)`);
            await on(1, "USE shop", `CREATE TABLE t${declared.length} (id INT)`);
            await inStep();
            await expectRunning();
            await expectNoDrift(stack);
        });

        it("should find skipped errors that nobody declares any more, with the line that ends them", async () => {
            await stack.setConfig(skipping());
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).not.toContain("skipErrors = ");
            expect(output).toContain(
                "what to do: have these lines under [mysqld] and restart it: no slave_skip_errors\n",
            );

            await restartBoth({}, ["slave_skip_errors"]);
            succeeded(await stack.up());
        });
    });

    describe("when it is taken down", () => {
        it("should leave the hosts as they were, without links and accounts", async () => {
            expect(await stack.destroy()).toMatchObject({ code: 0 });
            expect(await onBoth("SHOW SLAVE STATUS")).toEqual([[], []]);
            expect(await onBoth("SELECT user FROM mysql.user WHERE user = 'follower'")).toEqual([[], []]);
            expect((await rowsOf("shop"))[0]).toEqual(expect.arrayContaining(["of one", "of two"]));
        });
    });
});
