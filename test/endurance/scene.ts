import type { ExistingHost } from "../support/existingHost";
import { removeLeftovers } from "../support/docker";
import { eventually } from "../support/servers";
import { statementProxy, type StatementProxy } from "../support/statementProxy";
import { PASSWORDS, type Outcome } from "../support/stack";
import { tableFor } from "../support/writer";
import { namesOn } from "./names";
import { savedServers, type MyCnf, type Positioning } from "./savedServers";
import { savedStack, type Declared, type SavedStack } from "./savedStack";

/**
 * What there is before an operation.
 * - `empty`: servers without a database, and a stack without a resource.
 * - `seeded`: the same, and the first server holds the table.
 * - `wired`: a healthy pair, and both hold the table.
 */
export type Beginning = "empty" | "seeded" | "wired";

export const TABLE = "it.written";

/** Two servers, a program that dials them through a proxy, and the ways back to how they were. */
export interface Scene {
    readonly positioning: Positioning;
    readonly hosts: readonly [ExistingHost, ExistingHost];
    readonly proxy: StatementProxy;
    readonly stack: SavedStack;
    /** Accounts and databases of the servers before anybody came. */
    readonly namesBefore: readonly string[][];
    /** What the program says of these servers. */
    declared(changes?: Declared): Declared;
    begin(beginning: Beginning): Promise<void>;
    close(): Promise<void>;
}

/**
 * @param group begins with the tests' prefix
 * @param firstPort of four
 */
export async function openScene(
    group: string,
    firstPort: number,
    positioning: Positioning,
    myCnf: MyCnf = "the least",
): Promise<Scene> {
    const servers = await savedServers(group, firstPort, positioning, myCnf);
    const { hosts } = servers;
    const proxyPort = (index: number): number => firstPort + hosts.length + index;
    const proxy = await statementProxy(hosts.map((server, index) => ({ server, listensAt: proxyPort(index) })));
    const stack = await savedStack(group);

    const declared = (changes: Declared = {}): Declared => ({
        name: "pair",
        rootPassword: PASSWORDS.root,
        positioning,
        deadlineSeconds: 60,
        lanes: { increment: 2 },
        ...changes,
        replication: {
            password: PASSWORDS.replication,
            connectRetrySeconds: 1,
            heartbeatSeconds: 10,
            ...(changes.replication ?? {}),
        },
        masters: hosts.map(({ host, port }, index) => ({
            host,
            port: proxyPort(index),
            peerHost: host,
            peerPort: port,
        })),
    });
    const prepared = new Set<Beginning>();
    const save = async (beginning: Beginning): Promise<void> => {
        await servers.save(beginning);
        await stack.save(beginning);
        prepared.add(beginning);
    };
    const restore = async (beginning: Beginning): Promise<void> => {
        await servers.restore(beginning);
        await stack.restore(beginning);
    };
    const prepare = async (beginning: Beginning): Promise<void> => {
        await restore("empty");
        if (beginning === "wired") {
            wentWell("up", await stack.up(declared()));
        }
        await hosts[0].on("CREATE DATABASE it", tableFor(TABLE));
        if (beginning === "wired") {
            // A server that is killed right after it has applied a CREATE does not know that it has: a row tells it.
            await hosts[0].on(`INSERT INTO ${TABLE} (writer, number) VALUES ('first', 1)`);
            await eventually("the first row is on both", async () => (await hosts[1].on(`SELECT * FROM ${TABLE}`))[0]);
        }
        await save(beginning);
    };

    const namesBefore = await Promise.all(hosts.map(namesOn));
    await save("empty");
    return {
        positioning,
        hosts,
        proxy,
        stack,
        namesBefore,
        declared,
        begin: async (beginning) => {
            proxy.watch();
            await (prepared.has(beginning) ? restore(beginning) : prepare(beginning));
            if (beginning === "wired") {
                await Promise.all(hosts.map(follows));
            }
        },
        close: async () => {
            await proxy.close();
            await stack.remove();
            await removeLeftovers(group);
        },
    };
}

export async function follows(host: ExistingHost): Promise<void> {
    await eventually(`both threads of ${host.name} run`, async () => {
        const [status] = await host.on("SHOW SLAVE STATUS");
        return status?.Slave_IO_Running === "Yes" && status.Slave_SQL_Running === "Yes";
    });
}

/** @throws Error with all that was printed, where a command did not end with 0 */
export function wentWell(command: string, { code, output }: Outcome): void {
    if (code !== 0) {
        throw new Error(`pulumi ${command} ended with ${code}:\n${output}`);
    }
}
