import type { PreviousServer } from "./previousServer";
import type { Refusal } from "./refusal";
import { before, successions, type DeclaredServer, type Succession } from "./succession";

/**
 * What an edited program may not do to servers that are there: a server's data, its lane and its id are its own, and
 * another one never gets them because a list was put into another order or a name was changed.
 */
export function refusalsOfChanges(
    components: string[],
    servers: DeclaredServer[],
    previous: PreviousServer[],
    removal?: Removal,
): Refusal[] {
    const all = [...successions(components, servers, previous).values()];
    // What is wrong with who is who would be told again of all that follows from it.
    const mistaken = all.flatMap((each) => refusalsOfIdentity(each, all, previous));
    return mistaken.length > 0
        ? mistaken
        : [
              ...all.flatMap(refusalsOfData),
              ...refusalsOfSharedVolumes(all),
              ...all.flatMap((each) => refusalsOfSwaps(each, all)),
              ...refusalsOfRemovals(all, previous, removal),
              ...refusalsOfNewcomersAlone(all, previous, removal),
          ];
}

const quoted = (text: string): string => JSON.stringify(text);
const nameOf = ({ name, resource }: PreviousServer): string => name ?? resource;
const at = ({ host, port }: { host?: string; port?: number }): string => `${host ?? ""}:${port ?? ""}`;

/** A replica that has no name of its own is called by its number: that is the shorter thing to write. */
const byNumber = (name: string): string => {
    const [, number] = /-replica-(\d+)$/.exec(name) ?? [];
    return number === undefined ? "" : ` (of a replica, number = ${number})`;
};

function refusalsOfIdentity(each: Succession, all: Succession[], previous: PreviousServer[]): Refusal[] {
    const { server, byName, byAddress, stranger } = each;
    const was = before(each);
    const refused = (path: string, value: string, reason: string): Refusal[] => [
        { path: `${server.path}.${path}`, value: quoted(value), reason },
    ];
    if (byName !== undefined && byAddress !== undefined && byName !== byAddress) {
        const other = nameOf(byAddress);
        return refused(
            "name",
            server.name,
            `is the server at ${at(byName)} now, and at ${at(server)} is ${other}: each would become the other one; ` +
                `allowed: name = ${quoted(other)}${byNumber(other)} for the server at ${at(server)}, wherever it stands in the list`,
        );
    }
    if (stranger !== undefined) {
        return refused(
            "name",
            server.name,
            `is at ${at(server)}, where another component of this stack has ${nameOf(stranger)}; allowed: an address of its own, ` +
                'or, where that component was renamed, its former name as an alias, e.g. aliases: [{ name: "orders" }]',
        );
    }
    const elder =
        byName === undefined && byAddress !== undefined ? all.find((one) => one.byName === byAddress) : undefined;
    if (elder !== undefined) {
        return refused(
            "name",
            server.name,
            `is to be at ${at(server)}, where ${elder.server.name} still is; allowed: first ${elder.server.name} alone at its ` +
                `new address (pulumi up), then ${server.name}`,
        );
    }
    if (was?.role !== undefined && was.role !== server.role) {
        return refused(
            "name",
            server.name,
            `is ${was.role === "master" ? "a master" : "a replica"} now (${nameOf(was)} at ${at(was)}), and can't change its ` +
                `role in one step; allowed: first the program without it (pulumi up; its data stays), then with it`,
        );
    }
    const holder = previous.find((one) => one !== was && one.resource === server.resource);
    return holder === undefined
        ? []
        : refused(
              "name",
              server.name,
              `would get the data of ${nameOf(holder)} (at ${at(holder)}), as an earlier release called its resources by their ` +
                  "place; allowed: first the list in its former order (pulumi up), then in the new one",
          );
}

/** Nothing moves what a data directory holds: another volume or folder would be an empty server. */
function refusalsOfData(each: Succession): Refusal[] {
    const { path, storage } = each.server;
    const data = before(each)?.data;
    if (data === undefined || storage === undefined) {
        return [];
    }
    const { dataVolume, dataPath } = storage;
    const is = data.volume === undefined ? `the folder ${data.folder ?? ""}` : `the volume ${data.volume}`;
    const keep =
        data.volume === undefined
            ? `storage.dataPath = ${quoted(data.folder ?? "")}`
            : `storage.dataVolume = ${quoted(data.volume)}`;
    const refused = (argument: "dataVolume" | "dataPath", given: string | undefined): Refusal[] => [
        {
            path: `${path}.storage.${argument}`,
            value: given === undefined ? "" : quoted(given),
            reason:
                `${given === undefined ? "is missing: " : ""}the server's data is in ${is}, and would stay behind there` +
                `${given === undefined ? ", at the latest with pulumi destroy and the next up" : ""}; allowed: ${keep}`,
        },
    ];
    if (data.volume === undefined) {
        return dataPath === data.folder
            ? []
            : dataVolume !== undefined
              ? refused("dataVolume", dataVolume)
              : refused("dataPath", dataPath);
    }
    if (dataPath !== undefined) {
        return refused("dataPath", dataPath);
    }
    // Whatever the program says, a volume stays the one that it is. But only the program is left after pulumi destroy.
    return (dataVolume ?? `${each.server.name}-data`) === data.volume ? [] : refused("dataVolume", dataVolume);
}

