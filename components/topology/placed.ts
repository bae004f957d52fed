import type { TopologyArgs } from "../arguments";
import { refuseLanes, refuseRepeated, type Used } from "./agreement";
import { serverName } from "./argumentRules";
import type { Role } from "./plan";
import type { Refusal } from "./refusal";
import { refusalsOf } from "./refusals";
import { optionName } from "./ownedOptions";
import { settingsOf, SLAVE_NET_TIMEOUT_SECONDS, type Setting } from "./settings";

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

/** What is no list, or no object in one, is refused by the rules for arguments; here there is nothing to place. */
const objectsIn = <T>(list: T[] | undefined): T[] =>
    Array.isArray(list) ? list.filter((each) => typeof each === "object" && each !== null) : [];

/** Masters first, then replicas, each with its name and its lane. */
export function place<T extends Named>(
    component: string,
    servers: { masters: (T & { offset?: number })[]; replicas?: (T & { of: number })[] },
): Placed<T>[] {
    const masters = objectsIn(servers.masters).map((args, index) => ({
        path: `masters[${index}]`,
        resource: `${component}-master-${index + 1}`,
        name: args.name ?? `${component}-master-${index + 1}`,
        role: "master" as const,
        offset: args.offset ?? index + 1,
        args,
    }));
    const replicas = objectsIn(servers.replicas).map((args, index) => ({
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

const incrementOf = (args: TopologyArgs, servers: Placed<unknown>[]): number =>
    args.lanes?.increment ?? servers.filter(({ role }) => role === "master").length;

/** Refusals that hold for any servers, whoever runs them. */
export function refusalsOfServers(args: TopologyArgs, servers: Placed<Named>[]): Refusal[] {
    const names = used(servers, "name", ({ name }) => name);
    const increment = incrementOf(args, servers);
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
            { path: "lanes.increment", value: increment },
            used(servers, "offset", ({ offset }) => offset),
        ),
        ...refuseLateHeartbeat(args, servers),
    ];
}

/** A replica that gives up before the first heartbeat is due reconnects without end while its source is idle. */
function refuseLateHeartbeat(args: TopologyArgs, servers: Placed<Named>[]): Refusal[] {
    const heartbeat = (args.replication as Partial<TopologyArgs["replication"]> | undefined)?.heartbeatSeconds;
    const timeout = Math.min(
        ...servers.map(({ args: { options } }) => {
            const given = Object.entries({ ...args.options, ...options }).filter(
                ([name]) => optionName(name) === "slave_net_timeout",
            );
            return Number(given.at(-1)?.[1] ?? SLAVE_NET_TIMEOUT_SECONDS);
        }),
    );
    return heartbeat === undefined || !(heartbeat >= timeout)
        ? []
        : [
              {
                  path: "replication.heartbeatSeconds",
                  value: String(heartbeat),
                  reason: `comes too late for slave_net_timeout = ${timeout}; allowed: less than that`,
              },
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
        lane:
            server.offset === undefined ? undefined : { increment: incrementOf(args, servers), offset: server.offset },
        positioning: args.positioning ?? "gtid",
        filters: args.filters ?? {},
        options: { ...args.options, ...server.args.options },
    });
}
