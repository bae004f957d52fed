import { docker } from "../support/docker";
import { deployedPair, executed, inStep, threadsOf, type Pair } from "../support/pair";
import { codesIn } from "../support/findings";
import { changesIn, stepsIn } from "../support/preview";
import { accountMade, accountMended, pointedAgain, pointedByGtid, started } from "../support/steps";
import { eventually, type Rows } from "../support/servers";

const CLUSTER = "it-drift";
const FIRST_PORT = 23317;
const ONE = `${CLUSTER}-master-1`;
const TWO = `${CLUSTER}-master-2`;
const ONE_FROM_TWO = `${ONE} from ${TWO}`;
const TWO_FROM_ONE = `${TWO} from ${ONE}`;

const variables = (server: string): string => `ServerVariables "${server}"`;
const account = (server: string): string => `ReplicationAccount "replication@% on ${server}"`;
const link = (name: string): string => `ReplicationLink "${name}"`;
const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** What somebody did to a healthy pair by hand, and what is to come of it. */
interface Drift {
    what: string;
    byHand: { on: 1 | 2; run: string[] }[];
    /** What has to be seen of a receiver before it is the time to look. */
    until?: { on: 1 | 2; column: string; is: string }[];
    /** What the audit prints: what is ⇒ what should be, by resource, and nothing else. */
    found: Record<string, string[]>;
    /** What `up` says that it did, in alphabetical order, and nothing else. */
    repaired: string[];
    /** Steps that depend on whether a server was quicker than `up`. */
    perhaps?: string[];
}

/** Account statements that must reach this server only, like the ones that created the account. */
const here = (...statements: string[]): string[] => ["SET SESSION sql_log_bin = 0", ...statements];
const pointed = (clauses: string): string[] => ["STOP SLAVE", `CHANGE MASTER TO ${clauses}`, "START SLAVE"];
const wiredAgain = (name: string, source: string): string => like(pointedByGtid(name, source));

const notLetIn = (source: string): string =>
    like(
        new RegExp(
            `^ioThread: "connecting: 1045 error connecting to master 'replication@${source}:3306' - .*" => "running"$`,
        ),
    );

