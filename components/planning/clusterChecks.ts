import type { DualMasterClusterArgs, ServerArgs } from "../args";
import { refusalsOfServers, used } from "./crossChecks";
import { serverIdOf } from "./defaults";
import type { Refusal } from "./refusal";
import type { Placed } from "./servers";
import { refuseRepeated, type Used } from "./uniqueness";

/** What the arguments of a cluster may be together. */
export function refusalsOfCluster(args: DualMasterClusterArgs, servers: Placed<ServerArgs>[]): Refusal[] {
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
                value: serverIdOf(server.args),
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
