import * as pulumi from "@pulumi/pulumi";
import { DATA_FOLDER } from "../containers/image";
import { OWN_LABELS, type Label } from "../model/labels";
import { oncePerProgram } from "./oncePerProgram";
import { thisStack } from "./thisStack";
import type { DataPlace, PreviousServer } from "../planning/previousServer";
import { before, successions, type DeclaredServer, type Succession } from "../planning/succession";

/** Outputs of every resource in the stack's state, by URN. */
type StoredOutputs = Record<string, { outputs?: Record<string, unknown> } | undefined>;

/**
 * The servers that the stack's last deployment has left, as its state says. The engine answers from the state as it was
 * before this update (`pulumi:pulumi:readStackResourceOutputs`, pkg/resource/deploy/builtins.go), also in a preview.
 *
 * An engine that can't be asked is told of, and leaves only what the resources themselves see to: a data volume is never
 * replaced, and never deleted unless its author asked for that.
 */
export const previousServers = oncePerProgram(() => readServers(thisStack()));

/** The aliases of one of a server's resources, by what that is called behind the server. */
export type FormerNames = (suffix: string) => pulumi.Input<pulumi.Alias>[];

/**
 * How each server's resources were called: by its former name, or, as an older release did, by its place in a list.
 * With that as its alias, a resource goes on as the one that it was.
 */
export function formerNamesOf(component: pulumi.Resource, name: string, servers: DeclaredServer[]): FormerNames[] {
    const found = successionsOf(component, name, servers);
    return servers.map((server) => {
        const former = found.then((all) => {
            const succession = all.get(server);
            return (succession && before(succession))?.resource ?? server.resource;
        });
        return (suffix) => [former.then((name) => ({ name: `${name}${suffix}` }))];
    });
}

/** Whether each server, or more of it than a volume, was there when the last deployment ended. */
export function whichWereThere(
    component: pulumi.Resource,
    name: string,
    servers: DeclaredServer[],
): Promise<boolean>[] {
    const found = successionsOf(component, name, servers);
    return servers.map(async (server) => {
        const succession = (await found).get(server);
        return succession !== undefined && before(succession)?.name !== undefined;
    });
}

const successionsOf = async (
    component: pulumi.Resource,
    name: string,
    servers: DeclaredServer[],
): Promise<Map<DeclaredServer, Succession>> =>
    successions(await namesOf(component, name), servers, await previousServers());

/** What the SDK knows of a resource, and its types leave out (sdk/nodejs/resource.ts). */
interface Known {
    __name?: string;
    __aliases?: pulumi.Input<pulumi.URN>[];
    __parentResource?: pulumi.Resource;
}

/**
 * A component's name, and those that it had: by its own aliases, and by those of its parent, from whose name a child's
 * begins (SDK, inheritedChildAlias).
 */
export async function namesOf(component: pulumi.Resource, name: string): Promise<string[]> {
    const { __aliases: aliases = [], __parentResource: parent } = component as Known;
    const urns = await Promise.all(
        aliases.map((alias) => new Promise<string>((resolve) => pulumi.output(alias).apply(resolve))),
    );
    const own = urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
    const { __name: parentName } = (parent ?? {}) as Known;
    const ofParent =
        parent === undefined || parentName === undefined || !name.startsWith(parentName)
            ? []
            : (await namesOf(parent, parentName)).map((former) => `${former}${name.slice(parentName.length)}`);
    return [...new Set([name, ...own, ...ofParent])];
}

async function readServers(stackName: string): Promise<PreviousServer[]> {
    try {
        const answer = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
            outputs?: StoredOutputs;
        };
        return serversIn(answer.outputs ?? {});
    } catch (error) {
        void pulumi.log.warn(
            "Pulumi's engine does not say what the stack's state holds, so that a changed order or name of servers is not " +
                `looked at before anything is changed: ${(error as Error).message}`,
        );
        return [];
    }
}

const CHILD = /mysql-dual-master:index:MysqlServer(?:\$docker:index\/(container:Container|volume:Volume))?::(.+)$/;
const VARIABLES = /mysql-dual-master:(?:index:)?ServerVariables::(.+)-variables$/;
const DATA_VOLUME = /^(.+)-data$/;

/** Each server as its container, its volume and its variables say, whichever of them there are. */
export function serversIn(stored: StoredOutputs): PreviousServer[] {
    const servers = new Map<string, PreviousServer>();
    const add = (resource: string, more: Partial<PreviousServer>): void => {
        servers.set(resource, { variables: {}, ...servers.get(resource), ...more, resource });
    };
    for (const [urn, { outputs = {} } = {}] of Object.entries(stored)) {
        const [, kind, name = ""] = CHILD.exec(urn) ?? [];
        const [, ofVariables] = VARIABLES.exec(urn) ?? [];
        if (ofVariables !== undefined) {
            add(ofVariables, fromVariables(outputs));
        } else if (kind === "container:Container") {
            add(name, fromContainer(outputs, servers.get(name)?.data));
        } else if (kind === "volume:Volume") {
            const [, resource] = DATA_VOLUME.exec(name) ?? [];
            if (resource !== undefined) {
                // What the server itself says is of its last deployment, and its volume's label of its first.
                add(resource, { ...fromDataVolume(outputs), ...saidByServer(servers.get(resource)) });
            }
        } else if (name !== "" && typeof outputs.keepsData === "boolean") {
            add(name, { keepsData: outputs.keepsData });
        }
    }
    return [...servers.values()];
}

interface StoredVariables {
    connection?: { name?: string; host?: string; port?: number };
    wantedVariables?: Record<string, string>;
    variables?: Record<string, string>;
}

function fromVariables({ connection, wantedVariables, variables = {} }: StoredVariables): Partial<PreviousServer> {
    const declared = wantedVariables ?? variables;
    return {
        name: connection?.name,
        host: connection?.host,
        port: Number(connection?.port),
        role: declared.read_only === "ON" ? "replica" : "master",
        variables: declared,
    };
}

const saidByServer = (server?: PreviousServer): Partial<PreviousServer> =>
    server?.keepsData === undefined ? {} : { keepsData: server.keepsData };

const labelled = (labels: Label[], name: string): string | undefined =>
    labels.find(({ label }) => label === `${OWN_LABELS}${name}`)?.value;

/** Of an older release, a volume bears no name of a server: the state says then that it goes with its resource. */
function fromDataVolume({ name, labels = [] }: { name?: string; labels?: Label[] }): Partial<PreviousServer> {
    const isOfThisRelease = labelled(labels, "server") !== undefined;
    return { data: { volume: name }, ...(isOfThisRelease ? { keepsData: true } : {}) };
}

interface StoredContainer {
    name?: string;
    labels?: Label[];
    volumes?: { containerPath?: string; hostPath?: string; volumeName?: string }[];
}

function fromContainer(
    { name, labels = [], volumes = [] }: StoredContainer,
    data?: DataPlace,
): Partial<PreviousServer> {
    const mount = volumes.find(({ containerPath }) => containerPath === DATA_FOLDER);
    const [volume, folder] = [mount?.volumeName ?? "", mount?.hostPath ?? ""];
    return {
        name,
        cluster: labelled(labels, "cluster"),
        data: volume !== "" ? { volume } : folder !== "" ? { folder } : data,
    };
}
