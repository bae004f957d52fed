import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../support/docker";
import { deployedPair, inStep, type Pair } from "../support/pair";
import { watchProcessList } from "../support/processList";
import { example } from "../support/projects";
import { secretsIn, type Secret } from "../support/secretSearch";
import { PASSWORDS } from "../support/stack";
import { accountMade } from "../support/steps";

const CLUSTER = "it-secrets";
const FIRST_PORT = 23327;
const BOTH = [`${CLUSTER}-master-1`, `${CLUSTER}-master-2`];

/** Of this run only, so that a find can't come from anywhere else. */
function secret(name: string, beginning: string): Secret {
    const mark = randomBytes(6).toString("hex");
    return { name, value: beginning + mark, mark };
}

const ROOT = secret("root password", PASSWORDS.root);
const REPLICATION = secret("replication password", PASSWORDS.replication);
const SECRETS = [ROOT, REPLICATION];

describe("passwords", () => {
    const folder = mkdtempSync(join(tmpdir(), "it-secrets-"));
    /** Of all processes that ran while everything was made. */
    let commandLines: string[];
    const pair = deployedPair(
        CLUSTER,
        FIRST_PORT,
        {
            rootPassword: { value: ROOT.value, secret: true },
            replicationPassword: { value: REPLICATION.value, secret: true },
        },
        async () => {
            const processes = watchProcessList();
            const { code, log } = await loudly("up", "--yes", "--skip-preview");
            commandLines = await processes.stop();
            return { code: code ?? -1, output: log };
        },
    );

    afterAll(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    /** Runs the CLI as a user who wants to see everything, and answers with what it printed. */
    async function loudly(...args: string[]): Promise<{ code: number | null; log: string }> {
        const file = join(folder, `${args[0] ?? ""}.log`);
        const descriptor = openSync(file, "w");
        const everything = ["--logtostderr", "-v=9", "--non-interactive", "--stack", CLUSTER];
        const code = await new Promise<number | null>((resolve, reject) => {
            spawn("pulumi", [...args, ...everything], {
                cwd: example("pair"),
                stdio: ["ignore", descriptor, descriptor],
            })
                .on("error", reject)
                .on("close", resolve);
        });
        closeSync(descriptor);
        const lines = readFileSync(file, "utf8").split("\n");
        expect(lines.filter((line) => line.includes(CLUSTER)).length).toBeGreaterThan(100);
        return { code, log: lines.filter((line) => !isTrace(line)).join("\n") };
    }

    it("should not be in the log of an up that makes everything, nor in any command line", () => {
        expect(pair.firstUp.output).toContain(accountMade(String(BOTH[0])));
        expect(commandLines).toContainEqual(expect.stringMatching(/pulumi up /));
        expect(commandLines).toContainEqual(expect.stringMatching(/mysqld/));
        expect(secretsIn("the process list", commandLines.join("\n"), SECRETS)).toEqual([]);
        expect(secretsIn("pulumi up", pair.firstUp.output, SECRETS)).toEqual([]);
    });

    it("should let root and the replicas in, with all their special characters", async () => {
        await pair.on(1, "CREATE DATABASE it");
        await inStep(pair);
        const stored = await pair.on(1, "SELECT User_password AS password FROM mysql.slave_master_info");
        expect(stored).toEqual([{ password: REPLICATION.value }]);
    });

    it("should not be in what a repair prints, nor sends to the general log, the error log or the binary log", async () => {
        for (const master of [1, 2] as const) {
            await pair.on(master, "SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
        }
        await pair.on(1, "STOP SLAVE", "RESET SLAVE ALL");
        await pair.on(2, "SET SESSION sql_log_bin = 0", "DROP USER 'replication'@'%'");
        await pair.on(2, "STOP SLAVE", "CHANGE MASTER TO MASTER_PASSWORD = 'x'", "START SLAVE");
        const { code, output } = await pair.stack.up();
        expect(output).toMatch(/CHANGE MASTER TO/);
        expect(output).toMatch(/CREATE USER/);
        expect(code).toBe(0);
        expect(secretsIn("what pulumi up prints", output, SECRETS)).toEqual([]);

        for (const master of [1, 2] as const) {
            const logged = await pair.on(
                master,
                "SELECT CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log",
            );
            const statements = logged.map(({ statement }) => String(statement)).join("\n");
            expect(statements).toMatch(/CHANGE MASTER TO/);
            expect(secretsIn(`the general log of master ${master}`, statements, SECRETS)).toEqual([]);
            await pair.on(master, "SET GLOBAL general_log = OFF");
        }
        for (const name of BOTH) {
            const log = await printedBy("docker", "logs", name);
            expect(log.toString()).toMatch(/START SLAVE/);
            expect(secretsIn(`docker logs ${name}`, log, SECRETS)).toEqual([]);
        }
        for (const master of [1, 2] as const) {
            const events = await binaryLogEvents(pair, master);
            expect(events).toMatch(/CREATE DATABASE it/i);
            expect(secretsIn(`SHOW BINLOG EVENTS of master ${master}`, events, SECRETS)).toEqual([]);
        }
        for (const name of BOTH) {
            const files = await printedBy("docker", "exec", name, "sh", "-c", "cat /var/lib/mysql/mysql-bin.0*");
            expect(files.toString("latin1")).toContain("CREATE DATABASE it");
            expect(secretsIn(`the binary log of ${name}`, files, SECRETS)).toEqual([]);
        }
    });

    it("should not be in what Docker tells of containers, volumes and network", async () => {
        const volumes = BOTH.flatMap((name) => [`${name}-data`, `${name}-config`]);
        const told = [
            await docker("container", "inspect", ...BOTH),
            await docker("volume", "inspect", ...volumes),
            await docker("network", "inspect", CLUSTER),
            await docker("ps", "--all", "--no-trunc"),
        ];
        for (const text of told) {
            expect(text).toContain(CLUSTER);
            expect(secretsIn("docker", text, SECRETS)).toEqual([]);
        }
    });

    it("should not be in the log of a refresh, nor of a preview", async () => {
        for (const command of [
            ["refresh", "--yes"],
            ["preview", "--refresh", "--diff"],
        ]) {
            const { code, log } = await loudly(...command);
            expect(code).toBe(0);
            expect(secretsIn(`pulumi ${command.join(" ")}`, log, SECRETS)).toEqual([]);
        }
    });

    it("should stand encrypted in the state, in its history and in its backups", async () => {
        const state = await pair.stack.state();
        expect(state).toContain('"replicationPassword"');
        expect(state).toContain('"ciphertext"');
        expect(secretsIn("pulumi stack export", state, SECRETS)).toEqual([]);

        const files = [
            ...filesOf(backendFolder(), CLUSTER),
            // Newer versions of the CLI keep a log of every command there.
            ...filesOf(join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "logs"), CLUSTER),
            join(example("pair"), `Pulumi.${CLUSTER}.yaml`),
        ];
        for (const kind of ["/stacks/", "/history/", "/backups/"]) {
            expect(files).toContainEqual(expect.stringContaining(kind));
        }
        expect(files.flatMap((file) => secretsIn(file, readFileSync(file), SECRETS))).toEqual([]);
    });

    it("should not be in the outputs", async () => {
        const shown = await printedBy("pulumi", "stack", "--cwd", example("pair"), "--stack", CLUSTER, "--show-urns");
        expect(shown.toString()).toContain("follow each other");
        expect(secretsIn("pulumi stack", shown, SECRETS)).toEqual([]);
        expect(secretsIn("the outputs", JSON.stringify(await pair.stack.outputs()), SECRETS)).toEqual([]);
    });

    it("should not be in the log of a destroy", async () => {
        const destroyed = await loudly("destroy", "--yes", "--skip-preview");
        expect(destroyed.code).toBe(0);
        expect(secretsIn("pulumi destroy", destroyed.log, SECRETS)).toEqual([]);
    });
});

/**
 * At its most verbose level, and only there, the CLI traces every property that it hands to a provider or gets from
 * one, secrets included. No program can keep it from that, so these lines of its own are left out, and with them the
 * pieces in which the trace of another of its processes comes, cut anywhere, as the message of a line.
 */
const isTrace = (line: string): boolean =>
    /^(\{.*"msg":"|I\d{4} .*\] )(Unm|M)arshaling property for RPC\[/.test(line) || line.includes('\\",\\"v\\":9}');

/** All that a command prints, however much it is. */
function printedBy(command: string, ...args: string[]): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const parts: Buffer[] = [];
        const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
        child.stdout.on("data", (part: Buffer) => parts.push(part));
        child.stderr.on("data", (part: Buffer) => parts.push(part));
        child.on("error", reject).on("close", (code) => {
            if (code === 0) {
                resolve(Buffer.concat(parts));
            } else {
                reject(
                    new Error(`${command} ${args.join(" ")} ended with ${code}: ${Buffer.concat(parts).toString()}`),
                );
            }
        });
    });
}

async function binaryLogEvents(pair: Pair, master: 1 | 2): Promise<string> {
    const events: string[] = [];
    for (const { Log_name: file } of await pair.on(master, "SHOW BINARY LOGS")) {
        for (const { Info: info } of await pair.on(master, `SHOW BINLOG EVENTS IN '${file}'`)) {
            events.push(String(info));
        }
    }
    return events.join("\n");
}

function backendFolder(): string {
    const { PULUMI_BACKEND_URL: url = "" } = process.env;
    if (!url.startsWith("file://")) {
        throw new Error(`the tests keep their state in a folder, not in ${url}`);
    }
    return url.slice("file://".length);
}

function filesOf(folder: string, stack: string): string[] {
    const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => path.includes(stack));
}
