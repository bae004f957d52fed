import type { TopologyArgs } from "../args";
import { receiverOf, type Topology } from "./defaults";
import type { ComparisonPlan, LinkPlan } from "./plan";
import type { NamedServer, Placed } from "./servers";

/** A server of which it may be known beforehand what its id is. */
type Linked = Placed<NamedServer & { serverId?: number }>;

/** The server that the others are copied from gets nothing: its own source is to be a copy of it. */
const dataOf = ({ initialData, copyFrom }: Topology, replica: number): LinkPlan["data"] =>
    initialData === "copy" && replica === copyFrom ? "copied" : initialData;

function followersOf(server: number, servers: Linked[]): number[] | undefined {
    const ids = servers.filter(({ of }) => of === server).map(({ args }) => args.serverId);
    return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** Masters follow each other first: a replica's source must already receive what the other master sends. */
export function linksOf(component: string, args: TopologyArgs, topology: Topology, servers: Linked[]): LinkPlan[] {
    const linksTo = (source: number, replicas: number[]): LinkPlan[] =>
        replicas.flatMap((place) => {
            const replica = servers[place];
            return replica === undefined
                ? []
                : {
                      resource: `${replica.resource}-link`,
                      replica: place,
                      source,
                      // What the masters hold is one question for both of their links.
                      dataResource: `${replica.role === "replica" ? replica.resource : component}-initial-data`,
                      data: dataOf(topology, place),
                      positioning: topology.positioning,
                      replicaFollowers: followersOf(place, servers),
                      receiver: receiverOf(args, replica.args.options),
                  };
        });
    return [
        ...linksTo(0, [1]),
        ...linksTo(1, [0]),
        ...servers.flatMap(({ of }, index) => (of === undefined ? [] : linksTo(of, [index]))),
    ];
}

/** Of the masters, the first link: what they hold is the same question for the other one. */
export function comparisonsOf(
    component: string,
    { rowComparison }: Topology,
    servers: Linked[],
    [forth, , ...toReplicas]: LinkPlan[],
): ComparisonPlan[] {
    if (rowComparison === undefined || forth === undefined) {
        return [];
    }
    const along = ({ replica, source }: LinkPlan) => ({ replica, source, ...rowComparison });
    return [
        { resource: `${component}-rows`, mutual: true, ...along(forth) },
        ...toReplicas.map((link) => ({
            resource: `${servers[link.replica]?.resource ?? ""}-rows`,
            mutual: false,
            ...along(link),
        })),
    ];
}