/** Each is of many that have nothing to do with each other: a preview costs most of the time. */
const DRIFTS: Drift[] = [
    {
        what: "stopped threads, changed lanes, relaxed durability, and accounts that are gone or may do everything",
        byHand: [
            { on: 1, run: ["SET GLOBAL auto_increment_increment = 10", "SET GLOBAL auto_increment_offset = 2"] },
            { on: 1, run: here("GRANT ALL PRIVILEGES ON *.* TO 'replication'@'%'") },
            { on: 1, run: ["STOP SLAVE IO_THREAD"] },
            { on: 2, run: ["SET GLOBAL sync_binlog = 0", "SET GLOBAL innodb_flush_log_at_trx_commit = 2"] },
            { on: 2, run: here("DROP USER 'replication'@'%'") },
            { on: 2, run: ["STOP SLAVE SQL_THREAD"] },
        ],
        found: {
            [variables(ONE)]: ['auto_increment_increment: "10" => "2"', 'auto_increment_offset: "2" => "1"'],
            [variables(TWO)]: ['innodb_flush_log_at_trx_commit: "2" => "1"', 'sync_binlog: "0" => "1"'],
            [account(ONE)]: ['privileges: "ALL PRIVILEGES ON *.*" => "REPLICATION SLAVE ON *.*"'],
            [account(TWO)]: ['account: "missing" => "present"', 'privileges: "none" => "REPLICATION SLAVE ON *.*"'],
            [link(ONE_FROM_TWO)]: ['ioThread: "stopped" => "running"'],
            [link(TWO_FROM_ONE)]: ['sqlThread: "stopped" => "running"'],
        },
        repaired: [
            ...started(ONE_FROM_TWO),
            `${ONE}: GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'`,
            `${ONE}: REVOKE ALL PRIVILEGES ON *.* FROM 'replication'@'%'`,
            `${ONE}: SET GLOBAL auto_increment_increment = 2 (was 10)`,
            `${ONE}: SET GLOBAL auto_increment_offset = 1 (was 2)`,
            ...started(TWO_FROM_ONE),
            accountMade(TWO),
            `${TWO}: GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'`,
            `${TWO}: SET GLOBAL innodb_flush_log_at_trx_commit = 1 (was 2)`,
            `${TWO}: SET GLOBAL sync_binlog = 1 (was 0)`,
        ],
    },
    {
        what: "a source that is not there, a widened account, a master that takes no writes, and a link's other times",
        byHand: [
            { on: 1, run: pointed("MASTER_HOST = 'it-drift-nowhere', MASTER_PORT = 3399") },
            { on: 1, run: ["CHANGE MASTER TO MASTER_HOST = 'it-drift-third', MASTER_USER = 'x' FOR CHANNEL 'third'"] },
            {
                on: 1,
                run: here(
                    "GRANT SELECT, INSERT ON mysql.* TO 'replication'@'%'",
                    "GRANT PROCESS ON *.* TO 'replication'@'%' WITH GRANT OPTION",
                ),
            },
            {
                on: 2,
                run: pointed(
                    "MASTER_CONNECT_RETRY = 60, MASTER_HEARTBEAT_PERIOD = 3.5, MASTER_DELAY = 3600, MASTER_RETRY_COUNT = 3",
                ),
            },
            { on: 1, run: ["SET GLOBAL super_read_only = ON"] },
        ],
        until: [
            { on: 1, column: "Last_IO_Errno", is: "2005" },
            { on: 2, column: "Slave_IO_Running", is: "Yes" },
        ],
        found: {
            [variables(ONE)]: ['read_only: "ON" => "OFF"'],
            [link(ONE_FROM_TWO)]: [
                `follows: "it-drift-nowhere:3399" => "${TWO}:3306"`,
                // The server itself forgets the period when it gets another source.
                'heartbeatSeconds: "15" => "10"',
                like(
                    /^ioThread: "connecting: 2005 error connecting to master 'replication@it-drift-nowhere:3399' - .*" => "running"$/,
                ),
                'otherChannels: "third from it-drift-third:3306" => "none"',
            ],
            [link(TWO_FROM_ONE)]: [
                'connectRetrySeconds: "60" => "5"',
                'delaySeconds: "3600" => "0"',
                'heartbeatSeconds: "3.5" => "10"',
                'retries: "3" => "without end"',
            ],
            [account(ONE)]: [
                'privileges: "PROCESS, REPLICATION SLAVE ON *.* WITH GRANT OPTION; SELECT, INSERT ON `mysql`.*" ' +
                    '=> "REPLICATION SLAVE ON *.*"',
            ],
        },
        repaired: [
            wiredAgain(ONE_FROM_TWO, TWO),
            `${ONE_FROM_TWO}: RESET SLAVE ALL FOR CHANNEL 'third'`,
            ...started(ONE_FROM_TWO),
            `${ONE_FROM_TWO}: STOP SLAVE (followed it-drift-nowhere:3399)`,
            `${ONE_FROM_TWO}: STOP SLAVE FOR CHANNEL 'third' (followed it-drift-third:3306)`,
            `${ONE}: REVOKE PROCESS, GRANT OPTION ON *.* FROM 'replication'@'%'`,
            `${ONE}: REVOKE SELECT, INSERT ON \`mysql\`.* FROM 'replication'@'%'`,
            `${ONE}: SET GLOBAL read_only = 'OFF' (was ON)`,
            `${TWO_FROM_ONE}: CHANGE MASTER TO MASTER_CONNECT_RETRY = 5, MASTER_HEARTBEAT_PERIOD = 10, MASTER_RETRY_COUNT = 0, MASTER_DELAY = 0`,
            ...started(TWO_FROM_ONE),
            `${TWO_FROM_ONE}: STOP SLAVE`,
        ],
    },
    {
        what: "another password of the account on a master, and another one on the other's replica",
        byHand: [
            { on: 2, run: here("ALTER USER 'replication'@'%' IDENTIFIED BY 'another one'") },
            { on: 1, run: ["STOP SLAVE IO_THREAD", "START SLAVE IO_THREAD"] },
            { on: 2, run: pointed("MASTER_PASSWORD = 'another one'") },
        ],
        until: [
            { on: 1, column: "Last_IO_Errno", is: "1045" },
            { on: 2, column: "Last_IO_Errno", is: "1045" },
        ],
        found: {
            [account(TWO)]: ['credentials: "another password than the declared one" => "as declared"'],
            [link(ONE_FROM_TWO)]: [notLetIn(TWO)],
            [link(TWO_FROM_ONE)]: [
                'credentials: "another password than the declared one" => "as declared"',
                notLetIn(ONE),
            ],
        },
        repaired: [
            `${TWO_FROM_ONE}: CHANGE MASTER TO MASTER_PASSWORD = <secret>`,
            ...started(TWO_FROM_ONE),
            `${TWO_FROM_ONE}: STOP SLAVE`,
            accountMended(TWO),
        ],
        perhaps: [`${ONE_FROM_TWO}: STOP SLAVE`, ...started(ONE_FROM_TWO)],
    },
];

