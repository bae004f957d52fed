import type { ConfigMap } from "@pulumi/pulumi/automation";
import { deployment, type Deployment } from "./deployment";
import { example } from "./projects";
import { eventually, sql, type Rows, type Server } from "./servers";
import type { DeployedStack, Outcome } from "./stack";

/** `examples/pair` on the real engines, as it stands. */
export interface Pair extends Deployment {
    readonly servers: [Server, Server];
    /** Runs statements on one of the two, in one session, and answers with the last one's rows. */
    on(master: 1 | 2, ...statements: string[]): Promise<Rows>;
}

/** Deploys the pair for all tests of a file. */
export function deployedPair(
    cluster: string,
    firstPort: number,
    more: ConfigMap = {},
    firstUpOf?: (opened: DeployedStack) => Promise<Outcome>,
): Pair {
    const deployed = deployment(example("pair"), cluster, firstPort, more, firstUpOf);
    const servers: [Server, Server] = [
        { name: `${cluster}-master-1`, host: "127.0.0.1", port: firstPort },
        { name: `${cluster}-master-2`, host: "127.0.0.1", port: firstPort + 1 },
    ];
    return {
        get stack() {
            return deployed.stack;
        },
        get firstUp() {
            return deployed.firstUp;
        },
        servers,
        on: (master, ...statements) =>
            sql(
                serverOf({ servers }, master),
                more.rootPassword?.value ?? deployed.stack.passwords.root,
                ...statements,
            ),
    };
}

export const serverOf = ({ servers: [first, second] }: Pick<Pair, "servers">, master: 1 | 2): Server =>
    master === 1 ? first : second;

/** The state of a server's two replica threads. */
export async function threadsOf(pair: Pair, master: 1 | 2): Promise<{ io: string; sql: string }> {
    const [status] = await pair.on(master, "SHOW SLAVE STATUS");
    return { io: String(status?.Slave_IO_Running), sql: String(status?.Slave_SQL_Running) };
}

/** Waits until all four threads run and both servers have executed the same transactions. */
export async function inStep(pair: Pair, seconds = 60): Promise<void> {
    await eventually(
        "all four threads run, and both servers have executed the same transactions",
        async () => {
            for (const master of [1, 2] as const) {
                const { io, sql: applier } = await threadsOf(pair, master);
                if (io !== "Yes" || applier !== "Yes") {
                    return false;
                }
            }
            return (await executed(pair, 1)) === (await executed(pair, 2));
        },
        seconds,
    );
}

/** The transactions that a server has executed, its own and received ones. */
export async function executed(pair: Pair, master: 1 | 2): Promise<string> {
    const [row] = await pair.on(master, "SELECT @@GLOBAL.gtid_executed AS executed");
    return String(row?.executed).replace(/\s+/g, "");
}
