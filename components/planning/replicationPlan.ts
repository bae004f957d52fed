import type { DualMasterReplicationArgs, ExistingServerArgs, MasterArgs, TopologyArgs } from "../args";
import { refusalsOfAddresses } from "./addresses";
import { refusalsOfServers, used } from "./crossChecks";
import { accountOf, existingServerOf, POSITIONING_OF_EXISTING_SERVERS, topologyOf, type Topology } from "./defaults";
import { lateText, together, type LateCheck } from "./lateChecks";
import { comparisonsOf, linksOf } from "./links";
import { refusalsOfExistingPassword, refusalsOfReplicationPassword } from "./passwords";
import type { ReplicationPlan, ServerPlan } from "./plan";
import { refuse } from "./refusal";
import { replicationArguments } from "./schema";
import { optionsFor, place, replicationUser, type NamedServer, type Placed } from "./servers";
import { refuseRepeated } from "./uniqueness";
import { refusalsOf } from "./validate";

/**
 * Plans the replication of servers that exist.
 *
 * @throws RunError that names every argument that can't be used
 */
export function planReplication(component: string, args: DualMasterReplicationArgs): ReplicationPlan {
    const placed = place<ExistingServerArgs>(component, args);
    const addressed = placed.map(({ path, args: own }) => ({ ...own, path }));
    refuse(component, [
        ...refusalsOf(replicationArguments, args),
        ...refusalsOfServers(args, placed),
        ...refusalsOfAddresses(addressed),
        ...refuseRepeated(
            "an id",
            used(placed, "serverId", (server) => server.args.serverId),
        ),
    ]);
    const topology = topologyOf(args, POSITIONING_OF_EXISTING_SERVERS);
    const servers = placed.map((server) => planServer(args, topology, server));
    return replicationOf(component, args, topology, placed, servers, [
        together(
            placed.flatMap(({ path, args: own }) =>
                lateText(`${path}.password`, own.password, refusalsOfExistingPassword),
            ),
        ),
        {
            values: placed.flatMap(({ args: own }) => [own.host, own.peerHost]),
            refusalsOf: (known) =>
                refusalsOfAddresses(
                    addressed.map((each, index) => ({
                        ...each,
                        host: known[2 * index],
                        peerHost: known[2 * index + 1],
                    })),
                ),
        },
    ]);
}

function planServer(args: TopologyArgs, topology: Topology, placed: Placed<ExistingServerArgs>): ServerPlan {
    const server = existingServerOf(placed.args);
    const { peerHost } = placed.args;
    return {
        path: placed.path,
        resource: placed.resource,
        name: placed.name,
        role: placed.role,
        ...server,
        options: optionsFor(topology, placed, {
            myCnf: server.myCnf,
            serverId: placed.args.serverId,
            peerHost: server.myCnf === "generated" && typeof peerHost === "string" ? peerHost : undefined,
        }),
        account: placed.role === "master" ? accountOf(replicationUser(args, placed)) : undefined,
    };
}

/** What stands between the servers, whoever runs them. */
export function replicationOf(
    component: string,
    args: TopologyArgs,
    topology: Topology,
    placed: Placed<NamedServer & { serverId?: number }>[],
    servers: ServerPlan[],
    lateChecks: LateCheck[],
): ReplicationPlan {
    const links = linksOf(component, args, topology, placed);
    return {
        servers,
        links,
        comparisons: comparisonsOf(component, topology, placed, links),
        filters: topology.filters,
        skipErrors: topology.skipErrors,
        auditor: topology.auditor,
        deadlineSeconds: topology.deadlineSeconds,
        lateChecks: [
            ...lateChecks,
            together([
                ...lateText("replication.password", args.replication?.password, refusalsOfReplicationPassword),
                ...placed.flatMap((server) =>
                    lateText(
                        `${server.path}.replication.password`,
                        (server.args as MasterArgs).replication?.password,
                        refusalsOfReplicationPassword,
                    ),
                ),
                ...lateText("auditor.password", topology.auditor?.password, refusalsOfExistingPassword),
            ]),
        ],
    };
}
