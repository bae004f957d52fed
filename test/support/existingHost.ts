import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { IMAGE } from "./deployment";
import { CLUSTER_LABEL, docker, removeLeftovers } from "./docker";
import { FIRST_PASSWORD, setRootPassword } from "./rootPassword";
import { eventually, sql, type Rows, type Server } from "./servers";

/**
 * A mysqld that is there before any program: it listens on a loopback address of the machine itself, reads a my.cnf of
 * its owner's, and no Docker network, published port or volume stands between it and its peer. That it runs in a
 * container is only how it gets onto the machine.
 */
export interface ExistingHost extends Server {
    readonly rootPassword: string;
    /** Runs statements as root in one session, and answers with the last one's rows. */
    on(...statements: string[]): Promise<Rows>;
    /** Shuts mysqld down as its owner would, and waits for it. */
    stop(): Promise<void>;
    /** SIGKILL, as a power cut would end it. */
    kill(): Promise<void>;
    /** Starts it again, with another my.cnf where one is given, and waits until it answers. */
    start(myCnf?: string[]): Promise<void>;
    restart(myCnf?: string[]): Promise<void>;
}

/** A host that a test asks for. */
export interface HostToMake {
    name: string;
    port: number;
    rootPassword: string;
    /** The lines below [mysqld]. */
    myCnf: string[];
    /** A file system of its own that is soon full, which is gone when the host is stopped. */
    smallDisk?: { folder: string; megabytes: number };
    /** Name of a volume for its data, where somebody else is to look at that. Default: one that nobody knows. */
    dataVolume?: string;
}

/** mysqld writes its error log where a container's log comes from. */
async function lastWordsOf(container: string): Promise<string> {
    const { stdout, stderr } = await promisify(execFile)("docker", ["logs", "--tail", "20", container]);
    return `${stdout}${stderr}`;
}

const ADDRESS = "127.0.0.1";
const SECONDS_TO_START = 180;

/** The lines below [mysqld], without those that only make it this host. */
async function putMyCnf(container: string, port: number, lines: string[]): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "it-my-cnf-"));
    try {
        const own = [`bind-address = ${ADDRESS}`, `port = ${port}`];
        // Whoever may read it: mysqld runs as a user of its own.
        await writeFile(join(folder, "my.cnf"), ["[mysqld]", ...own, ...lines, ""].join("\n"), { mode: 0o644 });
        await docker("cp", join(folder, "my.cnf"), `${container}:/etc/mysql/conf.d/my.cnf`);
    } finally {
        await rm(folder, { recursive: true });
    }
}

/**
 * Hosts of one test file, all started at once, without what an earlier run left of them.
 *
 * @param group their label, other than the stack's name: opening a stack removes what an earlier one has left
 */
export async function existingHosts(group: string, hosts: HostToMake[]): Promise<ExistingHost[]> {
    await removeLeftovers(group);
    return await Promise.all(hosts.map((host) => existingHost(group, host)));
}

async function existingHost(
    group: string,
    { name, port, rootPassword, myCnf, smallDisk, dataVolume }: HostToMake,
): Promise<ExistingHost> {
    await docker(
        ...["create", "--name", name, "--network", "host", "--label", `${CLUSTER_LABEL}=${group}`],
        ...(smallDisk === undefined ? [] : ["--tmpfs", `${smallDisk.folder}:size=${smallDisk.megabytes}m,mode=1777`]),
        ...(dataVolume === undefined ? [] : ["--volume", `${dataVolume}:/var/lib/mysql`]),
        ...["--env", `MYSQL_ROOT_PASSWORD=${FIRST_PASSWORD}`, "--env", "MYSQL_INITDB_SKIP_TZINFO=1", IMAGE],
    );
    const server: Server = { name, host: ADDRESS, port };
    const startWith = async (password: string, lines?: string[]): Promise<void> => {
        if (lines !== undefined) {
            await putMyCnf(name, port, lines);
        }
        await docker("start", name);
        // Over TCP only the real server answers, not the one that the image runs to set itself up.
        try {
            await eventually(`${name} answers`, () => sql(server, password, "SELECT 1"), SECONDS_TO_START);
        } catch (cause) {
            throw new Error(`${name} does not start; its log ends with\n${await lastWordsOf(name)}`, { cause });
        }
    };
    const start = (lines?: string[]): Promise<void> => startWith(rootPassword, lines);
    const stop = async (): Promise<void> => {
        await docker("stop", "--time", "60", name);
    };
    await startWith(FIRST_PASSWORD, myCnf);
    await setRootPassword(server, rootPassword);
    return {
        ...server,
        rootPassword,
        on: (...statements) => sql(server, rootPassword, ...statements),
        stop,
        start,
        kill: async () => {
            await docker("kill", name);
        },
        restart: async (lines) => {
            await stop();
            await start(lines);
        },
    };
}
