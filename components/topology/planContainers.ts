import type { DualMasterClusterArgs, ServerArgs } from "../arguments";
import { refuseRepeated } from "./agreement";
import { clusterArguments } from "./argumentRules";
import { place, refusalsOfServers, settingsFor, used, type Placed } from "./placed";
import type { ContainerPlan } from "./plan";
import { refuse, type Refusal } from "./refusal";
import { refusalsOf } from "./refusals";

/** In the folder that the image itself keeps for logs. */
const ERROR_LOG = "/var/log/mysql/error.log";

const serverId = ({ args }: Placed<ServerArgs>): number => args.serverId ?? args.hostPort;
const keepsLog = ({ args: { storage } }: Placed<ServerArgs>): boolean =>
    storage?.logPath !== undefined || storage?.logVolume !== undefined;
const hostName = ({ args, name }: Placed<ServerArgs>): string => args.hostName ?? name;

/**
 * Plans the containers of a cluster.
 *
 * @throws RunError that names every argument that can't be used
 */
export function planContainers(component: string, args: DualMasterClusterArgs): ContainerPlan[] {
    const servers = Array.isArray(args.masters) ? place<ServerArgs>(component, args) : [];
    refuse(component, [...refusalsOf(clusterArguments, args), ...refusalsOfAgreement(args, servers)]);
    return servers.map((server) => ({
        resource: server.resource,
        name: server.name,
        role: server.role,
        settings: [
            ...settingsFor(args, servers, server, { serverId: serverId(server), peerHost: hostName(server) }),
            ...(keepsLog(server) ? [{ section: "error log", option: "log_error", values: [ERROR_LOG] }] : []),
        ],
        hostName: hostName(server),
        hostPort: server.args.hostPort,
        serverId: serverId(server),
        storage: server.args.storage ?? {},
    }));
}

function refusalsOfAgreement(args: DualMasterClusterArgs, servers: Placed<ServerArgs>[]): Refusal[] {
    const volumes = servers.flatMap((server) => [
        ...used([server], "storage.dataVolume", () => server.args.storage?.dataVolume),
        ...used([server], "storage.configVolume", () => server.args.storage?.configVolume),
        ...used([server], "storage.logVolume", () => server.args.storage?.logVolume),
    ]);
    const folders = servers.flatMap((server) => [
        ...used([server], "storage.dataPath", () => server.args.storage?.dataPath),
        ...used([server], "storage.configPath", () => server.args.storage?.configPath),
        ...used([server], "storage.logPath", () => server.args.storage?.logPath),
    ]);
    return [
        ...refusalsOfServers(args, servers),
        ...refuseRepeated(
            "a port",
            used(servers, "hostPort", (server) => server.args.hostPort),
        ),
        ...refuseRepeated("an id", used(servers, "serverId", serverId)),
        ...refuseRepeated(
            "a host name",
            used(servers, "hostName", ({ args: { hostName: given } }) => given),
        ),
        ...refuseRepeated("a volume", volumes),
        ...refuseRepeated("a folder", folders),
        ...refusalsOfNetwork(args),
    ];
}

function refusalsOfNetwork({ network, networkName }: DualMasterClusterArgs): Refusal[] {
    return network === undefined || networkName === undefined
        ? []
        : [
              {
                  path: "networkName",
                  value: JSON.stringify(networkName),
                  reason: "names a network to make, while `network` names one that exists; allowed: one of the two",
              },
          ];
}
