import { createConnection } from "mysql2/promise";
import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { inspect } from "../support/containers";
import { succeeded } from "../support/deployment";
import { whatIsThereOf } from "../support/docker";
import { emptyHostFolder, listHostFolder, removeHostFolder } from "../support/hostFolder";
import { changesIn } from "../support/preview";
import { documentedCommand } from "../support/documented";
import { example, REPOSITORY } from "../support/projects";
import { seededFolder } from "../support/seededVolume";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack, type Outcome } from "../support/stack";
import { onTerminal } from "../support/terminal";

jest.setTimeout(600_000);

const CLUSTER = "it-one-database";
const FIRST_PORT = 25150;
const ONE: Server = { name: `${CLUSTER}-1`, host: "127.0.0.1", port: FIRST_PORT };
const TWO: Server = { name: `${CLUSTER}-2`, host: "127.0.0.1", port: FIRST_PORT + 1 };
const BOTH = [ONE, TWO];
const LINK = `${TWO.name} from ${ONE.name}`;

const on = (server: Server, ...statements: string[]): Promise<Rows> => sql(server, PASSWORDS.root, ...statements);

/** 2^18 rows of a kilobyte: 256 MB of data that must not pass through anybody's memory as a whole. */
const DOUBLINGS = 18;
const MOST_MEGABYTES_OF_A_PROVIDER = 300;
const HELD = [
    "CREATE DATABASE test DEFAULT CHARACTER SET utf8",
    "USE test",
    "CREATE TABLE info (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(255), email VARCHAR(255))",
    "INSERT INTO info (name, email) VALUES ('Zoë', 'zoe@example.com'), ('Ana', NULL)",
    "CREATE TABLE bulk (id INT AUTO_INCREMENT PRIMARY KEY, filler VARCHAR(1100))",
    "INSERT INTO bulk (filler) VALUES (REPEAT('x', 1000))",
    ...Array.from({ length: DOUBLINGS }, () => "INSERT INTO bulk (filler) SELECT REPEAT(UUID(), 28) FROM bulk"),
    "CREATE TABLE without_key (at INT)",
    "INSERT INTO without_key VALUES (1), (1)",
    "CREATE VIEW names AS SELECT name FROM info",
    "CREATE TRIGGER tidy BEFORE INSERT ON info FOR EACH ROW SET NEW.email = LOWER(NEW.email)",
    "CREATE DATABASE elsewhere",
];

