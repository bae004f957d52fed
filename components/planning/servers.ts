import type { ReplicationUserArgs, TopologyArgs } from "../args";
import { refuseLanes, refuseRepeated, type Used } from "./uniqueness";
import { serverName } from "./schema";
import type { Refusal } from "./refusal";
import { refusalsOf } from "./validate";
import { optionName } from "./managedOptions";
import { serverOptionsOf, SLAVE_NET_TIMEOUT_SECONDS, type ServerOption } from "./serverOptions";
import type { MyCnfWriter, Role } from "../model/choices";
import type { Positioning } from "../model/coordinates";

interface Named {
    name?: string;
    options?: Record<string, string>;
}

/** One server's arguments, and where they stand. */
export interface Placed<T> {
    path: string;
    /** What its resources are called: as the server itself, so that they stay its own in any order of the list. */
    resource: string;
    name: string;
    role: Role;
    /** Only a master has one. */
    offset?: number;
    /** Only a replica has one: the place of its source. */
    of?: number;
    /** Its number among the servers of its role. */
    number: number;
    args: T;
}

/** What is no list, or no object in one, is refused by the rules for arguments; here there is nothing to place. */
const objectsIn = <T>(list: T[] | undefined): T[] =>
    Array.isArray(list) ? list.filter((each) => typeof each === "object" && each !== null) : [];

/** Resources of two components that call a server the same are told apart by the component's name in front. */
const resourceOf = (component: string, name: string): string =>
    name.startsWith(`${component}-`) ? name : `${component}-${name}`;

/** Masters first, then replicas, each with its name and its lane. */
export function place<T extends Named>(
    component: string,
    servers: { masters: (T & { offset?: number })[]; replicas?: (T & { of: number; number?: number })[] },
): Placed<T>[] {
    const named = (byDefault: string, given: unknown) => {
        const name = typeof given === "string" ? given : byDefault;
        return { name, resource: resourceOf(component, name) };
    };
    const masters = objectsIn(servers.masters).map((args, index) => ({
        path: `masters[${index}]`,
        ...named(`${component}-master-${index + 1}`, args.name),
        role: "master" as const,
        offset: args.offset ?? index + 1,
        number: index + 1,
        args,
    }));
    const replicas = objectsIn(servers.replicas).map((args, index) => {
        const number = args.number ?? index + 1;
        return {
            path: `replicas[${index}]`,
            ...named(`${component}-replica-${number}`, args.name),
            role: "replica" as const,
            of: args.of,
            number,
            args,
        };
    });
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

const isWrittenOnOneSide = (args: TopologyArgs): boolean => args.lanes?.writers === "one";

const incrementOf = (args: TopologyArgs, servers: Placed<unknown>[]): number =>
    args.lanes?.increment ?? servers.filter(({ role }) => role === "master").length;

/** Where only one side is ever written, every server hands out 1, 2, 3 …, as one without a set-up does. */
function laneOf(args: TopologyArgs, servers: Placed<unknown>[], { offset }: Placed<unknown>) {
    if (offset === undefined) {
        return undefined;
    }
    return isWrittenOnOneSide(args) ? { increment: 1, offset: 1 } : { increment: incrementOf(args, servers), offset };
}

/** Refusals that hold for any servers, whoever runs them. */
export function refusalsOfServers(args: TopologyArgs, servers: Placed<Named>[]): Refusal[] {
    // Names that both follow from a number are the same only where the numbers are.
    const names = servers.map(({ path, name, args: own }) => ({
        path: `${path}.name`,
        value: name,
        derived: own.name === undefined,
    }));
    // `west` and `orders-west` are one resource to a component that is called `orders`.
    const resources = servers
        .filter((server) => servers.every((other) => other === server || other.name !== server.name))
        .map(({ path, resource }) => ({ path: `${path}.name`, value: resource }));
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
        ...refuseRepeated("a name", resources),
        ...refuseRepeated("a number", replicaNumbers(servers)),
        ...(isWrittenOnOneSide(args)
            ? refuseLanesOfNobody(args, servers)
            : refuseLanes(
                  { path: "lanes.increment", value: increment },
                  used(servers, "offset", ({ offset }) => offset),
              )),
        ...refuseCopyFrom(args),
        ...refuseNoPassword(args, servers),
        ...refuseLateHeartbeat(args, servers),
    ];
}

