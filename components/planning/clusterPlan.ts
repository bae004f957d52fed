import type { DualMasterClusterArgs, ServerArgs } from "../args";
import { refusalsOfCluster } from "./clusterChecks";
import { accountOf, containerOf, IMAGE, POSITIONING_OF_CONTAINERS, topologyOf, type Topology } from "./defaults";
import { lateText } from "./lateChecks";
import { optionName } from "./managedOptions";
import { refusalsOfNetworkName } from "./network";
import { refusalsOfRootPassword } from "./passwords";
import type { ClusterPlan, ContainerPlan } from "./plan";
import { refuse, type Refusal } from "./refusal";
import { replicationOf } from "./replicationPlan";
import { clusterArguments, image } from "./schema";
import type { ServerOption } from "./serverOptions";
import { optionsFor, place, replicationUser, type Placed } from "./servers";
import { refusalsOf } from "./validate";

/** In the folder that the image itself keeps for logs. */
const ERROR_LOG: ServerOption = { section: "error log", option: "log_error", values: ["/var/log/mysql/error.log"] };

/** A setting of the whole stack, e.g. an image from a registry of one's own. */
export interface ConfiguredImage {
    /** Where it stands, for messages. */
    path: string;
    name: string;
}

/**
 * Plans the containers of a cluster, and their replication.
 *
 * @param configured the image where the arguments name none
 * @throws RunError that names every argument that can't be used
 */
export function planCluster(component: string, args: DualMasterClusterArgs, configured?: ConfiguredImage): ClusterPlan {
    const placed = place<ServerArgs>(component, args);
    refuse(component, [
        ...refusalsOf(clusterArguments, args),
        ...refusalsOfCluster(args, placed),
        ...(args.image === undefined ? refusalsOfConfigured(configured) : []),
    ]);
    const topology = topologyOf(args, POSITIONING_OF_CONTAINERS);
    const servers = placed.map((server, index) => ({
        ...planContainer(args, topology, server),
        image: args.image ?? configured?.name ?? IMAGE,
        // Of two masters, each follows the other.
        source: server.of ?? 1 - index,
    }));
    const [{ dataOnRemoval }] = servers as [ContainerPlan];
    return {
        servers,
        network: args.network === undefined ? { made: args.networkName ?? component } : { joined: args.network },
        // One that is renamed by an alias keeps its network's name, and so its label: another one is another container.
        cluster: args.networkName ?? component,
        labels: args.labels ?? {},
        rootPassword: args.rootPassword,
        dataOnRemoval,
        positioning: topology.positioning,
        replication: replicationOf(component, args, topology, withIds(placed, servers), servers, []),
        lateChecks: [
            ...lateText("network", args.network, refusalsOfNetworkName),
            ...lateText("rootPassword", args.rootPassword, refusalsOfRootPassword),
        ],
    };
}

/** The rule for the argument holds for what stands in its place, too. */
const refusalsOfConfigured = (configured?: ConfiguredImage): Refusal[] =>
    configured === undefined
        ? []
        : refusalsOf(image, configured.name).map((refusal) => ({ ...refusal, path: configured.path }));

function planContainer(
    args: DualMasterClusterArgs,
    topology: Topology,
    placed: Placed<ServerArgs>,
): Omit<ContainerPlan, "image" | "source"> {
    const { path, resource, name, role } = placed;
    const container = containerOf(args, placed.args, name);
    const { myCnf, serverId, hostName } = container;
    const options = optionsFor(topology, placed, { myCnf, serverId, peerHost: hostName });
    return {
        path,
        resource,
        name,
        role,
        ...container,
        options: [...(keepsLog(topology, placed) ? [ERROR_LOG] : []), ...options],
        account: role === "master" ? accountOf(replicationUser(args, placed)) : undefined,
    };
}

const keepsLog = (topology: Topology, { args: { storage, options } }: Placed<ServerArgs>): boolean =>
    (storage?.logPath !== undefined || storage?.logVolume !== undefined) &&
    !Object.keys({ ...topology.options, ...options }).some((name) => optionName(name) === "log_error");

const withIds = (placed: Placed<ServerArgs>[], servers: ContainerPlan[]): Placed<ServerArgs>[] =>
    placed.map((each, index) => ({ ...each, args: { ...each.args, serverId: servers[index]?.serverId } }));
