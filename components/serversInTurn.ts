import * as pulumi from "@pulumi/pulumi";
import { connectionTo } from "./connectionTo";
import { labelsOf } from "./containers/labels";
import { MysqlServer } from "./containers/mysqlServer";
import type { ClusterPlan, ContainerPlan } from "./planning/plan";
import { declaredServer } from "./planning/succession";
import { turnsOf, type Turn } from "./planning/turns";
import { ReadinessGate } from "./replication/readinessGate/resource";
import type { Allowed } from "./stack/allowed";
import { formerNamesOf, whichWereThere } from "./stack/previousDeployment";

/** A server that others wait for, and whether it is older than the wait. */
interface Gated {
    server: MysqlServer;
    serverWasThere: pulumi.Input<boolean>;
    aliases?: pulumi.Input<pulumi.Alias>[];
}

/**
 * The servers of a cluster, in turn: each container waits at the gate of the one before, so that a change goes from one
 * server to the next. Where no server is there yet there is nothing to take care of, and all are made at once.
 *
 * @returns in the order of the plan
 */
export function serversInTurn(
    cluster: pulumi.ComponentResource,
    name: string,
    plan: ClusterPlan,
    network: pulumi.Output<string>,
    allowed: Allowed,
): MysqlServer[] {
    const declared = plan.servers.map((server) => declaredServer(server, server.host));
    const formerNames = formerNamesOf(cluster, name, declared);
    const wereThere = whichWereThere(cluster, name, declared);
    const isFirst = Promise.all(wereThere).then((each) => !each.includes(true));
    const servers = new Map<ContainerPlan, MysqlServer>();
    let before: ReadinessGate[] = [];
    for (const turn of turnsOf(plan.servers)) {
        const place = plan.servers.indexOf(turn.server);
        const [gates, aliases] = [before, formerNames[place]];
        const server = new MysqlServer(
            turn.server.resource,
            {
                plan: turn.server,
                labels: labelsOf(plan.cluster, plan.labels),
                rootPassword: pulumi.secret(plan.rootPassword),
                network,
                allowed,
                after: isFirst.then((is) => (is ? [] : gates)),
            },
            { parent: cluster, aliases: aliases?.("") },
        );
        servers.set(turn.server, server);
        if (servers.size < plan.servers.length) {
            const gated = { server, serverWasThere: wereThere[place] ?? false, aliases: aliases?.("-gate") };
            before = [gate(cluster, plan, turn, gated, network, allowed)];
        }
    }
    return plan.servers.flatMap((planned) => servers.get(planned) ?? []);
}

function gate(
    cluster: pulumi.ComponentResource,
    plan: ClusterPlan,
    turn: Turn<ContainerPlan>,
    { server, serverWasThere, aliases = [] }: Gated,
    network: pulumi.Output<string>,
    allowed: Allowed,
): ReadinessGate {
    return new ReadinessGate(
        `${turn.server.resource}-gate`,
        {
            server: connectionTo(turn.server, allowed),
            links: turn.links.map(({ replica, source, peerIsToCome }) => ({
                name: `${replica.name} from ${source.name}`,
                replica: connectionTo(replica, allowed),
                source: connectionTo(source, allowed),
                sourceAddress: { host: source.hostName, port: source.peerPort },
                peerIsToCome,
            })),
            positioning: plan.positioning,
            network,
            incarnation: server.containerId,
            serverWasThere,
            deadlineSeconds: plan.replication.deadlineSeconds,
        },
        { parent: cluster, aliases },
    );
}
