import { inspect } from "../support/containers";
import { deployment, succeeded } from "../support/deployment";
import { dataOf, docker, removeLeftovers, whatIsThereOf } from "../support/docker";
import {
    allInStep,
    executedOn,
    expectNoDrift,
    followedBy,
    on,
    running,
    sameOnAll,
    type Follower,
} from "../support/fourServers";
import { changesIn, stepsIn } from "../support/preview";
import { followsNobody, pointedByGtid, started } from "../support/steps";
import { program } from "../support/programs";
import { example } from "../support/projects";
import { eventually, type Rows, type Server } from "../support/servers";
import type { Outcome } from "../support/stack";
import { startServers } from "../support/standaloneServers";
import { keepWriting, tableFor, type Writer } from "../support/writer";

jest.setTimeout(300_000);

const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** Masters at the first two ports, a replica of each at the next two. */
function serversOf(cluster: string, firstPort: number): [Follower, Follower, Follower, Follower] {
    const server = (place: number, role: Follower["role"], number: number, follows: number): Follower => ({
        name: `${cluster}-${role}-${number}`,
        host: "127.0.0.1",
        port: firstPort + place,
        role,
        follows: `${cluster}-master-${follows}`,
    });
    return [
        server(0, "master", 1, 2),
        server(1, "master", 2, 1),
        server(2, "replica", 1, 1),
        server(3, "replica", 2, 2),
    ];
}

