import { inspect } from "../support/containers";
import { deployment, succeeded } from "../support/deployment";
import { docker, removeLeftovers } from "../support/docker";
import { executedOn, followedBy, on, running, sameOnAll, type Follower } from "../support/fourServers";
import { closedFolders, emptyHostFolder, ownersInHostFolder, removeHostFolder } from "../support/hostFolder";
import { changesIn, stepsIn } from "../support/preview";
import { pointedByGtid, started } from "../support/steps";
import { documentedCommand } from "../support/documented";
import { example, REPOSITORY } from "../support/projects";
import type { Rows } from "../support/servers";
import { onTerminal } from "../support/terminal";
import { tableFor } from "../support/writer";

jest.setTimeout(300_000);

const CLUSTER = "it-folders";
const FIRST_PORT = 25030;
const FOLDER = `/tmp/${CLUSTER}`;
/** The user's own, which the program joins and leaves. */
const NETWORK = `${CLUSTER}-given`;

interface Node extends Follower {
    /** Its folder in {@link FOLDER}. */
    folder: string;
}

/** A node of the write-up: its container's name has dots in it, and is also where its peers dial it. */
function node(number: number, role: Node["role"], follows: number): Node {
    return {
        name: `${CLUSTER}.Node${number}`,
        host: "127.0.0.1",
        port: FIRST_PORT + number - 1,
        role,
        follows: `${CLUSTER}.Node${follows}`,
        folder: `Node${number}`,
    };
}

const NODE1 = node(1, "master", 3);
const NODE2 = node(2, "replica", 1);
const NODE3 = node(3, "master", 1);
const NODE4 = node(4, "replica", 3);
const NODES = [NODE1, NODE2, NODE3, NODE4];

const ROWS = "SELECT id, writer, number FROM it.written ORDER BY id";
const linkOf = ({ name, follows }: Node): string => `${name} from ${follows}`;
const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** What a node's folder holds as long as it is a node, each with its mode and owner; the rest comes and goes. */
const KEPT: Record<string, string> = {
    conf: "drwxr-xr-x root",
    "conf/my.cnf": "-rw-r--r-- root",
    data: "drwxr-xr-x mysql",
    "data/auto.cnf": "-rw-r----- mysql",
    "data/ibdata1": "-rw-r----- mysql",
    "data/it": "drwxr-x--- mysql",
    "data/it/written.ibd": "-rw-r----- mysql",
    "data/mysql-bin.index": "-rw-r----- mysql",
    "data/mysql/user.MYD": "-rw-r----- mysql",
    logs: "drwxr-xr-x mysql",
    "logs/error.log": "-rw-r----- mysql",
};

const keptOf = (each: Node): Record<string, string> =>
    each === NODE4 ? { ...KEPT, conf: "drwxr-xr-x 1000", data: "drwx------ mysql", logs: "drwx------ mysql" } : KEPT;

