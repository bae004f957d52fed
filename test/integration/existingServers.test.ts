import type { ConfigMap } from "@pulumi/pulumi/automation";
import { succeeded } from "../support/deployment";
import { removeLeftovers, whatIsThereOf } from "../support/docker";
import { existingHosts, type ExistingHost } from "../support/existingHost";
import { expectNoDrift } from "../support/fourServers";
import { holdTable } from "../support/heldTable";
import { changesIn, stepsIn } from "../support/preview";
import { pointedAt, started } from "../support/steps";
import { example } from "../support/projects";
import { pulumi } from "../support/pulumiCommand";
import { myCnfInReadme, withLines, withoutOptions } from "../support/readme";
import { eventually, type Rows } from "../support/servers";
import { openStack, type DeployedStack, type Outcome } from "../support/stack";
import { kindOf, resourcesIn } from "../support/state";
import { twoHosts } from "../support/twoHosts";

const CLUSTER = "it-existing";
const HOSTS = "it-existing-hosts";
const FIRST_PORT = 25110;
const EXAMPLE = example("existing-servers");
const ONE = `${CLUSTER}-master-1`;
const TWO = `${CLUSTER}-master-2`;
const ONE_FROM_TWO = `${ONE} from ${TWO}`;
const TWO_FROM_ONE = `${TWO} from ${ONE}`;
const BOTH = [
    { number: 1, name: ONE, peer: 2, link: ONE_FROM_TWO },
    { number: 2, name: TWO, peer: 1, link: TWO_FROM_ONE },
] as const;
const PASSWORDS = {
    root: ['Root "1" $(x) #;%=&', "Root of host 2"],
    replication: ["Repl 'of' \\ \"1\" #;%$", "another one, for 2"],
};
const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;
const link = (name: string): string => `ReplicationLink "${name}"`;

const configuration = (number: 1 | 2): ConfigMap => ({
    [`host${number}`]: { value: "127.0.0.1" },
    [`port${number}`]: { value: String(portOf(number)) },
    [`rootPassword${number}`]: { value: PASSWORDS.root[number - 1] ?? "", secret: true },
    [`replicationPassword${number}`]: { value: PASSWORDS.replication[number - 1] ?? "", secret: true },
});

const portOf = (number: 1 | 2): number => FIRST_PORT + number - 1;

/** What helps where a link was made by hand, with coordinates of another moment than the data. */
const IF_STALE =
    'where its coordinates were stale, run STOP SLAVE and RESET SLAVE ALL on it, declare initialData: "identical" once ' +
    "both sides hold the same rows, and replace the link's InitialData";

/** What the write-up has in my.cnf: a binary log, databases, durability and lanes. */
const WRITTEN_DOWN = [
    "log_bin",
    "server_id",
    "replicate_do_db",
    "auto_increment_increment",
    "auto_increment_offset",
    "innodb_flush_log_at_trx_commit",
    "sync_binlog",
];