describe("examples/replicas", () => {
    const CLUSTER = "it-replicas";
    const FIRST_PORT = 25010;
    const ALL = serversOf(CLUSTER, FIRST_PORT);
    const [ONE, TWO, READER_OF_ONE, READER_OF_TWO] = ALL;
    const MASTERS = [ONE, TWO];
    const linkOf = ({ name, follows }: Follower): string => `${name} from ${follows}`;

    const deployed = deployment(example("replicas"), CLUSTER, FIRST_PORT);
    let executedAfterUp: string[];

    beforeAll(async () => {
        executedAfterUp = await Promise.all(ALL.map(executedOn));
        await on(ONE, "CREATE DATABASE it", tableFor("it.written"), tableFor("it.failover"));
        await allInStep(ALL);
    });

    describe("once it is up", () => {
        it("should say where the four are, and that each master feeds the other and a replica", async () => {
            const { state, endpoints } = await deployed.stack.outputs();
            expect(state?.value).toBe(
                `${ONE.name} and ${TWO.name} follow each other; ${READER_OF_ONE.name} follows ${ONE.name}; ` +
                    `${READER_OF_TWO.name} follows ${TWO.name}; every thread is running`,
            );
            expect(endpoints?.value).toEqual(
                ALL.map(({ name, role, host, port }) => ({
                    name,
                    role,
                    host,
                    port,
                    networkHost: name,
                    networkPort: 3306,
                })),
            );
        });

        it("should have let nobody write before every link was wired", async () => {
            const { coordinates } = await deployed.stack.outputs();
            const start = { file: like(/^mysql-bin\.\d{6}$/), position: 154, gtidSet: "" };
            expect(coordinates?.value).toEqual(Object.fromEntries(ALL.map(({ name }) => [name, start])));
            expect(executedAfterUp).toEqual(["", "", "", ""]);
        });

        it.each(ALL)("should run $name with its port as server id and every option of its role", async (server) => {
            const wanted = {
                auto_increment_increment: server.role === "master" ? "2" : "1",
                auto_increment_offset: server === TWO ? "2" : "1",
                log_bin: "ON",
                log_bin_basename: "/var/lib/mysql/mysql-bin",
                log_slave_updates: "ON",
                read_only: server.role === "master" ? "OFF" : "ON",
                server_id: String(server.port),
                sync_binlog: "1",
            };
            const names = Object.keys(wanted).map((name) => `'${name}'`);
            const rows = await on(server, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.join(", ")})`);
            expect(Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]))).toEqual(wanted);
        });

        it.each(ALL)("should have $name follow $follows with both threads running", async (server) => {
            expect(await followedBy(server)).toBe(running(server.follows));
        });

        it.each(MASTERS)("should give the account on $name REPLICATION SLAVE and no more", async (master) => {
            const grants = await on(master, "SHOW GRANTS FOR 'replication'@'%'");
            expect(grants.map((row) => Object.values(row)[0])).toEqual([
                "GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'",
            ]);
        });
    });

    it.each(MASTERS)("should bring a write on $name to all four, through the other master as well", async (master) => {
        await on(master, "INSERT INTO it.written (writer, number) VALUES ('all four', 1), ('all four', 2)");
        const rows = await sameOnAll(ALL, "SELECT id, writer FROM it.written WHERE writer = 'all four' ORDER BY id");
        const lane = master === ONE ? 1 : 0;
        expect(rows.filter(({ id }) => Number(id) % 2 === lane)).toHaveLength(2);
    });

    it("should find and repair a replica of the wrong master, one of nobody, and one that takes writes", async () => {
        await on(READER_OF_ONE, "STOP SLAVE", `CHANGE MASTER TO MASTER_HOST = '${TWO.name}'`, "START SLAVE");
        await eventually("it follows the other master", async () => {
            return (await followedBy(READER_OF_ONE)) === running(TWO.name);
        });
        await on(READER_OF_TWO, "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF");
        await on(ONE, "INSERT INTO it.written (writer, number) VALUES ('broken', 1)");
        await on(TWO, "INSERT INTO it.written (writer, number) VALUES ('broken', 2)");

        const audit = await deployed.stack.audit();
        expect(changesIn(audit.output)).toEqual({
            [`ServerVariables "${READER_OF_TWO.name}"`]: ['read_only: "OFF" => "ON"'],
            [`ReplicationLink "${linkOf(READER_OF_ONE)}"`]: [
                like(
                    new RegExp(
                        `^follows: "${TWO.name}:3306, where another server answers \\(server_uuid \\S+, not \\S+\\)" ` +
                            `=> "${ONE.name}:3306"$`,
                    ),
                ),
                // The server itself forgets the period when it gets another source.
                'heartbeatSeconds: "15" => "10"',
            ],
            [`ReplicationLink "${linkOf(READER_OF_TWO)}"`]: [
                `follows: "nobody" => "${TWO.name}:3306"`,
                'ioThread: "stopped" => "running"',
                'sqlThread: "stopped" => "running"',
            ],
        });
        expect(audit.output).toContain(
            `${linkOf(READER_OF_ONE)}: [source-differs] follows is ${TWO.name}:3306, where `,
        );
        expect(audit.code).toBe(7);

        const up = succeeded(await deployed.stack.up());
        const wired = (server: Follower): string[] => [
            like(pointedByGtid(linkOf(server), server.follows)),
            ...started(linkOf(server)),
        ];
        expect(stepsIn(up.output, CLUSTER)).toEqual([
            ...wired(READER_OF_ONE),
            `${linkOf(READER_OF_ONE)}: STOP SLAVE (followed ${TWO.name}:3306)`,
            ...wired(READER_OF_TWO),
            `${READER_OF_TWO.name}: SET GLOBAL read_only = 'ON' (was OFF)`,
        ]);
        const rows = await sameOnAll(ALL, "SELECT number FROM it.written WHERE writer = 'broken' ORDER BY number");
        expect(rows).toEqual([{ number: 1 }, { number: 2 }]);
    });

    describe("when a master fails", () => {
        it.each([
            { lost: ONE, other: TWO, orphan: READER_OF_ONE, reader: READER_OF_TWO },
            { lost: TWO, other: ONE, orphan: READER_OF_TWO, reader: READER_OF_ONE },
        ])("should lose no acknowledged row and bring none twice, for $lost.name", async (failing) => {
            const { lost, other, orphan, reader } = failing;
            const moving = keepWriting(`${lost.name} first`, "it.failover", [lost, other]);
            const staying = keepWriting(`${other.name} only`, "it.failover", [other]);
            try {
                await wroteMore(30, moving, lost);
                await wroteMore(30, staying, other);

                await docker("kill", "--signal", "KILL", lost.name);
                await wroteMore(30, moving, other);
                const meanwhile = numbersAt(moving, other);
                await eventually(`${reader.name} has what was written at ${other.name} meanwhile`, async () => {
                    const there = await numbersOn(reader, moving);
                    return meanwhile.every((number) => there.includes(number));
                });
                expect((await inspect(lost.name)).State.Running).toBe(false);
                expect(await numbersOn(orphan, moving)).not.toEqual(expect.arrayContaining(meanwhile));

                await docker("start", lost.name);
                await eventually(
                    `${lost.name} is back and feeds ${orphan.name}`,
                    async () => {
                        const there = await numbersOn(orphan, moving);
                        return meanwhile.every((number) => there.includes(number));
                    },
                    120,
                );
                await wroteMore(30, staying, other);
            } finally {
                await moving.stop();
                await staying.stop();
                // It runs already, unless the test has failed.
                await docker("start", lost.name);
            }
            expect(staying.errors).toEqual([]);
            expect(moving.errors).toHaveLength(1);

            const [checksum] = await sameOnAll(ALL, "CHECKSUM TABLE it.failover");
            expect(Number(checksum?.Checksum)).toBeGreaterThan(0);
            for (const writer of [moving, staying]) {
                const acknowledged = writer.acknowledged.map(({ number }) => number);
                for (const server of ALL) {
                    const there = await numbersOn(server, writer);
                    // What was on its way when the master died may have been written, without an answer.
                    const known = there.filter((number) => !writer.unanswered.includes(number));
                    expect(known).toEqual(acknowledged);
                    expect(new Set(there).size).toBe(there.length);
                }
            }
        });
    });

    it("should take a replica down that is taken out, while the others neither stop nor notice", async () => {
        const remaining = [ONE, TWO, READER_OF_TWO];
        const before = await whatRuns(remaining);
        const writers = MASTERS.map((master) => keepWriting(`${master.name} removing`, "it.written", [master]));
        try {
            await deployed.stack.setConfig({ takenOut: { value: "1" } });
            const { output } = succeeded(await deployed.stack.up());
            // Nor is there anything left to mend after both masters have failed.
            expect(stepsIn(output, CLUSTER)).toEqual([
                ...followsNobody(linkOf(READER_OF_ONE)),
                like(
                    new RegExp(
                        `^${READER_OF_ONE.name}: its data stays in the Docker volume ${READER_OF_ONE.name}-data`,
                    ),
                ),
                `${READER_OF_ONE.name}: no longer claimed for the stack organization/orders-and-readers/${CLUSTER}`,
            ]);
        } finally {
            await Promise.all(writers.map((writer) => writer.stop()));
        }
        expect(writers.map(({ errors }) => errors)).toEqual([[], []]);
        expect(await whatRuns(remaining)).toEqual(before);
        expect((await whatIsThereOf(CLUSTER)).filter((each) => each.includes(READER_OF_ONE.name))).toEqual(
            dataOf(READER_OF_ONE),
        );

        for (const writer of writers) {
            const [row] = await sameOnAll(
                remaining,
                `SELECT COUNT(*) AS total FROM it.written WHERE writer = '${writer.name}'`,
            );
            expect(row?.total).toBe(writer.acknowledged.length);
            expect(writer.acknowledged.length).toBeGreaterThan(0);
        }
        await expectNoDrift(deployed.stack);
    });

    it("should leave nothing but the data when it is taken down", async () => {
        expect(await whatIsThereOf(CLUSTER)).toHaveLength(11);
        succeeded(await deployed.stack.destroy());
        expect(await whatIsThereOf(CLUSTER)).toEqual(dataOf(...ALL));
    });
});

async function wroteMore(rows: number, writer: Writer, server: Server): Promise<void> {
    const end = numbersAt(writer, server).length + rows;
    await eventually(
        `${writer.name} has written ${rows} rows more at ${server.name}`,
        () => Promise.resolve(numbersAt(writer, server).length >= end),
        60,
    );
}

const numbersAt = ({ acknowledged }: Writer, { name }: Server): number[] =>
    acknowledged.filter(({ at }) => at === name).map(({ number }) => number);

async function numbersOn(server: Server, { name }: Writer): Promise<number[]> {
    const rows = await on(server, `SELECT number FROM it.failover WHERE writer = '${name}' ORDER BY number`);
    return rows.map(({ number }) => Number(number));
}

/** What would be another if a server, or a follower's connection to its source, had stopped for a moment. */
async function whatRuns(servers: Follower[]): Promise<Record<string, unknown>> {
    const ofEach = await Promise.all(
        servers.map(async (server) => {
            const { Id, State } = await inspect(server.name);
            const [applier] = await on(
                server,
                "SELECT THREAD_ID AS thread FROM performance_schema.replication_applier_status_by_worker",
            );
            const [receiver] = await on(
                server,
                "SELECT THREAD_ID AS thread FROM performance_schema.replication_connection_status",
            );
            return [server.name, { Id, started: State.StartedAt, receiver, applier }] as const;
        }),
    );
    return Object.fromEntries(ofEach);
}

describe("replicas of servers that outlive the program", () => {
    const CLUSTER = "it-outliving";
    const SERVERS = `${CLUSTER}-servers`;
    const FIRST_PORT = 25014;
    const ALL = serversOf(CLUSTER, FIRST_PORT);
    const [ONE, TWO, RESET, KEPT] = ALL;
    const REPLICAS = [RESET, KEPT];

    beforeAll(async () => {
        await startServers(SERVERS, ALL);
    });

    const deployed = deployment(program("outliving"), CLUSTER, FIRST_PORT);
    let binaryLogs: { reset: Rows; kept: Rows };
    let running: unknown;
    let removal: Outcome;

    beforeAll(async () => {
        await on(ONE, "CREATE DATABASE it", tableFor("it.written"), "INSERT INTO it.written VALUES (1, 'before', 1)");
        for (const server of REPLICAS) {
            await eventually(`${server.name} has the row`, async () => (await on(server, ROWS)).length === 1);
        }
        binaryLogs = { reset: await on(RESET, "SHOW BINARY LOGS"), kept: await on(KEPT, "SHOW BINARY LOGS") };
        running = await whatRuns([ONE, TWO]);
        await deployed.stack.setConfig({ takenOut: { value: "true" } });
        removal = succeeded(await deployed.stack.up());
    });

    afterAll(async () => {
        await removeLeftovers(SERVERS);
    });

    it.each(REPLICAS)("should leave $name following nobody, with its rows", async (server) => {
        expect(removal.output).toContain(`${server.name} from ${server.follows}: RESET SLAVE ALL\n`);
        expect(await followedBy(server)).toBe("nobody");
        expect(await on(server, "SELECT * FROM mysql.slave_master_info")).toEqual([]);
        expect(await on(server, ROWS)).toEqual([{ id: 1, writer: "before", number: 1 }]);
    });

    it("should reset the binary log of a replica that asks for it", async () => {
        expect(removal.output).toContain(`${RESET.name}: RESET MASTER (as its binaryLogOnRemoval asks for)`);
        expect(binaryLogs.reset.at(-1)?.File_size).toBeGreaterThan(EMPTY);
        expect(await on(RESET, "SHOW BINARY LOGS")).toEqual([{ Log_name: "mysql-bin.000001", File_size: EMPTY }]);
    });

    it("should leave the binary log of any other replica as it is", async () => {
        expect(removal.output).not.toContain(`${KEPT.name}: RESET MASTER`);
        expect(binaryLogs.kept.at(-1)?.File_size).toBeGreaterThan(EMPTY);
        expect(await on(KEPT, "SHOW BINARY LOGS")).toEqual(binaryLogs.kept);
    });

    it("should let the masters go on replicating, without replicas", async () => {
        expect(await whatRuns([ONE, TWO])).toEqual(running);
        await on(TWO, "INSERT INTO it.written (writer, number) VALUES ('after', 1)");
        await eventually(`${ONE.name} has the row`, async () => (await on(ONE, ROWS)).length === 2);
        for (const server of REPLICAS) {
            expect(await on(server, ROWS)).toHaveLength(1);
        }
        await expectNoDrift(deployed.stack);
    });
});

/** The size of a binary log without any event but those that begin it. */
const EMPTY = 154;

const ROWS = "SELECT * FROM it.written ORDER BY id";
