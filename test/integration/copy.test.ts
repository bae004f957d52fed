import { createConnection } from "mysql2/promise";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { succeeded } from "../support/deployment";
import { docker } from "../support/docker";
import { program } from "../support/programs";
import { seededVolume } from "../support/seededVolume";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack, type Outcome } from "../support/stack";
import { keepWriting, tableFor } from "../support/writer";

jest.setTimeout(600_000);

const CLUSTER = "it-copy";
const FIRST_PORT = 25170;
const server = (name: string, place: number): Server => ({
    name: `${CLUSTER}-${name}`,
    host: "127.0.0.1",
    port: FIRST_PORT + place,
});
const ONE = server("master-1", 0);
const TWO = server("master-2", 1);
const READER = server("replica-1", 2);
const ALL = [ONE, TWO, READER];
const on = (where: Server, ...statements: string[]): Promise<Rows> => sql(where, PASSWORDS.root, ...statements);

const HELD = [
    "CREATE DATABASE it CHARACTER SET latin1 COLLATE latin1_german1_ci",
    // Without a key, so that a row which is applied twice is there twice.
    "CREATE TABLE it.written (at INT)",
    "INSERT INTO it.written VALUES (1), (2)",
    "CREATE TABLE it.wide (id INT AUTO_INCREMENT PRIMARY KEY, filler VARCHAR(1100))",
    "INSERT INTO it.wide (filler) VALUES (REPEAT('x', 1000))",
    tableFor("it.application"),
    ...Array.from({ length: 12 }, () => "INSERT INTO it.wide (filler) SELECT REPEAT(UUID(), 28) FROM it.wide"),
];

const LINK = `${TWO.name} from ${ONE.name}`;

const ARGUMENTS = (more: object = {}): string =>
    JSON.stringify({
        positioning: "binlog",
        initialData: "copy",
        copyFrom: 0,
        lanes: { writers: "one" },
        masters: [{ hostPort: ONE.port, storage: { dataVolume: `${ONE.name}-kept` } }, { hostPort: TWO.port }],
        replicas: [{ of: 1, hostPort: READER.port }],
        ...more,
    });

/** By GTID, with data that an earlier server has left. */
const BOTH_KEPT = (initialData: string, optionsOfTwo?: Record<string, string>): string =>
    JSON.stringify({
        initialData,
        masters: [ONE, TWO].map(({ name, port }) => ({
            hostPort: port,
            storage: { dataVolume: `${name}-kept` },
            options: name === TWO.name ? optionsOfTwo : undefined,
        })),
    });

const rowsOf = async (where: Server): Promise<number[]> =>
    (await on(where, "SELECT at FROM it.written ORDER BY at")).map(({ at }) => Number(at));