/** Two that are called the same would be one. */
const replicaNumbers = (servers: Placed<Named>[]): Used<number>[] =>
    servers
        .filter(({ role }) => role === "replica")
        .map(({ path, number, args }) => ({
            path: `${path}.number`,
            value: number,
            derived: (args as { number?: number }).number === undefined,
        }));

function refuseLanesOfNobody({ lanes }: TopologyArgs, servers: Placed<Named & { offset?: number }>[]): Refusal[] {
    const given = [
        { path: "lanes.increment", value: lanes?.increment },
        ...servers.map(({ path, args }) => ({ path: `${path}.offset`, value: args.offset })),
    ];
    return given.flatMap(({ path, value }) =>
        value === undefined
            ? []
            : [
                  {
                      path,
                      value: String(value),
                      reason: 'has no meaning with lanes.writers = "one"; allowed: one of the two',
                  },
              ],
    );
}

/** The account of one master: its own, completed by what holds for all. */
export const replicationUser = (args: TopologyArgs, server: { args: unknown }): ReplicationUserArgs => ({
    ...args.replication,
    ...definedIn((server.args as { replication?: ReplicationUserArgs }).replication),
});

/** What is no object is refused by the rules for arguments; here there is nothing in it. */
const definedIn = (given: ReplicationUserArgs | undefined): ReplicationUserArgs =>
    Object.fromEntries(Object.entries((given as object | null) ?? {}).filter(([, value]) => value !== undefined));

function refuseNoPassword(args: TopologyArgs, servers: Placed<Named>[]): Refusal[] {
    const masters = servers.filter(({ role }) => role === "master");
    const without = masters.filter((server) => (replicationUser(args, server).password ?? undefined) === undefined);
    const path = without.length === masters.length ? undefined : without[0]?.path;
    return without.length === 0
        ? []
        : [
              {
                  path: path === undefined ? "replication.password" : `${path}.replication.password`,
                  value: "",
                  reason: "is missing",
              },
          ];
}

function refuseCopyFrom({ initialData, copyFrom }: TopologyArgs): Refusal[] {
    return copyFrom === undefined || initialData === "copy"
        ? []
        : [
              {
                  path: "copyFrom",
                  value: String(copyFrom),
                  reason: 'has a meaning only with initialData = "copy"; allowed: both, or none',
              },
          ];
}

/** Seconds of silence after which a server takes its connection to its source for dead. */
function silenceOf(args: TopologyArgs, { args: { options } }: Placed<Named>): number {
    const given = Object.entries({ ...args.options, ...options }).filter(
        ([name]) => optionName(name) === "slave_net_timeout",
    );
    return Number(given.at(-1)?.[1] ?? SLAVE_NET_TIMEOUT_SECONDS);
}

/** A replica that gives up before the first heartbeat is due reconnects without end while its source is idle. */
function refuseLateHeartbeat(args: TopologyArgs, servers: Placed<Named>[]): Refusal[] {
    const heartbeat = args.replication?.heartbeatSeconds;
    const timeout = Math.min(...servers.map((server) => silenceOf(args, server)));
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

export const DEFAULT_HEARTBEAT_SECONDS = 10;

/** As declared; else ours, or where the replica would have given up by then, the manual's own default, half of that. */
export function heartbeatOf(args: TopologyArgs, replica: Placed<Named>): number {
    const timeout = silenceOf(args, replica);
    const byDefault = timeout > 0 && timeout <= DEFAULT_HEARTBEAT_SECONDS ? timeout / 2 : DEFAULT_HEARTBEAT_SECONDS;
    return args.replication?.heartbeatSeconds ?? byDefault;
}

/** @param identity what is known beforehand of the server itself */
export function settingsFor(
    args: TopologyArgs,
    servers: Placed<Named>[],
    server: Placed<Named>,
    identity: { myCnf: MyCnfWriter; positioning: Positioning; serverId?: number; peerHost?: string },
): ServerOption[] {
    return serverOptionsOf({
        role: server.role,
        ...identity,
        lane: laneOf(args, servers, server),
        skipErrors: args.skipErrors ?? [],
        positioning: identity.positioning,
        filters: args.filters ?? {},
        options: { ...args.options, ...server.args.options },
    });
}