describe("drift of a pair", () => {
    const pair = deployedPair(CLUSTER, FIRST_PORT);
    let mended = true;

    // What one test leaves broken because it failed must not fail the next one as well.
    beforeEach(async () => {
        if (!mended) {
            await pair.stack.up();
        }
        mended = false;
    });

    /** That nothing else is left to find is seen by the next audit, which names what its own test broke and no more. */
    async function expectMended(): Promise<void> {
        for (const master of [1, 2] as const) {
            expect(await threadsOf(pair, master)).toEqual({ io: "Yes", sql: "Yes" });
        }
        mended = true;
    }

    it.each(DRIFTS)("should find and repair $what", async ({ byHand, until = [], found, repaired, perhaps = [] }) => {
        for (const { on, run } of byHand) {
            await pair.on(on, ...run);
        }
        for (const { on, column, is } of until) {
            await eventually(`${column} is ${is} on master ${on}`, async () => {
                const [status] = await pair.on(on, "SHOW SLAVE STATUS");
                return String(status?.[column]) === is;
            });
        }
        const audit = await pair.stack.audit();
        expect(changesIn(audit.output)).toEqual(found);
        expect(audit.code).toBe(7);

        const up = await pair.stack.up();
        expect(stepsIn(up.output, CLUSTER).filter((step) => !perhaps.includes(step))).toEqual(repaired);
        expect(up.code).toBe(0);
        await expectMended();
    });

    it("should find and repair accounts that would not let a receiver in once it connects anew", async () => {
        await pair.on(1, ...here("ALTER USER 'replication'@'%' REQUIRE SSL", "CREATE USER ''@'it-nowhere.invalid'"));
        const restricted = "WITH MAX_QUERIES_PER_HOUR 1 MAX_USER_CONNECTIONS 7 PASSWORD EXPIRE INTERVAL 30 DAY";
        await pair.on(2, ...here(`ALTER USER 'replication'@'%' ${restricted}`));
        const audit = await pair.stack.audit();
        expect(changesIn(audit.output)).toEqual({
            [account(ONE)]: ['account: "REQUIRE SSL, and no receiver asks for TLS" => "present"'],
            [account(TWO)]: [
                like(
                    /^account: "its password expires on \d{4}-\d\d-\d\d; limited to MAX_QUERIES_PER_HOUR 1 MAX_USER_CONNECTIONS 7" => "present"$/,
                ),
            ],
        });
        expect(codesIn(audit.output).sort()).toEqual([
            `[account-outranked] ${ONE}`,
            `[account-restricted] ${ONE}`,
            `[account-restricted] ${TWO}`,
        ]);

        const up = await pair.stack.up();
        expect(stepsIn(up.output, CLUSTER)).toEqual([accountMended(ONE), accountMended(TWO)]);
        // Both let a receiver in again; somebody else's account is left alone.
        for (const master of [1, 2] as const) {
            await pair.on(master, "STOP SLAVE IO_THREAD", "START SLAVE IO_THREAD");
            await eventually(`the receiver of master ${master} is back`, async () => {
                return (await threadsOf(pair, master)).io === "Yes";
            });
        }
        await pair.on(1, ...here("DROP USER ''@'it-nowhere.invalid'"));
        await expectMended();
    });

    it("should wire again a link that was taken away, and one that was pointed at an undeclared third server", async () => {
        const stranger = `${CLUSTER}-stranger`;
        await startStranger(pair, stranger);
        try {
            await pair.on(
                1,
                "CREATE DATABASE it_gone",
                "CREATE TABLE it_gone.row (id INT AUTO_INCREMENT PRIMARY KEY, at INT)",
            );
            await inStep(pair);
            await pair.on(2, "STOP SLAVE", "RESET SLAVE ALL");
            await pair.on(1, ...pointed(`MASTER_HOST = '${stranger}'`));
            await eventually(
                "the receiver has reached the stranger",
                async () => (await threadsOf(pair, 1)).io === "Yes",
            );
            for (const at of [1, 2, 1, 2, 1] as const) {
                await pair.on(at, `INSERT INTO it_gone.row (at) VALUES (${at})`);
            }

            const audit = await pair.stack.audit();
            expect(changesIn(audit.output)).toEqual({
                [link(TWO_FROM_ONE)]: [
                    `follows: "nobody" => "${ONE}:3306"`,
                    'ioThread: "stopped" => "running"',
                    'sqlThread: "stopped" => "running"',
                ],
                [link(ONE_FROM_TWO)]: [
                    like(
                        new RegExp(
                            `^follows: "${stranger}:3306, where another server answers \\(server_uuid \\S+, not \\S+\\)" ` +
                                `=> "${TWO}:3306"$`,
                        ),
                    ),
                    'heartbeatSeconds: "15" => "10"',
                ],
            });
            expect(audit.output).toContain(`${ONE_FROM_TWO}: [source-differs] follows is ${stranger}:3306, where `);
            expect(audit.code).toBe(7);

            const up = await pair.stack.up();
            expect(stepsIn(up.output, CLUSTER)).toEqual([
                wiredAgain(ONE_FROM_TWO, TWO),
                ...started(ONE_FROM_TWO),
                `${ONE_FROM_TWO}: STOP SLAVE (followed ${stranger}:3306)`,
                wiredAgain(TWO_FROM_ONE, ONE),
                ...started(TWO_FROM_ONE),
            ]);
            expect(up.code).toBe(0);
        } finally {
            await docker("rm", "-fv", stranger);
        }
        await inStep(pair);
        // What was written meanwhile is there, once.
        const [one, two] = await onBoth(pair, "SELECT id, at FROM it_gone.row ORDER BY id");
        expect(one.map(({ at }) => at).sort()).toEqual([1, 1, 1, 2, 2]);
        expect(two).toEqual(one);
        await expectMended();
    });

    describe("on a server that can't be reached", () => {
        const unreachable = (words: string): Record<string, string[]> => ({
            [variables(TWO)]: [`server: "${words}" => "reachable"`],
            [account(TWO)]: [`server: "${words}" => "reachable"`],
            [link(TWO_FROM_ONE)]: [`server: "${words}" => "reachable"`],
        });

        it("should be told in words beside all other findings, for a server that does not answer", async () => {
            await docker("pause", TWO);
            try {
                await pair.on(1, "SET GLOBAL auto_increment_offset = 2");
                const audit = await pair.stack.audit();
                expect(changesIn(audit.output)).toMatchObject({
                    ...unreachable(`unreachable: no answer from 127.0.0.1:${FIRST_PORT + 1}`),
                    [variables(ONE)]: ['auto_increment_offset: "2" => "1"'],
                });
                expect(audit.output).not.toMatch(/\((create|delete|replace|create-replacement|delete-replaced)\)/);
                expect(audit.code).toBe(7);
            } finally {
                await docker("unpause", TWO);
            }
            // What there is to mend is left to the up of the next test.
            mended = true;
        });

        it("should be told in words beside all other findings, for a server that is stopped", async () => {
            const before = await executed(pair, 2);
            await docker("stop", TWO);
            await pair.on(1, "SET GLOBAL auto_increment_increment = 3");
            const audit = await pair.stack.audit();
            const found = changesIn(audit.output);
            expect(found[variables(TWO)]).toContain('server: "unreachable: connection refused" => "reachable"');
            expect(found[account(TWO)]).toContain('server: "unreachable: connection refused" => "reachable"');
            expect(found[link(TWO_FROM_ONE)]).toContain('server: "unreachable: connection refused" => "reachable"');
            expect(found[variables(ONE)]).toContain('auto_increment_increment: "3" => "2"');
            expect(found[link(ONE_FROM_TWO)]).toContainEqual(
                like(/^ioThread: "connecting: (2003|2005) error reconnecting to master .*" => "running"$/),
            );
            expect(audit.output).not.toMatch(/mysql-dual-master:\w+: \((?!refresh|update)/);
            expect(audit.code).toBe(7);

            const up = await pair.stack.up();
            expect(stepsIn(up.output, CLUSTER)).toEqual(
                expect.arrayContaining([
                    `${ONE}: SET GLOBAL auto_increment_increment = 2 (was 3)`,
                    `${ONE}: SET GLOBAL auto_increment_offset = 1 (was 2)`,
                ]),
            );
            expect(up.code).toBe(0);
            await inStep(pair);
            expect(await executed(pair, 2)).toBe(before);
            await expectMended();
        });
    });

    it("should answer a variable that needs a restart with its line for my.cnf, then fetch again what relay logs held", async () => {
        await pair.on(1, "CREATE DATABASE it_relay", "CREATE TABLE it_relay.row (id INT PRIMARY KEY)");
        await inStep(pair);
        await pair.on(2, "STOP SLAVE SQL_THREAD");
        await pair.on(1, "INSERT INTO it_relay.row VALUES (1)");
        const [written] = await pair.on(1, "SHOW MASTER STATUS");
        await eventually("the receiver has the row", async () => {
            const [status] = await pair.on(2, "SHOW SLAVE STATUS");
            return status?.Read_Master_Log_Pos === written?.Position;
        });
        await pair.on(2, "STOP SLAVE");
        await docker("exec", TWO, "sh", "-c", "rm /var/lib/mysql/relay-bin.0*");
        await pair.on(2, "START SLAVE");
        await eventually("the applier stops", async () => (await threadsOf(pair, 2)).sql === "No");
        await pair.on(1, "STOP SLAVE", "SET GLOBAL master_info_repository = 'FILE'", "START SLAVE");

        const audit = await pair.stack.audit();
        expect(changesIn(audit.output)).toEqual({
            [variables(ONE)]: ['master_info_repository: "FILE" => "TABLE"'],
            [link(TWO_FROM_ONE)]: [like(/^sqlThread: "stopped: 1594 Relay log read failure: .*" => "running"$/)],
        });
        expect(audit.output).toContain(`${TWO_FROM_ONE}: [relay-log-unusable] SQL thread stopped: 1594 Relay log read`);
        expect(audit.code).toBe(7);

        const refused = await pair.stack.up();
        expect(refused.output).toContain(`${ONE}: [restart-needed] runs with master_info_repository = FILE\n`);
        expect(refused.output).toContain(
            "what to do: have these lines under [mysqld] and restart it: master_info_repository = TABLE\n",
        );
        expect(stepsIn(refused.output, CLUSTER)).toEqual([]);
        expect(refused.code).not.toBe(0);

        await docker("restart", ONE);
        await eventually("both threads of master 1 run again", async () => {
            const { io, sql } = await threadsOf(pair, 1);
            return io === "Yes" && sql === "Yes";
        });
        await eventually("master 2 has found master 1 again", async () => (await threadsOf(pair, 2)).io === "Yes");
        const up = await pair.stack.up();
        expect(stepsIn(up.output, CLUSTER)).toEqual([
            like(pointedAgain(TWO_FROM_ONE, ONE)),
            `${TWO_FROM_ONE}: RESET SLAVE (its relay logs can't be used; what they held is fetched again)`,
            ...started(TWO_FROM_ONE),
            `${TWO_FROM_ONE}: STOP SLAVE`,
        ]);
        expect(up.code).toBe(0);
        await inStep(pair);
        expect(await pair.on(2, "SELECT id FROM it_relay.row")).toEqual([{ id: 1 }]);
        await expectMended();
    });

    it("should name the row over which an applier stopped, and skip nothing", async () => {
        await pair.on(1, "CREATE DATABASE it_row", "CREATE TABLE it_row.note (id INT PRIMARY KEY, said VARCHAR(20))");
        await inStep(pair);
        await pair.on(2, ...here("INSERT INTO it_row.note VALUES (1, 'of two alone')"));
        await pair.on(1, "INSERT INTO it_row.note VALUES (1, 'of one')", "INSERT INTO it_row.note VALUES (2, 'next')");
        await eventually("the applier stops", async () => (await threadsOf(pair, 2)).sql === "No");
        const before = await executed(pair, 2);

        const audit = await pair.stack.audit();
        const stopped =
            "stopped: 1062 .*Could not execute Write_rows event on table it_row\\.note; " +
            "Duplicate entry '1' for key 'PRIMARY', Error_code: 1062; .*";
        expect(changesIn(audit.output)).toEqual({
            [link(TWO_FROM_ONE)]: [like(new RegExp(`^sqlThread: "${stopped}" => "running"$`))],
        });
        expect(audit.code).toBe(7);

        const refused = await pair.stack.up();
        expect(refused.code).not.toBe(0);
        expect(refused.output).toMatch(new RegExp(`${TWO_FROM_ONE}: \\[duplicate-key\\] .*SQL thread ${stopped}\n`));
        expect(refused.output).toMatch(
            /what it means: the replica holds a row already .*; no transaction was skipped\n/,
        );
        expect(refused.output).toMatch(
            new RegExp(
                "what to do: compare that row on both servers\\. .*; then run pulumi up: " +
                    `the event ends at (mysql-bin\\.\\d+):(\\d+) of ${ONE}, ` +
                    "and mysqlbinlog .* --stop-position=\\2 \\1 shows it last\n",
            ),
        );
        expect(await executed(pair, 2)).toBe(before);
        expect(await pair.on(2, "SELECT * FROM it_row.note")).toEqual([{ id: 1, said: "of two alone" }]);

        await pair.on(2, ...here("DELETE FROM it_row.note WHERE id = 1"));
        expect(await pair.stack.up()).toMatchObject({ code: 0 });
        await inStep(pair);
        const right = [
            { id: 1, said: "of one" },
            { id: 2, said: "next" },
        ];
        expect(await onBoth(pair, "SELECT * FROM it_row.note ORDER BY id")).toEqual([right, right]);
        await expectMended();
    });

    it("should find nothing when all of that is mended", async () => {
        const { code, output } = await pair.stack.audit();
        expect(changesIn(output)).toEqual({});
        expect(code).toBe(0);
        mended = true;
    });
});

async function onBoth(pair: Pair, statement: string): Promise<[Rows, Rows]> {
    return [await pair.on(1, statement), await pair.on(2, statement)];
}

/** A server that is no part of the pair, and lets the pair's replication account in. */
async function startStranger(pair: Pair, name: string): Promise<void> {
    const image = await docker("container", "inspect", "--format", "{{.Config.Image}}", ONE);
    const ofTheCluster = ["--network", CLUSTER, "--label", `pulumi-mysql-dual-master.cluster=${CLUSTER}`];
    const gtid = ["--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--log-slave-updates=ON"];
    await docker(
        ...["run", "--detach", "--name", name, ...ofTheCluster],
        ...["--env", "MYSQL_ALLOW_EMPTY_PASSWORD=yes", "--env", "MYSQL_INITDB_SKIP_TZINFO=1"],
        ...[image, "mysqld", `--server-id=${FIRST_PORT + 9}`, "--log-bin=mysql-bin", ...gtid],
    );
    const [row] = await pair.on(1, "SELECT authentication_string AS hash FROM mysql.user WHERE user = 'replication'");
    const statements = [
        "SET SESSION sql_log_bin = 0",
        `CREATE USER replication IDENTIFIED WITH mysql_native_password AS '${row?.hash}'`,
        "GRANT REPLICATION SLAVE ON *.* TO replication",
    ];
    const client = ["mysql", "--protocol=tcp", "--host=127.0.0.1", "--user=root"];
    await eventually(
        "the stranger answers",
        () => docker("exec", name, ...client, `--execute=${statements.join("; ")}`).then(() => true),
        120,
    );
}
