import type { ReplicationUserArgs, TopologyArgs } from "../args";
import { Writers, type MyCnfWriter, type Role } from "../model/choices";
import type { Topology } from "./defaults";
import { serverOptionsOf, type ServerOption } from "./serverOptions";

/** What the arguments of every server have in common, whoever runs it. */
export interface NamedServer {
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
export function place<T extends NamedServer>(
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

/** The account of one master: its own, completed by what holds for all. */
export const replicationUser = (args: TopologyArgs, server: { args: unknown }): ReplicationUserArgs => ({
    ...args.replication,
    ...definedIn((server.args as { replication?: ReplicationUserArgs }).replication),
});

/** What is no object is refused by the rules for arguments; here there is nothing in it. */
const definedIn = (given: ReplicationUserArgs | undefined): ReplicationUserArgs =>
    Object.fromEntries(Object.entries((given as object | null) ?? {}).filter(([, value]) => value !== undefined));

/** Where only one side is ever written, every server hands out 1, 2, 3 …, as one without a set-up does. */
function laneOf({ writers, increment }: Topology, { offset }: Placed<unknown>) {
    if (offset === undefined) {
        return undefined;
    }
    return writers === Writers.One ? { increment: 1, offset: 1 } : { increment, offset };
}

/** @param identity what is known beforehand of the server itself */
export const optionsFor = (
    topology: Topology,
    server: Placed<NamedServer>,
    identity: { myCnf: MyCnfWriter; serverId?: number; peerHost?: string },
): ServerOption[] =>
    serverOptionsOf({
        role: server.role,
        ...identity,
        lane: laneOf(topology, server),
        skipErrors: topology.skipErrors,
        positioning: topology.positioning,
        filters: topology.filters,
        options: { ...topology.options, ...server.args.options },
    });
