import { existsSync, readdirSync } from "node:fs";
import { copyDatabases } from "../../../components/mysql/dump";
import { MYSQL_57 } from "../../../components/mysql/dialect/mysql57";
import type { CopyWatch } from "../../../components/mysql/dumpStream";
import { ServerProblem, type Problem } from "../../../components/mysql/serverProblem";
import { setLoadingSession } from "../../../components/mysql/sessionVariables";
import { until } from "../../../components/mysql/waiting";
import { fakeClients, type Clients, type Name } from "../fakes/clients";
import { readOptionFile } from "../fakes/optionFile";
import { connection } from "../fakes/session";
import type { ServerConnection } from "../../../components/model/connection";

// Names that never resolve (RFC 2606).
const FROM = connection("orders-master-1", { host: "db1.invalid", port: 3307, password: "secret-of-1" });
const TO = connection("orders-master-2", { host: "db2.invalid", port: 3308, user: "admin", password: "secret-of-2" });
const CLIENTS: Name[] = ["mysqldump", "mysql"];

const HEAD = "-- MySQL dump 10.13  Distrib 5.7.44\n--\n-- Host: db1.invalid    Database: shop\n\n";
const MARK = "--\n-- Current Database: `shop`\n--\n\n";
const REST = "INSERT INTO `orders` VALUES (1,'äpfel'),(2,'pears');\n";

let clients: Clients;

// What a dump's session takes over is looked at on the server, which is none here.

// Jest gives its tests a copy of the environment, which neither a child nor os.tmpdir() would see: without these, the
// machine's own clients would run.
jest.mock("node:child_process", () => {
    const actual = jest.requireActual<{ spawn: (...args: unknown[]) => unknown }>("node:child_process");
    return {
        ...actual,
        spawn: (command: string, args: string[], options: object) =>
            actual.spawn(command, args, { env: { PATH: clients.path }, ...options }),
    };
});
jest.mock("node:os", () => ({ ...jest.requireActual<object>("node:os"), tmpdir: () => clients.temporary }));

const { tmpdir } = jest.requireActual<{ tmpdir: () => string }>("node:os");

beforeEach(() => {
    clients = fakeClients(tmpdir());
    clients.put("mysqldump", { pieces: [HEAD, MARK, REST] });
    clients.put("mysql");
});

afterEach(() => {
    clients.dispose();
});

interface Watched extends CopyWatch {
    snapshots: number;
    bytes: number[];
}

function watch(over: Partial<CopyWatch> = {}): Watched {
    const watched: Watched = {
        snapshots: 0,
        bytes: [],
        onSnapshot: () => {
            watched.snapshots += 1;
            return over.onSnapshot?.() ?? Promise.resolve();
        },
        onBytes: (bytes) => {
            watched.bytes.push(bytes);
            over.onBytes?.(bytes);
        },
    };
    return watched;
}

const copied = async (over: Partial<CopyWatch> = {}): Promise<Watched> => {
    const watched = watch(over);
    await copyDatabases(FROM, TO, ["shop", "my shop"], watched, MYSQL_57);
    return watched;
};

async function problem(attempt: Promise<unknown>): Promise<Problem> {
    const error: unknown = await attempt.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ServerProblem);
    return (error as ServerProblem).problem;
}

const optionsOf = (name: Name): Record<string, string | undefined> =>
    Object.fromEntries(readOptionFile(clients.seen(name).optionFile.text).map(([, option, value]) => [option, value]));

describe("a copy of databases", () => {
    it("should go over in the order in which it was dumped, byte for byte", async () => {
        await copied();
        expect(clients.seen("mysql").read).toBe(HEAD + MARK + REST);
    });

    it("should be of the given databases, as of one moment, with all that belongs to them", async () => {
        await copied();
        const { args } = clients.seen("mysqldump");
        expect(args.slice(args.indexOf("--databases"))).toEqual(["--databases", "--", "shop", "my shop"]);
        expect(args).toEqual(
            expect.arrayContaining([
                "--single-transaction",
                "--routines",
                "--triggers",
                "--events",
                "--no-tablespaces",
            ]),
        );
    });

    it("should not go into the target's binary log: from there it would flow back", async () => {
        await copied();
        expect(clients.seen("mysql").args).toContain(`--init-command=${setLoadingSession(MYSQL_57)}`);
    });

    it("should be counted while it goes over", async () => {
        const { bytes } = await copied();
        expect(bytes.at(-1)).toBe(Buffer.byteLength(HEAD + MARK + REST));
        expect([...bytes].sort((a, b) => a - b)).toEqual(bytes);
    });
});

