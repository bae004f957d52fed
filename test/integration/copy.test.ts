import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { succeeded } from "../support/deployment";
import { program } from "../support/programs";
import { seededVolume } from "../support/seededVolume";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack, type Outcome } from "../support/stack";

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
    "CREATE DATABASE it",
    // Without a key, so that a row which is applied twice is there twice.
    "CREATE TABLE it.written (at INT)",
    "INSERT INTO it.written VALUES (1), (2)",
    "CREATE TABLE it.wide (id INT AUTO_INCREMENT PRIMARY KEY, filler VARCHAR(1100))",
    "INSERT INTO it.wide (filler) VALUES (REPEAT('x', 1000))",
    ...Array.from({ length: 12 }, () => "INSERT INTO it.wide (filler) SELECT REPEAT(UUID(), 28) FROM it.wide"),
];

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
                value: JSON.stringify({
                    positioning: "binlog",
                    initialData: "copy",
                    copyFrom: 0,
                    lanes: { writers: "one" },
                    masters: [
                        { hostPort: ONE.port, storage: { dataVolume: `${ONE.name}-kept` } },
                        { hostPort: TWO.port },
                    ],
                    replicas: [{ of: 1, hostPort: READER.port }],
                }),
            },
        });
        await seededVolume(`${ONE.name}-kept`, PASSWORDS.root, HELD);
        const clients = await clientsThatBreakOff();
        try {
            interrupted = await stack.up();
        } finally {
            await clients.remove();
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

    it("should be thrown away and made anew by the next up", async () => {
        await on(ONE, "INSERT INTO it.written VALUES (3)");
        const { output } = succeeded(await deployed().up());
        expect(output).toContain(`DROP DATABASE it on ${TWO.name} (of a copy that was interrupted)`);
        expect(output).toMatch(new RegExp(`${TWO.name} from ${ONE.name}: copied it as of mysql-bin\\.\\d+:\\d+`));
        expect(output).toMatch(new RegExp(`${READER.name} from ${TWO.name}: copied it as of mysql-bin\\.\\d+:\\d+`));
        for (const each of ALL) {
            expect(await rowsOf(each)).toEqual([1, 2, 3]);
            expect(await on(each, "SELECT COUNT(*) AS n FROM it.wide")).toEqual([{ n: 4096 }]);
            expect(await on(each, "SHOW DATABASES LIKE 'pulumi%copy'")).toEqual([]);
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
        const masters = [ONE, TWO].map(({ name, port }) => ({
            hostPort: port,
            storage: { dataVolume: `${name}-kept` },
        }));
        await deployed().setConfig({ arguments: { value: JSON.stringify({ initialData: "copy", masters }) } });
        const { code, output } = await deployed().up();
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${TWO.name}: [copy-target-holds-data] holds other, and is to get a copy of ${ONE.name}\n`,
        );
        expect(output).toContain("nothing was changed");
        expect(await on(TWO, "SHOW TABLES IN other")).toHaveLength(1);
        expect(await on(TWO, "SHOW DATABASES LIKE 'it'")).toEqual([]);
    });
});

/** Puts a `mysqldump` first on the PATH that breaks off in the middle of what the real one says. */
async function clientsThatBreakOff(): Promise<{ remove(): Promise<void> }> {
    const folder = await mkdtemp(join(tmpdir(), "it-copy-"));
    const path = process.env.PATH ?? "";
    const client = join(folder, "mysqldump");
    await writeFile(client, `#!/bin/sh\nPATH='${path}'\nmysqldump "$@" | head -c 1000000\nexit 1\n`);
    await chmod(client, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
    return {
        remove: async () => {
            process.env.PATH = path;
            await rm(folder, { recursive: true });
        },
    };
}