describe("examples/host-folders", () => {
    beforeAll(async () => {
        await removeLeftovers(CLUSTER);
        await removeNetwork();
        await docker("network", "create", NETWORK);
        // What is in it is for Docker and the servers to make, but for one node, whose folders the user has made.
        await emptyHostFolder(CLUSTER);
        await closedFolders(FOLDER, "Node4", "Node4/conf", "Node4/data", "Node4/logs");
    });

    const deployed = deployment(example("host-folders"), CLUSTER, FIRST_PORT, {
        folder: { value: FOLDER },
        network: { value: NETWORK },
    });
    let executedAfterUp: string[];

    beforeAll(async () => {
        executedAfterUp = await Promise.all(NODES.map(executedOn));
        await on(NODE1, "CREATE DATABASE it", tableFor("it.written"));
        await sameOnAll(NODES, "SHOW TABLES IN it");
    });

    // Only now: what is left behind by then is what a user finds.
    afterAll(async () => {
        await removeHostFolder(FOLDER);
        await removeNetwork();
    });

    describe("once it is up", () => {
        it("should say where the four nodes are, and that two of them follow each other", async () => {
            const { state, endpoints } = await deployed.stack.outputs();
            expect(state?.value).toBe(
                `${NODE1.name} and ${NODE3.name} follow each other; ${NODE2.name} follows ${NODE1.name}; ` +
                    `${NODE4.name} follows ${NODE3.name}; every thread is running`,
            );
            expect(endpoints?.value).toEqual(
                [NODE1, NODE3, NODE2, NODE4].map(({ name, role, host, port }) => ({
                    name,
                    role,
                    host,
                    port,
                    networkHost: name,
                    networkPort: 3306,
                })),
            );
            expect(executedAfterUp).toEqual(["", "", "", ""]);
        });

        it("should have the folders that its README lists, by the command that stands there", async () => {
            const find = documentedCommand(example("host-folders"), "find", { "~/MySQL.Cluster": FOLDER });
            const { output } = await onTerminal(find, REPOSITORY);
            for (const { folder } of NODES) {
                for (const what of ["conf", "data", "logs"]) {
                    expect(output).toContain(`${FOLDER}/${folder}/${what}\n`);
                }
            }
        });

        it.each(NODES)("should run $name on the given network, at its port, and always", async ({ name, port }) => {
            const { Config, HostConfig, NetworkSettings } = await inspect(name);
            expect(Config.Hostname).toBe(name);
            expect(HostConfig.RestartPolicy.Name).toBe("always");
            expect(HostConfig.PortBindings).toEqual({ "3306/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] });
            expect(Object.keys(NetworkSettings.Networks)).toEqual([NETWORK]);
        });

        it.each(NODES)("should mount conf, logs and data of $name from folders of the host", async (each) => {
            const mounts = (await inspect(each.name)).Mounts.map(
                ({ Type, Source, Destination }) => `${Type} ${Source} at ${Destination}`,
            );
            expect(mounts.sort()).toEqual([
                `bind ${FOLDER}/${each.folder}/conf at /etc/mysql`,
                `bind ${FOLDER}/${each.folder}/data at /var/lib/mysql`,
                `bind ${FOLDER}/${each.folder}/logs at /var/log/mysql`,
            ]);
        });

        it.each(NODES)("should have $name follow $follows by its name with dots in it", async (each) => {
            expect(await followedBy(each)).toBe(running(each.follows));
        });

        it.each(NODES)("should give files of $name the owners and modes that mysqld needs", async (each) => {
            expect(await keptFilesOf(each)).toEqual(keptOf(each));
        });

        it.each(NODES)("should have $name read its my.cnf, and write its log where it was told", async (each) => {
            const cat = (file: string): Promise<string> => docker("exec", each.name, "cat", file);
            expect(await cat("/etc/mysql/my.cnf")).toContain(`# my.cnf of ${each.name}, generated by`);
            expect(await cat("/var/log/mysql/error.log")).toContain("ready for connections");
            const [row] = await on(each, "SELECT @@server_id AS id, @@log_error AS log");
            expect(row).toEqual({ id: each.port, log: "/var/log/mysql/error.log" });
        });
    });

    it("should bring a write on either master to all four nodes", async () => {
        await write(NODE1, "written", 1);
        await write(NODE3, "written", 3);
        const rows = await sameOnAll(NODES, ROWS);
        expect(rows.map(({ writer, number }) => `${writer} ${number}`).sort()).toEqual(["written 1", "written 3"]);
        expect(rows.map(({ id, number }) => [number, Number(id) % 2]).sort()).toEqual([
            [1, 1],
            [3, 0],
        ]);
    });

    it("should find and repair a replica that follows nobody, and one whose applier is stopped", async () => {
        await on(NODE2, "STOP SLAVE SQL_THREAD");
        await on(NODE4, "STOP SLAVE", "RESET SLAVE ALL");
        await write(NODE1, "broken", 1);
        await write(NODE3, "broken", 3);

        const audit = await deployed.stack.audit();
        expect(changesIn(audit.output)).toEqual({
            [`ReplicationLink "${linkOf(NODE2)}"`]: ['sqlThread: "stopped" => "running"'],
            [`ReplicationLink "${linkOf(NODE4)}"`]: [
                `follows: "nobody" => "${NODE3.name}:3306"`,
                'ioThread: "stopped" => "running"',
                'sqlThread: "stopped" => "running"',
            ],
        });
        expect(audit.code).toBe(7);

        const up = succeeded(await deployed.stack.up());
        expect(stepsIn(up.output, CLUSTER)).toEqual([
            ...started(linkOf(NODE2)),
            like(pointedByGtid(linkOf(NODE4), NODE3.name)),
            ...started(linkOf(NODE4)),
        ]);
        expect(await writtenOnAll("broken")).toEqual([1, 3]);
    });

    it("should bring a lost container back from its folders", async () => {
        const lost = await inspect(NODE3.name);
        await docker("rm", "--force", NODE3.name);
        await write(NODE1, "lost", 1);
        succeeded(await deployed.stack.up());

        expect((await inspect(NODE3.name)).Id).not.toBe(lost.Id);
        await write(NODE3, "lost", 3);
        expect(await writtenOnAll("lost")).toEqual([1, 3]);
        expect(await keptFilesOf(NODE3)).toEqual(keptOf(NODE3));
    });

    describe("when it is taken down", () => {
        it("should delete the containers, but nothing on the host, nor the given network", async () => {
            const before = await ownersInHostFolder(FOLDER);
            succeeded(await deployed.stack.destroy());
            expect(await containers()).toEqual("");
            expect(await docker("network", "ls", "--quiet", "--filter", `name=^${NETWORK}$`)).not.toBe("");

            const after = await ownersInHostFolder(FOLDER);
            // What mysqld itself deletes when it is told to follow nobody, when it is no longer claimed, and when it is shut down.
            const ofMysqld = /\/data\/(relay-bin\..*|pulumi_mysql_dual_master(\/.*)?|ibtmp1|[^/]*\.pid|mysql\.sock.*)$/;
            const deleted = Object.keys(before).filter((file) => !(file in after) && !ofMysqld.test(file));
            expect(deleted).toEqual([]);
            for (const each of NODES) {
                expect(await keptFilesOf(each)).toEqual(keptOf(each));
            }
        });

        it("should come up again from its folders, with every row", async () => {
            succeeded(await deployed.stack.up());
            await write(NODE1, "again", 1);
            await write(NODE3, "again", 3);
            expect(await writtenOnAll("again")).toEqual([1, 3]);
            for (const earlier of ["written", "broken", "lost"]) {
                expect(await writtenOnAll(earlier)).toEqual([1, 3]);
            }
        });
    });
});

const write = (master: Node, writer: string, number: number): Promise<Rows> =>
    on(master, `INSERT INTO it.written (writer, number) VALUES ('${writer}', ${number})`);

/** Numbers that a writer has written, once they are the same on all nodes. */
async function writtenOnAll(writer: string): Promise<unknown[]> {
    const rows = await sameOnAll(NODES, ROWS);
    return rows
        .filter((row) => row.writer === writer)
        .map(({ number }) => number)
        .sort();
}

async function keptFilesOf({ folder }: Node): Promise<Record<string, string | undefined>> {
    const all = await ownersInHostFolder(`${FOLDER}/${folder}`);
    return Object.fromEntries(Object.keys(KEPT).map((file) => [file, all[file]]));
}

const containers = (): Promise<string> =>
    docker("ps", "--all", "--format", "{{.Names}}", "--filter", `name=^${CLUSTER}.Node`);

async function removeNetwork(): Promise<void> {
    await docker("network", "rm", NETWORK).catch(() => undefined);
}
