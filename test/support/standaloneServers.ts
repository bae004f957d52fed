import { IMAGE } from "./deployment";
import { docker, removeLeftovers } from "./docker";
import { FIRST_PASSWORD, setRootPassword } from "./rootPassword";
import { eventually, sql, type Server } from "./servers";
import { PASSWORDS } from "./stack";

/** What every server needs in its my.cnf that can't be changed while it runs. */
const OPTIONS = [
    "--log-bin=mysql-bin",
    "--log-slave-updates",
    "--master-info-repository=TABLE",
    "--relay-log-info-repository=TABLE",
    "--relay-log-recovery",
];

/** The servers as a program declares them: they dial each other by their containers' names. */
export const asMasters = (servers: Server[], user?: string): object[] =>
    servers.map(({ name, host, port }) => ({ host, port, user, peerHost: name, peerPort: 3306 }));

/**
 * Starts servers that no program has made, and none takes down, on a network of their own; their port is their id.
 *
 * @param label a name for all of them together, by which {@link removeLeftovers} takes them down
 * @param options further ones of mysqld's
 */
export async function startServers(label: string, servers: Server[], options: string[] = []): Promise<void> {
    await removeLeftovers(label);
    await docker("network", "create", label);
    for (const { name, host, port } of servers) {
        await docker(
            ...["run", "--detach", "--name", name, "--label", `pulumi-mysql-dual-master.cluster=${label}`],
            ...["--network", label, "--publish", `${host}:${port}:3306`],
            ...["--env", `MYSQL_ROOT_PASSWORD=${FIRST_PASSWORD}`, "--env", "MYSQL_INITDB_SKIP_TZINFO=1"],
            ...[IMAGE, `--server-id=${port}`, ...OPTIONS, ...options],
        );
    }
    for (const server of servers) {
        await eventually(`${server.name} answers`, () => sql(server, FIRST_PASSWORD, "SELECT 1"), 180);
        await setRootPassword(server, PASSWORDS.root);
    }
}
