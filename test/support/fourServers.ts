import { changesIn } from "./preview";
import { eventually, sql, type Rows, type Server } from "./servers";
import { PASSWORDS, type DeployedStack } from "./stack";

/** One of two masters that follow each other, or of their replicas. */
export interface Follower extends Server {
    role: "master" | "replica";
    /** Name of the server that it follows. */
    follows: string;
}

export const on = (server: Server, ...statements: string[]): Promise<Rows> =>
    sql(server, PASSWORDS.root, ...statements);

/** The last statement's rows on each server. */
export const onEach = (servers: Server[], ...statements: string[]): Promise<Rows[]> =>
    Promise.all(servers.map((server) => on(server, ...statements)));

/** The transactions that a server has executed, its own and received ones. */
export async function executedOn(server: Server): Promise<string> {
    const [row] = await on(server, "SELECT @@GLOBAL.gtid_executed AS executed");
    return String(row?.executed).replace(/\s+/g, "");
}

/** Whom a server follows, and how its two threads are. */
export async function followedBy(server: Server): Promise<string> {
    const [status] = await on(server, "SHOW SLAVE STATUS");
    return status === undefined
        ? "nobody"
        : `${status.Master_Host}:${status.Master_Port}, IO ${status.Slave_IO_Running}, SQL ${status.Slave_SQL_Running}`;
}

export const running = (source: string): string => `${source}:3306, IO Yes, SQL Yes`;

/** Waits until every thread runs, and all servers have executed the same transactions. */
export async function allInStep(servers: Follower[], seconds = 90): Promise<void> {
    await eventually(
        `${servers.map(({ name }) => name).join(", ")} follow as declared and have executed the same transactions`,
        async () => {
            for (const server of servers) {
                if ((await followedBy(server)) !== running(server.follows)) {
                    return false;
                }
            }
            return new Set(await Promise.all(servers.map(executedOn))).size === 1;
        },
        seconds,
    );
}

/** The rows of a statement, the same on all servers once they are in step. */
export async function sameOnAll(servers: Follower[], statement: string): Promise<Rows> {
    await allInStep(servers);
    const [first = [], ...others] = await onEach(servers, statement);
    for (const other of others) {
        expect(other).toEqual(first);
    }
    return first;
}

export async function expectNoDrift(stack: DeployedStack): Promise<void> {
    const { code, output } = await stack.audit();
    expect(changesIn(output)).toEqual({});
    expect(code).toBe(0);
}