describe("the passwords of a copy", () => {
    it("should stand in no argument and in no environment, where other users of the machine could see them", async () => {
        await copied();
        for (const name of CLIENTS) {
            const { args, environment } = clients.seen(name);
            expect(JSON.stringify([args, environment])).not.toMatch(/secret-of-[12]/);
        }
    });

    it("should each stand in a file that only this user can read", async () => {
        await copied();
        expect(CLIENTS.map((name) => clients.seen(name).optionFile.mode)).toEqual([0o600, 0o600]);
        expect(optionsOf("mysqldump")).toMatchObject({ password: "secret-of-1" });
        expect(optionsOf("mysql")).toMatchObject({ password: "secret-of-2" });
        expect(clients.seen("mysqldump").optionFile.text).not.toContain("secret-of-2");
        expect(clients.seen("mysql").optionFile.text).not.toContain("secret-of-1");
    });

    it("should be all that is read of files: one of the user's that names another server would win", async () => {
        await copied();
        for (const [name, host, port, user] of [
            ["mysqldump", "db1.invalid", 3307, "root"],
            ["mysql", "db2.invalid", 3308, "admin"],
        ] as const) {
            const { args, optionFile } = clients.seen(name);
            expect(args.slice(0, 5)).toEqual([
                `--defaults-file=${optionFile.path}`,
                "--protocol=TCP",
                `--host=${host}`,
                `--port=${port}`,
                `--user=${user}`,
            ]);
        }
    });

    it.each<[string, () => void]>([
        ["the copy is whole", () => undefined],
        [
            "the dump fails",
            () => {
                clients.put("mysqldump", { code: 2 });
            },
        ],
        [
            "the load fails",
            () => {
                clients.put("mysql", { code: 1, deaf: true });
            },
        ],
        [
            "there is no client",
            () => {
                clients.dispose();
                clients = fakeClients(tmpdir());
            },
        ],
    ])("should be gone afterwards where %s", async (_where, arrange) => {
        arrange();
        await copied().catch(() => undefined);
        expect(readdirSync(clients.temporary)).toEqual([]);
        for (const name of CLIENTS.filter((each) => clients.hasEnded(each))) {
            expect(existsSync(clients.seen(name).optionFile.path)).toBe(false);
        }
    });

    it.each([
        "back\\slash",
        "at the end\\",
        "\\n is no line break, nor \\s a space",
        " spaces around ",
        "it's # ; = [client] !include",
        'a "quoted" one',
        'a"b#c',
        "größe 密 😀",
        "",
    ])("should be read by the client as they are: %j", async (password) => {
        await copyDatabases({ ...FROM, password }, { ...TO, password }, ["shop"], watch(), MYSQL_57);
        expect(CLIENTS.map((name) => optionsOf(name).password)).toEqual([password, password]);
    });
});

describe("a copy's snapshot", () => {
    it("should be told once, and before any of the data has reached the target", async () => {
        clients.put("mysqldump", { pieces: [HEAD, MARK, REST, MARK.replace("shop", "my shop") + REST], waits: true });
        let [before, bytes] = ["nothing was told", 0];
        const { snapshots } = await copied({
            onBytes: (soFar) => {
                bytes = soFar;
                clients.goOn();
            },
            onSnapshot: async () => {
                const taken = bytes;
                clients.goOn();
                // By then all the rest waits to be passed on.
                const ended = await until({ seconds: 5, everyMilliseconds: 5 }, () =>
                    Promise.resolve(clients.hasEnded("mysqldump") ? true : undefined),
                );
                expect(ended).toBe(true);
                before = bytes === taken ? clients.readBy("mysql") : "something was passed on meanwhile";
            },
        });
        expect(snapshots).toBe(1);
        expect(HEAD.startsWith(before)).toBe(true);
        expect(clients.seen("mysql").read).toBe(HEAD + MARK + REST + MARK.replace("shop", "my shop") + REST);
    });

    it("should be noticed where its mark comes in two pieces", async () => {
        const pieces = [`${HEAD}--\n-- Current Data`, `base: \`shop\`\n--\n`, REST];
        clients.put("mysqldump", { pieces, waits: true });
        const passed: string[] = [];
        await copied({
            onBytes: (bytes) => {
                passed.push(`${bytes} bytes`);
                clients.goOn();
            },
            onSnapshot: () => {
                passed.push("snapshot");
                return Promise.resolve();
            },
        });
        const [first, second, third] = pieces.map(
            (_piece, index) => `${Buffer.byteLength(pieces.slice(0, index + 1).join(""))} bytes`,
        );
        expect(passed).toEqual([first, second, "snapshot", third]);
        expect(clients.seen("mysql").read).toBe(pieces.join(""));
    });

    it.each<[string, string[]]>([
        ["its mark never appears", [HEAD, REST]],
        ["nothing is dumped", []],
    ])("should be told once, at the end, where %s", async (_where, pieces) => {
        clients.put("mysqldump", { pieces });
        expect((await copied()).snapshots).toBe(1);
        expect(clients.seen("mysql").read).toBe(pieces.join(""));
    });

    it("should end the copy where whoever waits for it fails, in whose words that is told", async () => {
        const error = new Error("2006 gone away");
        await expect(copied({ onSnapshot: () => Promise.reject(error) })).rejects.toBe(error);
        expect(clients.readBy("mysql")).not.toContain(REST);
        expect(readdirSync(clients.temporary)).toEqual([]);
    });
});