describe("examples/existing-servers", () => {
    let stack: DeployedStack;
    let hosts: ExistingHost[];
    let readme: string[];
    const { host, on, onBoth, alike, threadsOf, expectRunning, inStep } = twoHosts(() => hosts);
    const myCnfOf = (number: 1 | 2): string[] =>
        withLines(readme, { server_id: String(number), auto_increment_offset: String(number) });

    beforeAll(async () => {
        readme = await myCnfInReadme(EXAMPLE);
        stack = await openStack(EXAMPLE, CLUSTER, FIRST_PORT, {
            ...configuration(1),
            ...configuration(2),
            databases: { value: '["shop", "billing"]' },
        });
        const notWrittenDown = readme
            .map((line) => line.split(" = ")[0] ?? "")
            .filter((option) => !WRITTEN_DOWN.includes(option));
        hosts = await existingHosts(
            HOSTS,
            ([1, 2] as const).map((number) => ({
                name: `${HOSTS}-${number}`,
                port: portOf(number),
                rootPassword: PASSWORDS.root[number - 1] ?? "",
                // Host 2 has not even a binary log.
                myCnf: withoutOptions(myCnfOf(number), [...notWrittenDown, ...(number === 2 ? ["log_bin"] : [])]),
            })),
        );
    });

    afterAll(async () => {
        await stack.dispose();
        await removeLeftovers(HOSTS);
    });

    async function expectNothingWired(): Promise<void> {
        expect(await onBoth("SHOW SLAVE STATUS")).toEqual([[], []]);
        const accounts = "SELECT user FROM mysql.user WHERE user LIKE 'follows\\_%'";
        expect(await onBoth(accounts)).toEqual([[], []]);
    }

    /** Rows of a table without a key: one that came twice is there twice. */
    async function journal(): Promise<string[][]> {
        const rows = await onBoth("SELECT CONCAT(host, ':', number) AS row FROM shop.journal ORDER BY host, number");
        return rows.map((each) => each.map(({ row }) => String(row)));
    }

    async function expectOnce(...written: string[]): Promise<void> {
        await inStep();
        const [one = [], two = []] = await journal();
        expect(one.filter((row) => written.includes(row))).toEqual(written);
        expect(two).toEqual(one);
        expect(new Set(one).size).toBe(one.length);
    }

    const write = (number: 1 | 2, ...rows: string[]): Promise<Rows> =>
        on(number, ...rows.map((row) => `INSERT INTO shop.journal VALUES (${row.replace(":", ", ")})`));

    async function replacing(resource: string): Promise<Outcome> {
        const found = resourcesIn(await stack.state()).find(
            (each) => kindOf(each) === "InitialData" && each.urn.endsWith(`::${resource}`),
        );
        const replace = ["--replace", found?.urn ?? "", "--stack", CLUSTER];
        return await pulumi(EXAMPLE, ["up", "--yes", "--skip-preview", "--refresh", ...replace]);
    }

    describe("before it is wired", () => {
        it("should name the lines that a my.cnf lacks, and set what needs no restart", async () => {
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `${ONE}: [restart-needed] runs with log_slave_updates = OFF, relay_log_recovery = OFF\n`,
            );
            const setAlready =
                "master_info_repository = TABLE; relay_log_info_repository = TABLE; slave_net_timeout = 30; " +
                "sync_relay_log_info = 1";
            const needRestart = "log_slave_updates = ON; relay_log_recovery = ON";
            expect(output).toContain(`have these lines under [mysqld] and restart it: ${needRestart}; ${setAlready}\n`);
            expect(output).toContain(
                `${TWO}: [restart-needed] runs with log_bin = OFF, log_slave_updates = OFF, relay_log_recovery = OFF\n`,
            );
            expect(output).toContain(`restart it: log_bin = mysql-bin; ${needRestart}; ${setAlready}\n`);
            const set = (name: string): string[] => [
                `${name}: SET GLOBAL master_info_repository = 'TABLE' (was FILE)`,
                `${name}: SET GLOBAL relay_log_info_repository = 'TABLE' (was FILE)`,
                `${name}: SET GLOBAL slave_net_timeout = 30 (was 60)`,
                `${name}: SET GLOBAL sync_relay_log_info = 1 (was 10000)`,
            ];
            expect(stepsIn(output, CLUSTER).filter((line) => line.includes("SET GLOBAL"))).toEqual([
                ...set(ONE),
                ...set(TWO),
            ]);
            await expectNothingWired();
        });

        it("should find a table that is on one side only, and rows that differ", async () => {
            await Promise.all(BOTH.map(({ number }) => host(number).restart(myCnfOf(number))));
            await alike(
                "CREATE DATABASE shop",
                "CREATE DATABASE billing",
                "CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, item VARCHAR(20))",
                "CREATE TABLE shop.journal (host INT, number INT)",
                "CREATE TABLE billing.invoices (id INT PRIMARY KEY, amount INT)",
                "INSERT INTO shop.orders (id, item) VALUES (1, 'tea'), (2, 'cups')",
                "INSERT INTO billing.invoices VALUES (1, 100)",
            );
            await on(1, "SET SESSION sql_log_bin = 0", "CREATE TABLE shop.items (id INT PRIMARY KEY)");
            await on(2, "SET SESSION sql_log_bin = 0", "UPDATE billing.invoices SET amount = 99");
            // What no filter lets through may differ.
            await on(2, "SET SESSION sql_log_bin = 0", "CREATE DATABASE of_two_alone");

            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `${TWO_FROM_ONE}: [data-differs] shop.items: is on ${ONE} only; ` +
                    "billing.invoices: its first 1000 rows differ\n",
            );
            expect(output).toContain("make both sides the same, e.g. with a dump of the side that is right");
            expect(await onBoth("SHOW SLAVE STATUS")).toEqual([[], []]);

            await on(2, "SET SESSION sql_log_bin = 0", "UPDATE billing.invoices SET amount = 100");
            await on(2, "SET SESSION sql_log_bin = 0", "CREATE TABLE shop.items (id INT PRIMARY KEY)");
        });

        it("should refuse a host that follows a stranger, and leave it with the stranger", async () => {
            await on(
                2,
                "CHANGE MASTER TO MASTER_HOST = 'stranger.example', MASTER_USER = 'x', " +
                    "MASTER_LOG_FILE = 'theirs.000007', MASTER_LOG_POS = 4711",
            );
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `${TWO}: [follows-another-source] follows stranger.example:3306 already, ` +
                    `and is declared to follow 127.0.0.1:${portOf(1)}\n`,
            );
            expect(output).toContain(
                "what to do: if that is no longer wanted, run STOP SLAVE and RESET SLAVE ALL on it " +
                    "(FOR CHANNEL where it has channels), then pulumi up again\n",
            );
            const [status] = await on(2, "SHOW SLAVE STATUS");
            expect(status).toMatchObject({ Master_Host: "stranger.example", Exec_Master_Log_Pos: 4711 });
            expect(await on(1, "SHOW SLAVE STATUS")).toEqual([]);
            // Coordinates of host 2, read now, would be of another day when it is free.
            expect(resourcesIn(await stack.state()).map(kindOf)).not.toContain("InitialData");
            await on(2, "STOP SLAVE", "RESET SLAVE ALL");
        });
    });

    describe("while it is wired", () => {
        let firstUp: Outcome;
        /** Where each host's binary log stood when the data was being compared, before anything was written. */
        let stood: (Rows[number] | undefined)[];
        const inserted: string[] = [];

        /** Inserts as fast as one client can until it is told to end. */
        async function keepWriting(number: 1 | 2, isOver: () => boolean): Promise<void> {
            for (let each = 1; !isOver(); each++) {
                await write(number, `${number}:${each}`);
                inserted.push(`${number}:${each}`);
            }
        }

        beforeAll(async () => {
            await onBoth("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
            // Comparing its rows is what comes after reading the coordinates, and before wiring.
            const held = await holdTable(host(2), "shop.orders");
            let isOver = false;
            const upAndOver = stack.up().finally(() => {
                isOver = true;
            });
            const writers: Promise<void>[] = [];
            try {
                await held.awaited();
                stood = (await onBoth("SHOW MASTER STATUS")).map(([row]) => row);
                await Promise.all(BOTH.map(({ number }) => write(number, `${number}:0`)));
                inserted.push("1:0", "2:0");
                writers.push(...BOTH.map(({ number }) => keepWriting(number, () => isOver)));
            } finally {
                await held.letGo();
                firstUp = await upAndOver;
                await Promise.all(writers);
                await onBoth("SET GLOBAL general_log = OFF");
            }
            succeeded(firstUp);
        });

        it.each(BOTH)(
            "should bring $link from before what was written meanwhile",
            async ({ number, peer, link: name }) => {
                const at = stood[peer - 1];
                expect(firstUp.output).toMatch(pointedAt(name, "127.0.0.1", portOf(peer), at?.File, at?.Position));
                const when = async (at: 1 | 2, statement: string): Promise<string[]> =>
                    (
                        await on(
                            at,
                            `SELECT event_time FROM mysql.general_log WHERE argument LIKE '${statement}%' ORDER BY event_time`,
                        )
                    ).map(({ event_time }) => String(event_time));
                const [write = ""] = await when(peer, "INSERT INTO shop.journal");
                const reads = await when(peer, "SHOW MASTER STATUS");
                const [wiring = ""] = await when(number, "CHANGE MASTER TO");
                expect(reads.filter((read) => read < write)).not.toEqual([]);
                expect(write).not.toBe("");
                expect(write < wiring).toBe(true);
            },
        );

        it("should have every row on both hosts, once", async () => {
            expect(inserted.length).toBeGreaterThan(10);
            await inStep();
            const [one, two] = await journal();
            expect(one?.sort()).toEqual(inserted.sort());
            expect(two?.sort()).toEqual(inserted);
        });
    });

    describe("once it is up", () => {
        it("should say who follows whom", async () => {
            const { state } = await stack.outputs();
            expect(state?.value).toBe(`${ONE} and ${TWO} follow each other; every thread is running`);
            await expectRunning();
        });

        it.each(BOTH)("should have on $name what the write-up has in my.cnf", async ({ number }) => {
            const wanted = {
                auto_increment_increment: "2",
                auto_increment_offset: String(number),
                innodb_flush_log_at_trx_commit: "1",
                log_bin: "ON",
                log_slave_updates: "ON",
                server_id: String(number),
                sync_binlog: "1",
            };
            const names = Object.keys(wanted).map((variable) => `'${variable}'`);
            const rows = await on(number, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.join(", ")})`);
            expect(Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]))).toEqual(wanted);
        });

        it.each(BOTH)("should have $name follow its peer with the peer's own account", async ({ number, peer }) => {
            const [status] = await on(number, "SHOW SLAVE STATUS");
            expect(status).toMatchObject({
                Master_Host: "127.0.0.1",
                Master_Port: portOf(peer),
                Master_User: `follows_host_${peer}`,
                Auto_Position: 0,
                Replicate_Do_DB: "shop,billing",
                Slave_IO_Running: "Yes",
                Slave_SQL_Running: "Yes",
            });
            const grants = await on(number, `SHOW GRANTS FOR 'follows_host_${number}'@'%'`);
            expect(grants.map((row) => Object.values(row)[0])).toEqual([
                `GRANT REPLICATION SLAVE ON *.* TO 'follows_host_${number}'@'%'`,
            ]);
            // Each direction has a password of its own, and neither account is on the other host.
            const [stored] = await on(number, "SELECT User_password AS password FROM mysql.slave_master_info");
            expect(stored?.password).toBe(PASSWORDS.replication[peer - 1]);
            expect(await on(number, `SELECT user FROM mysql.user WHERE user = 'follows_host_${peer}'`)).toEqual([]);
        });

        it("should replicate the databases of the list, in lanes that never meet, and no other", async () => {
            await on(1, "INSERT INTO shop.orders (item) VALUES ('of one'), ('of one')");
            await on(2, "INSERT INTO shop.orders (item) VALUES ('of two'), ('of two')");
            await on(2, "INSERT INTO billing.invoices VALUES (2, 200)");
            await on(1, "CREATE DATABASE of_one_alone");
            await inStep();
            const [one, two] = await onBoth("SELECT id, item FROM shop.orders WHERE id > 2 ORDER BY id");
            expect(two).toEqual(one);
            expect(one).toHaveLength(4);
            expect(one.map(({ id, item }) => [Number(id) % 2, item]).sort()).toEqual([
                [0, "of two"],
                [0, "of two"],
                [1, "of one"],
                [1, "of one"],
            ]);
            const amounts = await onBoth("SELECT amount FROM billing.invoices ORDER BY id");
            expect(amounts).toEqual([amounts[1], [{ amount: 100 }, { amount: 200 }]]);
            expect(await on(2, "SHOW DATABASES LIKE 'of_one_alone'")).toEqual([]);
        });

        it("should find nothing, nor do anything in a second up", async () => {
            const { output } = succeeded(await stack.up());
            expect(stepsIn(output, CLUSTER)).toEqual([]);
            expect(changesIn(output)).toEqual({});
            expect(output).not.toMatch(/mysql-dual-master:\w+: \((?!refresh|same)/);
        });

        it("should run on by itself after a power cut and a restart, with the my.cnf of its README", async () => {
            await host(2).kill();
            await write(1, "1:1000001");
            await host(2).start();
            await write(2, "2:1000001");
            await expectOnce("1:1000001", "2:1000001");
            await on(1, "STOP SLAVE");
            await host(1).restart();
            await write(2, "2:1000002");
            await expectOnce("2:1000002");
            await expectNoDrift(stack);
        });
    });

    describe("when data is changed while a link is stopped", () => {
        it("should find it, name the row that was changed on both, and bring every row once that is put right", async () => {
            await on(2, "STOP SLAVE", "SET SESSION sql_log_bin = 0", "DELETE FROM billing.invoices WHERE id = 1");
            await write(1, "1:2000001", "1:2000002");
            await on(1, "UPDATE billing.invoices SET amount = 101 WHERE id = 1");
            await write(1, "1:2000003");
            await write(2, "2:2000001");
            const audit = await stack.audit();
            expect(changesIn(audit.output)).toEqual({
                [link(TWO_FROM_ONE)]: ['ioThread: "stopped" => "running"', 'sqlThread: "stopped" => "running"'],
            });
            expect(audit.code).toBe(7);

            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toMatch(
                new RegExp(
                    `${TWO_FROM_ONE}: \\[row-missing\\] IO thread running; ` +
                        "SQL thread stopped: 1032 .*Update_rows event on table billing\\.invoices",
                ),
            );
            expect(output).toMatch(
                /what it means: the source changed or deleted a row .*; no transaction was skipped\n/,
            );
            expect(output).toMatch(
                new RegExp(
                    "what to do: see which row the event is about and put it back on the replica .*: " +
                        `the event ends at (mysql-bin\\.\\d+):(\\d+) of ${ONE}, ` +
                        `and mysqlbinlog .* --stop-position=\\2 \\1 shows it last; ${IF_STALE}`,
                ),
            );
            expect(stepsIn(output, CLUSTER)).toEqual(started(TWO_FROM_ONE));
            expect((await journal())[1]).toEqual(expect.arrayContaining(["1:2000001", "1:2000002"]));
            expect((await journal())[1]).not.toContain("1:2000003");

            await on(2, "SET SESSION sql_log_bin = 0", "INSERT INTO billing.invoices VALUES (1, 100)");
            succeeded(await stack.up());
            await expectOnce("1:2000001", "1:2000002", "1:2000003", "2:2000001");
            expect(await on(2, "SELECT amount FROM billing.invoices WHERE id = 1")).toEqual([{ amount: 101 }]);
        });
    });

    describe("when a link has lost its place", () => {
        it("should refuse to begin anywhere after RESET SLAVE, which START SLAVE would not", async () => {
            await on(2, "STOP SLAVE", "RESET SLAVE");
            await write(1, "1:3000001");
            const audit = await stack.audit();
            expect(changesIn(audit.output)).toEqual({
                [link(TWO_FROM_ONE)]: [
                    'ioThread: "stopped" => "running"',
                    'position: "none: erased, or never given" => "binary log file and position"',
                    'sqlThread: "stopped" => "running"',
                ],
            });
            expect(audit.code).toBe(7);

            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toContain(`${TWO_FROM_ONE}: [place-lost] ${TWO} has lost its place; it was wired at `);
            expect(output).toContain("run CHANGE MASTER TO with it on the replica, then pulumi up");
            expect(output).toContain('declare initialData: "identical" and replace the link\'s InitialData');
            expect((await journal())[1]).not.toContain("1:3000001");
            expect(await threadsOf(2)).toEqual({ io: "No", sql: "No" });
            expect(await threadsOf(1)).toEqual({ io: "Yes", sql: "Yes" });
        });

        it("should begin anew where both sides were made the same and InitialData is replaced", async () => {
            await on(2, "SET SESSION sql_log_bin = 0", "INSERT INTO shop.journal VALUES (1, 3000001)");
            const { output } = succeeded(await replacing(`${CLUSTER}-initial-data`));
            expect(output).toMatch(pointedAt(TWO_FROM_ONE, "127.0.0.1", portOf(1), "mysql-bin\\.\\d+", "\\d+"));
            await write(1, "1:3000002");
            await write(2, "2:3000001");
            await expectOnce("1:3000001", "1:3000002", "2:3000001");
        });

        it("should keep a link that runs when its InitialData is replaced", async () => {
            const [before] = await on(2, "SELECT User_name AS user, Host AS host FROM mysql.slave_master_info");
            const { output } = succeeded(await replacing(`${CLUSTER}-initial-data`));
            expect(stepsIn(output, CLUSTER)).toEqual([]);
            expect(await on(2, "SELECT User_name AS user, Host AS host FROM mysql.slave_master_info")).toEqual([
                before,
            ]);
            await expectRunning();
            await expectNoDrift(stack);
        });
    });

    describe("when it is taken down, and made anew on hosts that were configured before", () => {
        it("should leave the hosts running with their data, and nothing of its own", async () => {
            const before = await journal();
            expect(await stack.destroy()).toMatchObject({ code: 0 });
            await expectNothingWired();
            expect(await journal()).toEqual(before);
            expect((await whatIsThereOf(CLUSTER)).sort()).toEqual([`container ${HOSTS}-1`, `container ${HOSTS}-2`]);
        });

        it("should say of a half-made link with stale coordinates that they are stale, and then wire it", async () => {
            const [stale] = await on(1, "SHOW MASTER STATUS");
            // Written after SHOW MASTER STATUS, and contained in the dump that was loaded on host 2.
            await on(1, "INSERT INTO billing.invoices VALUES (7, 700)");
            await on(2, "SET SESSION sql_log_bin = 0", "INSERT INTO billing.invoices VALUES (7, 700)");
            await on(
                2,
                `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${portOf(1)}, MASTER_USER = 'by_hand', ` +
                    `MASTER_LOG_FILE = '${stale?.File}', MASTER_LOG_POS = ${stale?.Position}`,
            );
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toMatch(
                new RegExp(`${TWO_FROM_ONE}: \\[duplicate-key\\] .* SQL thread stopped: 1062 .*billing\\.invoices`),
            );
            expect(output).toContain(IF_STALE);

            await on(2, "STOP SLAVE", "RESET SLAVE ALL");
            succeeded(await replacing(`${CLUSTER}-initial-data`));
            await write(1, "1:4000001");
            await write(2, "2:4000001");
            await expectOnce("1:4000001", "2:4000001");
            await expectRunning();
            expect(await stack.destroy()).toMatchObject({ code: 0 });
        });

        it("should wire a half-made link without coordinates, and adopt one that was made by hand, in its place", async () => {
            await on(
                1,
                `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${portOf(2)}, MASTER_USER = 'by_hand'`,
                "SET SESSION sql_log_bin = 0",
                "GRANT REPLICATION SLAVE ON *.* TO by_hand IDENTIFIED BY 'by hand'",
            );
            const [at] = await on(1, "SHOW MASTER STATUS");
            await on(
                2,
                `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${portOf(1)}, MASTER_USER = 'by_hand', ` +
                    `MASTER_PASSWORD = 'by hand', MASTER_LOG_FILE = '${at?.File}', MASTER_LOG_POS = ${at?.Position}`,
                "START SLAVE",
            );
            await eventually("the link made by hand runs", async () => (await threadsOf(2)).io === "Yes");
            await write(1, "1:6000001");
            await eventually("it has brought a row", async () => (await journal())[1]?.includes("1:6000001"));

            // With lanes for writers to come.
            await stack.setConfig({ increment: { value: "4" } });
            const { output } = succeeded(await stack.up());
            const [there] = await on(2, "SHOW MASTER STATUS");
            expect(output).toContain(`${ONE_FROM_TWO}: STOP SLAVE (followed 127.0.0.1:${portOf(2)}, from no place)`);
            expect(output).toMatch(pointedAt(ONE_FROM_TWO, "127.0.0.1", portOf(2), there?.File, there?.Position));
            expect(stepsIn(output, CLUSTER).filter((step) => step.startsWith(`${TWO_FROM_ONE}: `))).toEqual([
                like(
                    /: CHANGE MASTER TO MASTER_USER = '\w+', MASTER_PASSWORD = <secret>, MASTER_CONNECT_RETRY = 5, MASTER_HEARTBEAT_PERIOD = 10, MASTER_RETRY_COUNT = 0$/,
                ),
                ...started(TWO_FROM_ONE),
                `${TWO_FROM_ONE}: STOP SLAVE`,
            ]);
            expect(output).toContain(`${ONE}: SET GLOBAL auto_increment_increment = 4 (was 2)`);
            expect(output).toContain(
                `${ONE}: connections that are open keep the auto_increment_increment that they began`,
            );
            await write(1, "1:6000002");
            await write(2, "2:6000001");
            await expectOnce("1:6000001", "1:6000002", "2:6000001");
        });

        it("should leave lanes for further writers, without renumbering what is there", async () => {
            const insert = (number: 1 | 2, lane?: number): Promise<Rows> =>
                on(
                    number,
                    ...(lane === undefined ? [] : [`SET SESSION auto_increment_offset = ${lane}`]),
                    ...[1, 2, 3].map(() => `INSERT INTO shop.orders (item) VALUES ('lane ${lane ?? number}')`),
                );
            const lanes = async (): Promise<Record<string, string>> => {
                await inStep();
                const [one, two] = await onBoth(
                    "SELECT item, GROUP_CONCAT(DISTINCT id % 4) AS lane, COUNT(*) AS count FROM shop.orders " +
                        "WHERE item LIKE 'lane %' GROUP BY item ORDER BY item",
                );
                expect(two).toEqual(one);
                return Object.fromEntries(one.map(({ item, lane, count }) => [String(item), `${lane} ×${count}`]));
            };
            await insert(1);
            await insert(2);
            expect(await lanes()).toEqual({ "lane 1": "1 ×3", "lane 2": "2 ×3" });
            const [before] = await onBoth("SELECT id, item FROM shop.orders ORDER BY id");

            await Promise.all([insert(1, 3), insert(2, 4), insert(1), insert(2)]);
            expect(await lanes()).toEqual({ "lane 1": "1 ×6", "lane 2": "2 ×6", "lane 3": "3 ×3", "lane 4": "0 ×3" });
            const known = before.map(({ id }) => id).join(", ");
            expect(await onBoth(`SELECT id, item FROM shop.orders WHERE id IN (${known}) ORDER BY id`)).toEqual([
                before,
                before,
            ]);
            await expectRunning();
            await expectNoDrift(stack);
        });
    });
});
