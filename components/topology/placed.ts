import type { TopologyArgs } from "../arguments";
import { refuseLanes, refuseRepeated, type Used } from "./agreement";
import { serverName } from "./argumentRules";
import type { Role } from "./plan";
import type { Refusal } from "./refusal";
import { refusalsOf } from "./refusals";
import { settingsOf, type Setting } from "./settings";

interface Named {
    name?: string;
    options?: Record<string, string>;
}

/** One server's arguments, and where they stand. */
export interface Placed<T> {
    path: string;
    /** The component's name, role and number: what its resources are called, and the server by default. */
    resource: string;
    name: string;
    role: Role;
    /** Only a master has one. */
    offset?: number;
    /** Only a replica has one: the place of its source. */
    of?: number;
    args: T;
}

/** Masters first, then replicas, each with its name and its lane. */
export function place<T extends Named>(
    component: string,
    servers: { masters: (T & { offset?: number })[]; replicas?: (T & { of: number })[] },
): Placed<T>[] {
    const masters = servers.masters.map((args, index) => ({
        path: `masters[${index}]`,
        resource: `${component}-master-${index + 1}`,
        name: args.name ?? `${component}-master-${index + 1}`,
        role: "master" as const,
        offset: args.offset ?? index + 1,
        args,
    }));
    const replicas = (servers.replicas ?? []).map((args, index) => ({
        path: `replicas[${index}]`,
        resource: `${component}-replica-${index + 1}`,
        name: args.name ?? `${component}-replica-${index + 1}`,
        role: "replica" as const,
        of: args.of,
        args,
    }));
    return [...masters, ...replicas];
}

/** What each server uses for one argument; those that leave it open are left out. */
export function used<T, V>(
    servers: Placed<T>[],
    argument: string,
    value: (server: Placed<T>) => V | undefined,
): Used<V>[] {
    return servers.flatMap((server) => {
        const found = value(server);
        return found === undefined ? [] : [{ path: `${server.path}.${argument}`, value: found }];
    });
}

const increment = (args: TopologyArgs, servers: Placed<unknown>[]): number =>
    args.lanes?.increment ?? servers.filter(({ role }) => role === "master").length;

/** Refusals that hold for any servers, whoever runs them. */
export function refusalsOfServers(args: TopologyArgs, servers: Placed<Named>[]): Refusal[] {
    const names = used(servers, "name", ({ name }) => name);
    const derived = servers
        .filter((server) => server.args.name === undefined)
        .flatMap(({ path, name }) =>
            refusalsOf(serverName, name).map(({ reason }) => ({
                path: `${path}.name`,
                value: JSON.stringify(name),
                reason: `follows from the component's name and can't be used; ${reason}`,
            })),
        );
    return [
        ...derived,
        ...refuseRepeated("a name", names),
        ...refuseLanes(
            { path: "lanes.increment", value: increment(args, servers) },
            used(servers, "offset", ({ offset }) => offset),
        ),
    ];
}

/** @param identity what is known beforehand of the server itself */
export function settingsFor(
    args: TopologyArgs,
    servers: Placed<Named>[],
    server: Placed<Named>,
    identity: { serverId?: number; peerHost?: string },
): Setting[] {
    return settingsOf({
        role: server.role,
        ...identity,
        lane: server.offset === undefined ? undefined : { increment: increment(args, servers), offset: server.offset },
        positioning: args.positioning ?? "gtid",
        filters: args.filters ?? {},
        options: { ...args.options, ...server.args.options },
    });
}