describe("a copy that fails", () => {
    const DENIED = "mysqldump: Got error: 1045: Access denied for user 'root'@'db9.invalid'";

    it("should be told in the dump's own words, and not be blamed on the load", async () => {
        clients.put("mysqldump", { pieces: [HEAD], says: `${DENIED}\n`, code: 2 });
        expect(await problem(copied())).toMatchObject({
            where: "orders-master-2 from orders-master-1",
            observed: `mysqldump on orders-master-1 ended with 2: ${DENIED}`,
            code: "copy-failed",
        });
    });

    it.each([
        ["at its end", false],
        ["at once", true],
    ])("should be told in the load's own words, where it fails %s", async (_when, deaf) => {
        clients.put("mysql", { says: "ERROR 1045 (28000): Access denied for user 'admin'\n", code: 1, deaf });
        expect((await problem(copied())).observed).toContain(
            "mysql on orders-master-2 ended with 1: ERROR 1045 (28000): Access denied for user 'admin'",
        );
    });

    it("should end the dump, too, where the load ends in the middle of it", async () => {
        clients.put("mysqldump", { pieces: [MARK, "x".repeat(5_000_000)] });
        clients.put("mysql", { says: "ERROR 1153 (08S01)", code: 1, deaf: true });
        expect((await problem(copied())).observed).toMatch(
            /^mysqldump on orders-master-1 was ended by a signal.*; mysql on orders-master-2 ended with 1: ERROR 1153 \(08S01\)/s,
        );
    });

    it("should be told in both clients' words where both fail", async () => {
        clients.put("mysqldump", { says: "no dump", code: 2 });
        clients.put("mysql", { says: "no load", code: 1 });
        expect((await problem(copied())).observed).toBe(
            "mysqldump on orders-master-1 ended with 2: no dump; mysql on orders-master-2 ended with 1: no load",
        );
    });

    it("should be told even where a client has no words", async () => {
        clients.put("mysqldump", { code: 3 });
        expect((await problem(copied())).observed).toMatch(/^mysqldump on orders-master-1 ended with 3\b/);
    });

    it("should be told in the last of very many words", async () => {
        clients.put("mysqldump", { says: `${"x".repeat(100_000)} the end`, code: 2 });
        const { observed } = await problem(copied());
        expect(observed).toMatch(/the end$/);
        expect(observed.length).toBeLessThan(3000);
    });

    it("should not be told of options that only the other family of clients knows", async () => {
        const warning = "Warning: mysqldump: unknown variable 'loose-set-gtid-purged=OFF'\n";
        clients.put("mysqldump", { says: `${warning}${DENIED}\n`, code: 2 });
        expect((await problem(copied())).observed).toBe(`mysqldump on orders-master-1 ended with 2: ${DENIED}`);
    });

    it("should be none where a client only warns", async () => {
        clients.put("mysqldump", { pieces: [MARK], says: "Warning: something of no consequence\n" });
        await expect(copied()).resolves.toMatchObject({ snapshots: 1 });
    });

    it.each<[Name, Name]>([
        ["mysqldump", "mysql"],
        ["mysql", "mysqldump"],
    ])("should say what to install where a client is missing: %s", async (missing, other) => {
        clients.dispose();
        clients = fakeClients(tmpdir());
        clients.put(other, { pieces: other === "mysqldump" ? [HEAD, MARK, REST] : [] });
        expect((await problem(copied())).observed).toContain(
            `there is no ${missing} on the PATH where pulumi runs (MySQL's client package has it)`,
        );
    });

    it("should say so of both where both are missing", async () => {
        clients.dispose();
        clients = fakeClients(tmpdir());
        const { observed } = await problem(copied());
        expect(CLIENTS.filter((name) => observed.includes(`there is no ${name} on the PATH`))).toEqual(CLIENTS);
    });

    it("should show no password", async () => {
        clients.put("mysqldump", { says: DENIED, code: 2 });
        clients.put("mysql", { says: "ERROR 1045", code: 1 });
        const told: ServerConnection[] = [FROM, TO];
        const words = JSON.stringify(await problem(copied()));
        expect(told.filter(({ password }) => words.includes(password))).toEqual([]);
    });
});