describe("a copy by file and position, of a master to the other one and to its replica", () => {
    let stack: DeployedStack | undefined;
    let interrupted: Outcome;

    const deployed = (): DeployedStack => {
        if (stack === undefined) {
            throw new Error(`${CLUSTER} was not deployed`);
        }
        return stack;
    };

    beforeAll(async () => {
        stack = await openStack(program("givenArguments"), CLUSTER, FIRST_PORT, {
            arguments: {
                value: ARGUMENTS(),
            },
        });
        await seededVolume(`${ONE.name}-kept`, PASSWORDS.root, HELD);
        const broken = await clientsThatBreakOff();
        try {
            interrupted = await stack.up();
        } finally {
            await broken.remove();
        }
    });

    afterAll(async () => {
        await stack?.dispose();
    });

    it("should be told as not whole where it was interrupted, with nothing wired", async () => {
        expect(interrupted.code).not.toBe(0);
        expect(interrupted.output).toContain(
            `${TWO.name} from ${ONE.name}: [copy-failed] mysqldump on ${ONE.name} ended with 1`,
        );
        expect(interrupted.output).toContain("the copy is not whole");
        expect(interrupted.output).not.toContain(PASSWORDS.root);
        expect(await on(TWO, "SHOW DATABASES LIKE 'it'")).toHaveLength(1);
        for (const each of [ONE, TWO]) {
            expect(await on(each, "SHOW SLAVE STATUS")).toEqual([]);
        }
    });

    it("should be left as it is where somebody has made a database of their own beside it", async () => {
        await on(TWO, "SET SESSION sql_log_bin = 0", "CREATE DATABASE own", "CREATE TABLE own.t (id INT)");
        const { code, output } = await deployed().up();
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${TWO.name}: [copy-target-holds-data] holds own, and is to get a copy of ${ONE.name}\n`,
        );
        expect(output).not.toContain("DROP DATABASE it on");
        expect(await on(TWO, "SHOW TABLES IN own")).toHaveLength(1);
        await on(TWO, "SET SESSION sql_log_bin = 0", "DROP DATABASE own");
    });

    it("should keep no writer waiting behind a statement that takes long, and name that", async () => {
        const report = await longStatement(ONE, "SELECT SLEEP(600) FROM it.written LIMIT 1");
        try {
            await deployed().setConfig({ arguments: { value: ARGUMENTS({ deadlineSeconds: 20 }) } });
            const writer = keepWriting("application", "it.application", [ONE]);
            const { code, output } = await deployed().up();
            await writer.stop();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `${ONE.name}: [read-lock-not-granted] FLUSH TABLES WITH READ LOCK was not granted within 20 s; ` +
                    `connection ${report.connection} (root@`,
            );
            expect(
                await on(ONE, `SELECT ID FROM information_schema.PROCESSLIST WHERE ID = ${report.connection}`),
            ).toEqual([{ ID: report.connection }]);
            expect([writer.errors, writer.unanswered]).toEqual([[], []]);
            expect(writer.acknowledged.length).toBeGreaterThan(100);
        } finally {
            await deployed().setConfig({ arguments: { value: ARGUMENTS() } });
            await report.end();
        }
    });

    it("should not be taken for whole where a table was truncated before the dump came to it", async () => {
        const { code, output } = await upWhileDumping(deployed(), async () => {
            await on(ONE, "TRUNCATE TABLE it.written");
        });
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${LINK}: [copy-not-of-one-moment] while ${ONE.name} was copied, it.written was altered or truncated\n`,
        );
        expect(await on(TWO, "SHOW SLAVE STATUS")).toEqual([]);
        await on(ONE, "INSERT INTO it.written VALUES (1), (2)");
    });

    it("should not be taken for whole where the connection that kept writers waiting was ended", async () => {
        await on(ONE, "CREATE TABLE it.zlog (n INT) ENGINE = MyISAM", "INSERT INTO it.zlog VALUES (1)");
        const { code, output } = await upWhileDumping(deployed(), async () => {
            const idle = await on(
                ONE,
                "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND = 'Sleep' AND USER = 'root' ORDER BY ID",
            );
            const written = on(ONE, "INSERT INTO it.zlog VALUES (2)");
            await eventually("the writer waits", async () => (await waiting()).length > 0);
            for (const { ID } of idle) {
                await on(ONE, `KILL ${String(ID)}`).catch(() => undefined);
                if ((await waiting()).length === 0) {
                    break;
                }
            }
            await written;
        });
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${LINK}: [copy-not-of-one-moment] the connection that kept writers waiting on ${ONE.name} ended while the copy was made`,
        );
        expect(await on(TWO, "SHOW SLAVE STATUS")).toEqual([]);
    });

    it("should be thrown away and made anew by the next up", async () => {
        await on(ONE, "INSERT INTO it.written VALUES (3)");
        // What a file system makes for itself is no database.
        for (const { name } of ALL) {
            await docker("exec", name, "mkdir", "-p", "/var/lib/mysql/lost+found");
        }
        const { output } = succeeded(await deployed().up());
        expect(output).toContain(`DROP DATABASE IF EXISTS \`it\` (on ${TWO.name}, of a copy that was interrupted)`);
        expect(output).toMatch(new RegExp(`${TWO.name} from ${ONE.name}: copied it as of mysql-bin\\.\\d+:\\d+`));
        expect(output).toMatch(new RegExp(`${READER.name} from ${TWO.name}: copied it as of mysql-bin\\.\\d+:\\d+`));
        for (const each of ALL) {
            expect(await rowsOf(each)).toEqual([1, 2, 3]);
            expect(await on(each, "SELECT COUNT(*) AS n FROM it.wide")).toEqual([{ n: 4096 }]);
            expect(await on(each, "SELECT n FROM it.zlog ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
            expect(await on(each, "SHOW DATABASES LIKE 'pulumi%copy'")).toEqual([]);
            const [created] = await on(each, "SHOW CREATE DATABASE it");
            expect(Object.values(created ?? {}).join()).toContain("latin1 COLLATE latin1_german1_ci");
        }
    });

    it("should go on from there, so that every row arrives once", async () => {
        await on(ONE, "INSERT INTO it.written VALUES (4)");
        await on(TWO, "INSERT INTO it.written VALUES (5)");
        for (const each of ALL) {
            await eventually(`${each.name} has all rows`, async () => (await rowsOf(each)).length >= 5);
            expect(await rowsOf(each)).toEqual([1, 2, 3, 4, 5]);
        }
        const checksum = "CHECKSUM TABLE it.written, it.wide";
        const [one, two, reader] = [await on(ONE, checksum), await on(TWO, checksum), await on(READER, checksum)];
        expect(two).toEqual(one);
        expect(reader).toEqual(one);
    });

    it("should hand out 1, 2, 3 … where the author says that only one side is written", async () => {
        await on(ONE, "CREATE TABLE it.plain (id INT AUTO_INCREMENT PRIMARY KEY)");
        await on(ONE, ...[1, 2, 3].map(() => "INSERT INTO it.plain VALUES ()"));
        expect(await on(ONE, "SELECT id FROM it.plain ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    });

    it("should find nothing in an audit", async () => {
        expect(await deployed().audit()).toMatchObject({ code: 0 });
    });

    it("should refuse a target that holds something, and leave it alone", async () => {
        succeeded(await deployed().destroy());
        await seededVolume(`${TWO.name}-kept`, PASSWORDS.root, [
            "CREATE DATABASE other",
            "CREATE TABLE other.t (id INT)",
        ]);
        await deployed().setConfig({ arguments: { value: BOTH_KEPT("copy") } });
        const { code, output } = await deployed().up();
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${TWO.name}: [copy-target-holds-data] holds other, and is to get a copy of ${ONE.name}\n`,
        );
        expect(output).toContain("nothing was changed");
        expect(await on(TWO, "SHOW TABLES IN other")).toHaveLength(1);
        expect(await on(TWO, "SHOW DATABASES LIKE 'it'")).toEqual([]);
    });

    it("should be what helps, and be said so, where the source has purged what its replica lacks", async () => {
        await on(TWO, "SET SESSION sql_log_bin = 0", "DROP DATABASE other");
        await on(ONE, "INSERT INTO it.written VALUES (6)", "FLUSH BINARY LOGS");
        const [last] = (await on(ONE, "SHOW BINARY LOGS")).slice(-1);
        await on(ONE, `PURGE BINARY LOGS TO '${String(last?.Log_name)}'`);
        await deployed().setConfig({ arguments: { value: BOTH_KEPT("empty") } });
        const refused = await deployed().up();
        expect(refused.code).not.toBe(0);
        expect(refused.output).toContain(`${LINK}: [binary-log-purged] ${ONE.name} has purged `);
        expect(refused.output).toContain('initialData: "copy" gives it one');
        await deployed().setConfig({ arguments: { value: BOTH_KEPT("copy") } });
        expect(succeeded(await deployed().up()).output).toContain(`${LINK}: copied it as of `);
        expect(await rowsOf(TWO)).toEqual(await rowsOf(ONE));
    });

    it("should be what differs by its values where both sides are declared identical, and by nothing else", async () => {
        const make = (second: boolean): string[] => [
            "SET SESSION sql_log_bin = 0, time_zone = '+00:00'",
            // Text columns side by side, of which one holds what the other one might begin with.
            "CREATE TABLE it.beside (id INT PRIMARY KEY, a VARCHAR(9), b VARCHAR(9))",
            `INSERT INTO it.beside VALUES (1, ${second ? "'x', 'y#0#z'" : "'x#0#y', 'z'"})`,
            // Together more than max_allowed_packet.
            "CREATE TABLE it.large (id INT PRIMARY KEY, a LONGTEXT, b LONGTEXT)",
            `INSERT INTO it.large VALUES (1, REPEAT('a', 3000000), REPEAT('${second ? "c" : "b"}', 3000000))`,
            "CREATE TABLE it.moments (id INT PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT '2026-01-02 03:04:05')",
            "INSERT INTO it.moments (id) VALUES (1)",
        ];
        await on(ONE, ...make(false));
        await on(TWO, ...make(true));
        succeeded(await deployed().destroy());
        await deployed().setConfig({
            arguments: { value: BOTH_KEPT("identical", { default_time_zone: "+05:00" }) },
        });
        const { code, output } = await deployed().up();
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${LINK}: [data-differs] it.beside: its first 1000 rows differ; it.large: its first 1000 rows differ\n`,
        );
    });
});

/** Writers on the first server that wait for a lock on all of it. */
const waiting = (): Promise<Rows> =>
    on(ONE, "SELECT ID FROM information_schema.PROCESSLIST WHERE STATE = 'Waiting for global read lock'");

/** Has a statement run on a server until it is ended. */
async function longStatement(
    { host, port }: Server,
    statement: string,
): Promise<{ connection: number; end(): Promise<void> }> {
    const connection = await createConnection({ host, port, user: "root", password: PASSWORDS.root });
    const ended = connection.query(statement).catch(() => undefined);
    const id = connection.threadId;
    return {
        connection: id,
        end: async () => {
            await on(ONE, `KILL ${id}`);
            await ended;
            connection.destroy();
        },
    };
}

/** Puts a `mysqldump` first on the PATH that breaks off in the middle of what the real one says. */
const clientsThatBreakOff = (): Promise<{ remove(): Promise<void> }> =>
    clients(() => `mysqldump "$@" | head -c ${BEFORE_THE_LAST_TABLES}\nexit 1\n`);

/** Runs `up` with a `mysqldump` that waits in the middle of what the real one says until `meanwhile` has been done. */
async function upWhileDumping(stack: DeployedStack, meanwhile: () => Promise<void>): Promise<Outcome> {
    const waitingDump = await clients(
        (own) =>
            `mysqldump "$@" | { head -c ${BEFORE_THE_LAST_TABLES}; : > '${own}/reached'; ` +
            `while [ ! -e '${own}/go-on' ]; do sleep 0.1; done; cat; }\n`,
    );
    try {
        const up = stack.up();
        await eventually(
            "the dump is in its middle",
            () => Promise.resolve(existsSync(join(waitingDump.folder, "reached"))),
            120,
        );
        try {
            await meanwhile();
        } finally {
            await writeFile(join(waitingDump.folder, "go-on"), "");
        }
        return await up;
    } finally {
        await waitingDump.remove();
    }
}

/** Bytes: the wide table is larger, and comes before the others. */
const BEFORE_THE_LAST_TABLES = 1_000_000;

async function clients(script: (folder: string) => string): Promise<{ folder: string; remove(): Promise<void> }> {
    const folder = await mkdtemp(join(tmpdir(), "it-copy-"));
    const path = process.env.PATH ?? "";
    const client = join(folder, "mysqldump");
    await writeFile(client, `#!/bin/sh\nPATH='${path}'\n${script(folder)}`);
    await chmod(client, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
    return {
        folder,
        remove: async () => {
            process.env.PATH = path;
            await rm(folder, { recursive: true });
        },
    };
}
