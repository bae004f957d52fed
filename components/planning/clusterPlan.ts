import type { DualMasterClusterArgs, ServerArgs } from "../args";
import { refuseRepeated, type Used } from "./uniqueness";
import { clusterArguments } from "./schema";
import { optionName } from "./managedOptions";
import { place, refusalsOfServers, settingsFor, used, type Placed } from "./servers";
import type { ContainerPlan } from "./plan";
import { refuse, type Refusal } from "./refusal";
import { refusalsOf } from "./validate";

/** How replicas of generated servers find their place: they all have GTIDs. */
export const DEFAULT_POSITIONING = "gtid";

/** In the folder that the image itself keeps for logs. */
const ERROR_LOG = "/var/log/mysql/error.log";

const serverId = ({ args }: Placed<ServerArgs>): number => args.serverId ?? args.hostPort;
const keepsLog = ({ args: { storage, options } }: Placed<ServerArgs>, ofAll: Record<string, string> = {}): boolean =>
    (storage?.logPath !== undefined || storage?.logVolume !== undefined) &&
    !Object.keys({ ...ofAll, ...options }).some((name) => optionName(name) === "log_error");
const hostName = ({ args, name }: Placed<ServerArgs>): string => args.hostName ?? name;

/**
 * Plans the containers of a cluster.
 *
 * @throws RunError that names every argument that can't be used
 */
export function planContainers(component: string, args: DualMasterClusterArgs): ContainerPlan[] {
    const servers = place<ServerArgs>(component, args);
    refuse(component, [...refusalsOf(clusterArguments, args), ...refusalsOfAgreement(args, servers)]);
    return servers.map((server, place) => ({
        path: server.path,
        resource: server.resource,
        name: server.name,
        role: server.role,
        binaryLogOnRemoval: "keep",
        settings: [
            ...(keepsLog(server, args.options)
                ? [{ section: "error log", option: "log_error", values: [ERROR_LOG] }]
                : []),
            ...settingsFor(args, servers, server, {
                myCnf: "generated",
                positioning: args.positioning ?? DEFAULT_POSITIONING,
                serverId: serverId(server),
                peerHost: hostName(server),
            }),
        ],
        hostName: hostName(server),
        hostPort: server.args.hostPort,
        serverId: serverId(server),
        // Of two masters, each follows the other.
        source: server.of ?? 1 - place,
        storage: server.args.storage ?? {},
    }));
}

function refusalsOfAgreement(args: DualMasterClusterArgs, servers: Placed<ServerArgs>[]): Refusal[] {
    return [
        ...refusalsOfServers(args, servers),
        ...refuseRepeated(
            "a port",
            used(servers, "hostPort", (server) => server.args.hostPort),
        ),
        ...refuseRepeated(
            "an id",
            servers.map((server) => ({
                path: `${server.path}.serverId`,
                value: serverId(server),
                derived: server.args.serverId === undefined,
            })),
        ),
        ...refuseRepeated("a host name", servers.flatMap(namesOnNetwork)),
        ...refuseRepeated("a volume", servers.flatMap(volumesOf)),
        ...refuseRepeated("a folder", servers.flatMap(foldersOf)),
        ...servers.flatMap(refuseBoth),
        ...refusalsOfNetwork(args),
    ];
}

/** A container answers to its name as well as to its host name. */
function namesOnNetwork({ path, name, args }: Placed<ServerArgs>): Used<string>[] {
    const named = { path: `${path}.name`, value: name, derived: true };
    return args.hostName === undefined || args.hostName === name
        ? [named]
        : [named, { path: `${path}.hostName`, value: args.hostName }];
}

/** Every kind of files with its volume and its folder, of which a server uses one. */
const KINDS = [
    { what: "data", volume: "dataVolume", folder: "dataPath", always: true },
    { what: "config", volume: "configVolume", folder: "configPath", always: true },
    { what: "log", volume: "logVolume", folder: "logPath", always: false },
] as const;

function volumesOf({ path, name, args: { storage } }: Placed<ServerArgs>): Used<string>[] {
    return KINDS.flatMap(({ what, volume, folder, always }) => {
        const given = storage?.[volume];
        return storage?.[folder] !== undefined || (given === undefined && !always)
            ? []
            : [{ path: `${path}.storage.${volume}`, value: given ?? `${name}-${what}`, derived: given === undefined }];
    });
}

function foldersOf({ path, args: { storage } }: Placed<ServerArgs>): Used<string>[] {
    return KINDS.flatMap(({ folder }) => {
        const given = storage?.[folder];
        return given === undefined ? [] : [{ path: `${path}.storage.${folder}`, value: given }];
    });
}

function refuseBoth({ path, args: { storage } }: Placed<ServerArgs>): Refusal[] {
    return KINDS.flatMap(({ volume, folder }) =>
        storage?.[volume] === undefined || storage[folder] === undefined
            ? []
            : [
                  {
                      path: `${path}.storage.${volume}`,
                      value: JSON.stringify(storage[volume]),
                      reason: `names a volume for the files that ${folder} keeps in a folder; allowed: one of the two`,
                  },
              ],
    );
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
