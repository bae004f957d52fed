import type { DualMasterReplicationArgs, ExistingServerArgs } from "../arguments";
import { refuseRepeated } from "./agreement";
import { replicationArguments } from "./argumentRules";
import { place, refusalsOfServers, settingsFor, used, type Placed } from "./placed";
import type { LinkPlan, ReplicationPlan } from "./plan";
import { refuse } from "./refusal";
import { refusalsOf } from "./refusals";

/** Masters follow each other first: a replica's source must already receive what the other master sends. */
function linksOf(servers: Placed<unknown>[]): LinkPlan[] {
    const link = (replica: number, source: number): LinkPlan => ({
        resource: `${servers[replica]?.resource ?? ""}-link`,
        replica,
        source,
    });
    return [link(1, 0), link(0, 1)].concat(
        servers.flatMap(({ of }, index) => (of === undefined ? [] : [link(index, of)])),
    );
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
        ...refuseRepeated(
            "an id",
            used(servers, "serverId", (server) => server.args.serverId),
        ),
    ]);
    return {
        servers: servers.map((server) => ({
            resource: server.resource,
            name: server.name,
            role: server.role,
            settings: settingsFor(args, servers, server, {
                serverId: server.args.serverId,
                peerHost: typeof server.args.peerHost === "string" ? server.args.peerHost : undefined,
            }),
        })),
        links: linksOf(servers),
    };
}
