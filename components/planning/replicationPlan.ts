import type { DualMasterReplicationArgs, ExistingReplicaArgs, ExistingServerArgs } from "../args";
import { refusalsOfAddresses } from "./addresses";
import { refuseRepeated } from "./uniqueness";
import { replicationArguments } from "./schema";
import {
    DEFAULT_HEARTBEAT_SECONDS,
    heartbeatOf,
    place,
    refusalsOfServers,
    settingsFor,
    used,
    type Placed,
} from "./servers";
import type { ComparisonPlan, LinkPlan, ReplicationPlan } from "./plan";
import { refuse } from "./refusal";
import { refusalsOf } from "./validate";

/** Servers that exist already may have no GTIDs, and switching them on needs a restart of every one of them. */
const DEFAULT_POSITIONING = "binlog";

/** The server that the others are copied from gets nothing: its own source is to be a copy of it. */
const dataOf = (
    { initialData = "empty", copyFrom = 0 }: DualMasterReplicationArgs,
    replica: number,
): LinkPlan["data"] => (initialData === "copy" && replica === copyFrom ? "copied" : initialData);

function followersOf(server: number, servers: Placed<ExistingServerArgs>[]): number[] | undefined {
    const ids = servers.filter(({ of }) => of === server).map(({ args }) => args.serverId);
    return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** Masters follow each other first: a replica's source must already receive what the other master sends. */
function linksOf(
    component: string,
    args: DualMasterReplicationArgs,
    servers: Placed<ExistingServerArgs>[],
): LinkPlan[] {
    const heartbeats = servers.map((server) => heartbeatOf(args, server));
    const link = (replica: number, source: number): LinkPlan => ({
        resource: `${servers[replica]?.resource ?? ""}-link`,
        replica,
        source,
        // What the masters hold is one question for both of their links.
        dataResource: `${servers[replica]?.role === "replica" ? servers[replica].resource : component}-initial-data`,
        data: dataOf(args, replica),
        positioning: args.positioning ?? DEFAULT_POSITIONING,
        replicaFollowers: followersOf(replica, servers),
        heartbeatSeconds: heartbeats[replica] ?? DEFAULT_HEARTBEAT_SECONDS,
    });
    return [link(1, 0), link(0, 1)].concat(
        servers.flatMap(({ of }, index) => (of === undefined ? [] : [link(index, of)])),
    );
}

/** Of the masters, the first link: what they hold is the same question for the other one. */
function comparisonsOf(
    component: string,
    servers: Placed<ExistingServerArgs>[],
    [forth, , ...toReplicas]: LinkPlan[],
): ComparisonPlan[] {
    const { replica = 0, source = 0 } = forth ?? {};
    return [
        { resource: `${component}-rows`, replica, source, mutual: true },
        ...toReplicas.map((link) => ({
            resource: `${servers[link.replica]?.resource ?? ""}-rows`,
            replica: link.replica,
            source: link.source,
            mutual: false,
        })),
    ];
}

/**
 * Plans the replication of servers that exist.
 *
 * @throws RunError that names every argument that can't be used
 */
export function planReplication(component: string, args: DualMasterReplicationArgs): ReplicationPlan {
    const servers = place<ExistingServerArgs>(component, args);
    refuse(component, [
        ...refusalsOf(replicationArguments, args),
        ...refusalsOfServers(args, servers),
        ...refusalsOfAddresses(servers.map(({ path, args: each }) => ({ ...each, path }))),
        ...refuseRepeated(
            "an id",
            used(servers, "serverId", (server) => server.args.serverId),
        ),
    ]);
    const links = linksOf(component, args, servers);
    return {
        servers: servers.map((server) => ({
            path: server.path,
            resource: server.resource,
            name: server.name,
            role: server.role,
            binaryLogOnRemoval: (server.args as Partial<ExistingReplicaArgs>).binaryLogOnRemoval ?? "keep",
            settings: settingsFor(args, servers, server, {
                myCnf: server.args.myCnf ?? "owner",
                positioning: args.positioning ?? DEFAULT_POSITIONING,
                serverId: server.args.serverId,
                peerHost:
                    server.args.myCnf === "generated" && typeof server.args.peerHost === "string"
                        ? server.args.peerHost
                        : undefined,
            }),
        })),
        links,
        comparisons: args.rowComparison === undefined ? [] : comparisonsOf(component, servers, links),
    };
}
