import type { ServerPlan } from "./plan";
import { variablesOf } from "./serverOptions";
import type { PreviousServer } from "./previousServer";
import type { StorageArgs } from "../args";
import type { Role } from "../model/choices";

/** A server of the program, as far as it takes to find it in the last deployment. */
export interface DeclaredServer {
    /** Where its arguments stand, e.g. `masters[0]`. */
    path: string;
    /** How its resources are called. */
    resource: string;
    name: string;
    role: Role;
    /** Where the program dials it; absent where that is only known while the program runs. */
    host?: string;
    port: number;
    /** The variables that it is to run with. */
    variables: Record<string, string>;
    /** Only of a server that runs in a container. */
    storage?: StorageArgs;
}

/** @param host where the program connects to it, as far as that is known */
export const declaredServer = (
    { path, resource, name, role, port, options, storage }: ServerPlan & { storage?: StorageArgs },
    host: string | undefined,
): DeclaredServer => ({ path, resource, name, role, host, port, variables: variablesOf(options), storage });

/** A server of the program, and the one of the last deployment that it is: by its name, or under another name at its address. */
export interface Succession {
    server: DeclaredServer;
    byName?: PreviousServer;
    byAddress?: PreviousServer;
    /** The one at its address that is another component's. */
    stranger?: PreviousServer;
}

const isAt = (server: DeclaredServer, { host, port }: PreviousServer): boolean =>
    host !== undefined && port === server.port && host.toLowerCase() === server.host?.toLowerCase();

/**
 * Which server of the last deployment each server of the program is. Its place in a list says nothing of that: lists
 * are put into another order.
 *
 * @param components the component's name, and those that it had before: another one's servers may be called the same
 */
export function successions(
    components: string[],
    servers: DeclaredServer[],
    previous: PreviousServer[],
): Map<DeclaredServer, Succession> {
    const isOwn = ({ resource }: PreviousServer): boolean => components.some((name) => resource.startsWith(`${name}-`));
    const own = previous.filter(isOwn);
    return new Map(
        servers.map((server) => [
            server,
            {
                server,
                byName: own.find(({ name, resource }) =>
                    name === undefined ? resource === server.resource : name === server.name,
                ),
                byAddress: own.find((each) => isAt(server, each)),
                stranger: previous.find((each) => !isOwn(each) && isAt(server, each)),
            },
        ]),
    );
}

/** The server of the last deployment whose resources and data are those of this one. */
export const before = ({ byName, byAddress }: Succession): PreviousServer | undefined => byName ?? byAddress;