describe("examples/one-database", () => {
    let folder: string;
    let stack: DeployedStack | undefined;
    let firstUp: Outcome;
    let writer: Writer;
    let megabytes: number;

    const deployed = (): DeployedStack => {
        if (stack === undefined) {
            throw new Error(`${CLUSTER} was not deployed`);
        }
        return stack;
    };

    beforeAll(async () => {
        folder = await emptyHostFolder(CLUSTER);
        await seededFolder(`${folder}/1/data`, `${CLUSTER}-seed`, PASSWORDS.root, HELD);
        stack = await openStack(example("one-database"), CLUSTER, FIRST_PORT, { folder: { value: folder } });
        writer = writing(ONE);
        const memory = watchingProviders();
        try {
            firstUp = await stack.up();
        } finally {
            await writer.stop();
            megabytes = await memory.stop();
        }
        succeeded(firstUp);
    });

    afterAll(async () => {
        await stack?.dispose();
        await removeHostFolder(folder);
    });

    describe("the copy", () => {
        it("should be told with the place in the binary log that it is of", () => {
            expect(firstUp.output).toMatch(
                new RegExp(`${LINK}: copied test as of mysql-bin\\.\\d+:\\d+, without binary logging`),
            );
            expect(firstUp.output).not.toContain("elsewhere");
        });

        it("should hold everything that the first server held of the database, and of no other", async () => {
            const tables = await on(TWO, "SHOW FULL TABLES IN test");
            expect(tables.map((row) => Object.values(row).join(" "))).toEqual([
                "bulk BASE TABLE",
                "info BASE TABLE",
                "names VIEW",
                "without_key BASE TABLE",
            ]);
            const triggers = await on(TWO, "SHOW TRIGGERS IN test");
            expect(triggers.map(({ Trigger }) => Trigger)).toEqual(["tidy"]);
            expect(await on(TWO, "SHOW DATABASES LIKE 'elsewhere'")).toEqual([]);
            expect(await on(TWO, "SHOW DATABASES LIKE 'pulumi%copy'")).toEqual([]);
            const checksums = "CHECKSUM TABLE test.bulk, test.without_key";
            expect(await on(TWO, checksums)).toEqual(await on(ONE, checksums));
            expect(await on(TWO, "SELECT COUNT(*) AS n FROM test.bulk")).toEqual([{ n: 2 ** DOUBLINGS }]);
        });

        it("should lose and repeat nothing that was written to the first server meanwhile", async () => {
            expect(writer.acknowledged.length).toBeGreaterThan(10);
            const written = "SELECT id, name FROM test.info WHERE name LIKE 'written %' ORDER BY id";
            const rows = await on(ONE, written);
            expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(writer.acknowledged));
            await eventually(
                "the second server has the same rows",
                async () => JSON.stringify(await on(TWO, written)) === JSON.stringify(rows),
            );
        });

        it("should not flow back: the second server has written nothing", async () => {
            const [[one], [two]] = [
                await on(ONE, "SELECT @@server_uuid AS uuid, @@GLOBAL.gtid_executed AS executed"),
                await on(TWO, "SELECT @@server_uuid AS uuid, @@GLOBAL.gtid_executed AS executed"),
            ];
            expect(String(two?.executed)).not.toContain(String(two?.uuid));
            expect(String(one?.executed)).not.toContain(String(two?.uuid));
        });

        it("should pass through nobody's memory as a whole", () => {
            expect(megabytes).toBeGreaterThan(50);
            expect(megabytes).toBeLessThan(MOST_MEGABYTES_OF_A_PROVIDER);
        });
    });

    it.each(BOTH)("should run $name with the options of the write-up", async (server) => {
        const wanted = {
            lower_case_table_names: "1",
            character_set_server: "utf8",
            log_bin: "ON",
            log_slave_updates: "ON",
            relay_log: "relaylog",
            relay_log_purge: "ON",
            have_symlink: "DISABLED",
            relay_log_index: "/var/lib/mysql/relaylog.index",
            log_bin_index: "/var/lib/mysql/mysql-bin.index",
        };
        const names = Object.keys(wanted).map((name) => `'${name}'`);
        const rows = await on(server, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.join(", ")})`);
        expect(Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]))).toEqual(wanted);
        const [binaryLog] = await on(server, "SHOW MASTER STATUS");
        expect(binaryLog).toMatchObject({ Binlog_Do_DB: "test", Binlog_Ignore_DB: "" });
    });

    it.each([
        { ...ONE, number: 1 },
        { ...TWO, number: 2 },
    ])("should run container $name as the write-up does", async ({ name, port, number }) => {
        const { Config, HostConfig, Mounts } = await inspect(name);
        expect(Config.Hostname).toBe(name);
        expect(HostConfig.RestartPolicy.Name).toBe("always");
        expect(HostConfig.PortBindings).toEqual({ "3306/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] });
        expect(Mounts.map(({ Source, Destination }) => `${Source} at ${Destination}`).sort()).toEqual([
            "/etc/localtime at /etc/localtime",
            `${folder}/${number}/conf at /etc/mysql`,
            `${folder}/${number}/data at /var/lib/mysql`,
        ]);
        expect(await listHostFolder(`${folder}/${number}/conf`)).toContain("my.cnf");
    });

    it("should bring rows from each side to the other, out of lanes that never meet", async () => {
        const insert = (who: string): string =>
            `INSERT INTO test.info (name, email) VALUES ('${who}', 'A@Example.com')`;
        await on(ONE, insert("one"), insert("one"));
        await on(TWO, insert("two"));
        const proof = "SELECT id, name, email FROM test.info WHERE name IN ('one', 'two') ORDER BY id";
        await eventually("both have all three", async () => (await on(ONE, proof)).length === 3);
        await eventually("both have the same", async () => {
            return JSON.stringify(await on(ONE, proof)) === JSON.stringify(await on(TWO, proof));
        });
        for (const { id, name, email } of await on(ONE, proof)) {
            expect(Number(id) % 2).toBe(name === "one" ? 1 : 0);
            expect(email).toBe("a@example.com");
        }
    });

    it("should be written and read as the README says", async () => {
        const typed = [{ once: "Enter password:", type: `${PASSWORDS.root}\r` }];
        const command = (on: string, at: Server): string =>
            documentedCommand(example("one-database"), `docker exec -it ${on}`, { [on]: at.name });
        const written = await onTerminal(command("mysql-1", ONE), REPOSITORY, typed);
        expect(written).toMatchObject({ code: 0 });
        await eventually("the row is read on the other side", async () => {
            const { code, output } = await onTerminal(command("mysql-2", TWO), REPOSITORY, typed);
            return code === 0 && output.includes("written on one");
        });
    });

    it("should keep other databases where they are", async () => {
        // The filter goes by the database in use: a statement without one is written to the binary log.
        await on(
            ONE,
            "USE elsewhere",
            "CREATE TABLE t (id INT)",
            "USE test",
            "INSERT INTO info (name) VALUES ('after')",
        );
        await eventually("the row behind it has arrived", async () => {
            return (await on(TWO, "SELECT * FROM test.info WHERE name = 'after'")).length === 1;
        });
        expect(await on(TWO, "SHOW DATABASES LIKE 'elsewhere'")).toEqual([]);
    });

    it("should be audited and repaired", async () => {
        await on(TWO, "STOP SLAVE SQL_THREAD", "SET GLOBAL auto_increment_offset = 1");
        const audit = await deployed().audit();
        expect(audit.code).toBe(7);
        expect(changesIn(audit.output)).toEqual({
            [`ReplicationLink "${LINK}"`]: ['sqlThread: "stopped" => "running"'],
            [`ServerVariables "${TWO.name}"`]: ['auto_increment_offset: "1" => "2"'],
        });
        const { output } = succeeded(await deployed().up());
        expect(output).not.toContain("copied");
        expect(await deployed().audit()).toMatchObject({ code: 0 });
    });

    it("should leave the folder as it is when it is taken down", async () => {
        succeeded(await deployed().destroy());
        expect(await whatIsThereOf(CLUSTER)).toEqual([]);
        for (const number of [1, 2]) {
            expect(await listHostFolder(`${folder}/${number}`)).toEqual(
                expect.arrayContaining(["conf/my.cnf", "data/ibdata1", "data/test/info.ibd"]),
            );
        }
    });
});

/** Somebody who goes on writing, and remembers what was acknowledged. */
interface Writer {
    acknowledged: string[];
    stop(): Promise<void>;
}

/** Begins as soon as the server is there, whoever starts it. */
function writing(server: Server): Writer {
    const acknowledged: string[] = [];
    const end = new AbortController();
    const isOver = (): boolean => end.signal.aborted;
    const done = (async () => {
        while (!isOver()) {
            // Where the server is not there yet, nothing is acknowledged either.
            await writeUntil(isOver, server, acknowledged).catch(() => pause(100));
        }
    })();
    return {
        acknowledged,
        stop: async () => {
            end.abort();
            await done;
        },
    };
}

async function writeUntil(isOver: () => boolean, { host, port }: Server, acknowledged: string[]): Promise<void> {
    const account = { user: "root", password: PASSWORDS.root };
    const connection = await createConnection({ host, port, ...account, connectTimeout: 2000 });
    try {
        while (!isOver()) {
            const name = `written ${acknowledged.length}`;
            await connection.query("INSERT INTO test.info (name) VALUES (?)", [name]);
            acknowledged.push(name);
            await pause(20);
        }
    } finally {
        await connection.end();
    }
}

/** Looks at the memory of the processes in which dynamic providers run, until it is stopped. */
function watchingProviders(): { stop(): Promise<number> } {
    let most = 0;
    const end = new AbortController();
    const done = (async () => {
        while (!end.signal.aborted) {
            const { stdout } = await promisify(execFile)("ps", ["-eo", "rss,args"]);
            for (const line of stdout.split("\n").filter((each) => each.includes("dynamic-provider"))) {
                most = Math.max(most, Number.parseInt(line, 10) / 1024);
            }
            await pause(200);
        }
    })();
    return {
        stop: async () => {
            end.abort();
            await done;
            return most;
        },
    };
}