/** Whichever volume it has, a server keeps it: that of one that was renamed is called as it was. */
const volumeOf = (each: Succession): string | undefined => {
    const { name, storage } = each.server;
    return storage === undefined || storage.dataPath !== undefined
        ? undefined
        : (before(each)?.data?.volume ?? storage.dataVolume ?? `${name}-data`);
};

function refusalsOfSharedVolumes(all: Succession[]): Refusal[] {
    const owners = new Map(all.map((each) => [before(each)?.data?.volume, each]));
    return all.flatMap((each) => {
        const volume = volumeOf(each);
        const owner = volume === undefined ? undefined : owners.get(volume);
        return owner === undefined || owner === each
            ? []
            : [
                  {
                      path: `${each.server.path}.storage.dataVolume`,
                      value: quoted(volume ?? ""),
                      reason: `holds the data of ${owner.server.name}; allowed: a volume of its own`,
                  },
              ];
    });
}

/** While one of the two has the new value already and the other one the old one, both have the same. */
const OF_ONE_ALONE = [
    { variable: "auto_increment_offset", argument: "offset", means: "both hand out the same AUTO_INCREMENT values" },
    { variable: "server_id", argument: "serverId", means: "both have the same server_id" },
];

/** A replica hands out nothing, and where only one master is written there are no lanes. */
const isOfNoMeaning = (variable: string, { role, variables }: PreviousServer): boolean =>
    variable === "auto_increment_offset" && (role === "replica" || variables.auto_increment_increment === "1");

function refusalsOfSwaps(each: Succession, all: Succession[]): Refusal[] {
    const { server } = each;
    const was = before(each);
    return OF_ONE_ALONE.flatMap(({ variable, argument, means }) => {
        const [old, value] = [was?.variables[variable], server.variables[variable]];
        if (was === undefined || old === undefined || value === undefined || old === value) {
            return [];
        }
        const holder = all
            .filter((other) => other !== each)
            .map(before)
            .find((other) => other?.variables[variable] === value);
        return holder === undefined || isOfNoMeaning(variable, was) || isOfNoMeaning(variable, holder)
            ? []
            : [
                  {
                      path: `${server.path}.${argument}`,
                      value,
                      reason:
                          `is what ${nameOf(holder)} has now, so that until both are changed ${means}; ` +
                          `allowed: ${old}, which ${server.name} has, or one that neither of them has`,
                  },
              ];
    });
}

/** What becomes of servers that are taken out of the program. */
export interface Removal {
    /** Whose servers they are, by the label of their containers. */
    cluster: string;
    /** Whether the program says that their data stays. */
    keepsData: boolean;
}

/** Until it is deployed, what the program says now is in no state: what stands there decides, and may be the opposite. */
function refusalsOfRemovals(all: Succession[], previous: PreviousServer[], removal?: Removal): Refusal[] {
    const staying = all.map(before);
    return previous
        .filter(
            (each) =>
                removal?.keepsData === true &&
                each.cluster === removal.cluster &&
                each.data?.volume !== undefined &&
                each.keepsData !== true &&
                !staying.includes(each),
        )
        .map((each) => ({
            path: each.role === "master" ? "masters" : "replicas",
            value: "",
            reason:
                `${nameOf(each)} is taken out, and its volume ${each.data?.volume ?? ""} would be deleted with it, as it was last ` +
                'deployed; allowed: first the program with it (pulumi up), then without it; or dataOnRemoval = "delete"',
        }));
}

/** One new server gets what the others hold; where none of those is left, all of it stays behind. */
function refusalsOfNewcomersAlone(all: Succession[], previous: PreviousServer[], removal?: Removal): Refusal[] {
    const own = previous.filter(
        ({ cluster, name }) => cluster !== undefined && cluster === removal?.cluster && name !== undefined,
    );
    const isSomebodyLeft = all.some((each) => before(each) !== undefined);
    return own.length === 0 || isSomebodyLeft
        ? []
        : [
              {
                  path: "masters",
                  value: "",
                  reason:
                      `none of them is a server that is there (${own.map((each) => `${nameOf(each)} at ${at(each)}`).join(", ")}), so that ` +
                      "all data would stay behind; allowed: one of the masters as it was, until the other one has its data",
              },
          ];
}
