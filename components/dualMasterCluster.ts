import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type {
    DualMasterClusterArgs,
    ExistingServerArgs,
    MysqlProviderArgs,
    ReplicationUserArgs,
    ServerArgs,
} from "./args";
import { requireBesideProgram } from "./stack/besideProgram";
import { DEFAULT_DEADLINE_SECONDS, DualMasterReplication } from "./dualMasterReplication";
import { engineOf } from "./containers/engineOf";
import { labelsOf } from "./containers/labels";
import { endpointAt, mysqlProvider } from "./applicationDatabases";
import { MYSQL_PORT, MysqlServer } from "./containers/mysqlServer";
import { formerNamesOf, namesOf, previousServers, whichWereThere } from "./stack/previousDeployment";
import { refusalsOfChanges, type Removal } from "./planning/changes";
import type { ConnectionArgs } from "./replication/connectionArgs";
import { ReadinessGate } from "./replication/readinessGate/resource";
import { thisStack } from "./stack/thisStack";
import { hasDefault } from "./planning/managedOptions";
import {
    refusalsOfExistingPassword,
    refusalsOfReplicationPassword,
    refusalsOfRootPassword,
} from "./planning/passwords";
import { refusalsOfNetworkName } from "./planning/network";
import type { ContainerPlan } from "./planning/plan";
import { image } from "./planning/schema";
import { refusalsOf } from "./planning/validate";
import { DEFAULT_POSITIONING, planContainers } from "./planning/clusterPlan";
import { refuse } from "./planning/refusal";
import { variablesOf } from "./planning/serverOptions";
import type { DeclaredServer } from "./planning/succession";
import { turnsOf, type Turn } from "./planning/turns";
import type { BinaryLogCoordinates } from "./model/coordinates";
import type { Role } from "./model/choices";

const CONFIG_NAMESPACE = "pulumi-mysql-dual-master";
const DEFAULT_IMAGE = "mysql:5.7";
const LOOPBACK = "127.0.0.1";
const DEFAULT_STOP_SECONDS = 120;
const DEFAULT_DATA_ON_REMOVAL = "keep";
const CONTAINER = "docker:index/container:Container";

/**
 * Where one server of a cluster is reached.
 *
 * @category Outputs
 */
export interface ClusterEndpoint {
    /** Name of the server and of its container. */
    name: string;
    /** `master` takes writes, `replica` only reads. */
    role: Role;
    /** Host at which the published port is dialled. */
    host: string;
    /** The published port. */
    port: number;
    /** Host by which containers on the cluster's network dial it. */
    networkHost: string;
    /** Port at which containers on the cluster's network dial it. */
    networkPort: number;
}

/** A server that others wait for, and what it takes to see that it is back. */
interface Gated {
    server: MysqlServer;
    network: pulumi.Output<string>;
    allowed: pulumi.Output<void>;
    serverWasThere: pulumi.Input<boolean>;
}

/**
 * Two MySQL 5.7 masters in containers that replicate each other, and replicas of them: network, volumes, my.cnf,
 * containers, accounts and links. Every output resolves only once every link runs, so that nothing that depends on
 * one can write before that.
 *
 * @example
 * ```ts
 * const cluster = new DualMasterCluster("orders", {
 *     rootPassword: config.requireSecret("rootPassword"),
 *     replication: { password: config.requireSecret("replicationPassword") },
 *     masters: [{ hostPort: 3307 }, { hostPort: 3308 }],
 * });
 * export const endpoints = cluster.endpoints;
 * ```
 *
 * @category Servers in containers
 */
export class DualMasterCluster extends pulumi.ComponentResource {
    /** Masters first, then replicas, in the order of the arguments. */
    readonly endpoints: pulumi.Output<ClusterEndpoint[]>;
    /** Names of the containers, in the order of `endpoints`. */
    readonly containerNames: pulumi.Output<string[]>;
    /** Name of the Docker network on which the servers are. */
    readonly networkName: pulumi.Output<string>;
    /** Per replica, its source's binary log coordinates when the link was wired. */
    readonly coordinates: pulumi.Output<Record<string, BinaryLogCoordinates>>;
    /** Password of `root`. Secret. */
    readonly rootPassword: pulumi.Output<string>;
    /** One sentence: which servers follow each other. */
    readonly state: pulumi.Output<string>;

    private readonly called: string;
    private readonly masters: number;
    private readonly appliesListedOnly: boolean;
    private provider?: { master: number; resource: pulumi.ProviderResource };

    /**
     * @param name prefix of the names of all resources, and of containers, volumes and network by default
     * @throws RunError that names every argument that can't be used, before anything is created
     */
    constructor(name: string, args: DualMasterClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        // Before anything is registered: what is refused leaves nothing in the state.
        requireBesideProgram(name);
        const plan = planContainers(name, args);
        const image = args.image ?? configuredImage(name) ?? DEFAULT_IMAGE;
        super("mysql-dual-master:index:DualMasterCluster", name, {}, opts);
        const declared = plan.map((server) => declaredServer(args, server));
        const allowed = pulumi
            .all([knownLateAllowed(name, args), changesAllowed(this, name, args, declared)])
            .apply(() => undefined);
        const network = this.network(name, args, allowed);
        const servers = this.servers(name, { ...args, image }, plan, declared, network, allowed);
        const replication = this.replicate(name, args, plan, servers, allowed);

        const onceWired = <T>(value: pulumi.Input<T>): pulumi.Output<T> =>
            pulumi.all([value, replication.state]).apply(([known]) => known as T);
        this.called = name;
        this.masters = args.masters.length;
        this.appliesListedOnly = (args.filters?.replicateDoDb ?? []).length > 0;
        this.endpoints = onceWired(plan.map((server) => endpointOf(args, server)));
        this.containerNames = onceWired(pulumi.all(servers.map((server) => server.containerName)));
        this.networkName = onceWired(network);
        this.coordinates = onceWired(replication.coordinates);
        this.rootPassword = onceWired(pulumi.secret(args.rootPassword));
        this.state = replication.state;
        this.registerOutputs({
            endpoints: this.endpoints,
            containerNames: this.containerNames,
            networkName: this.networkName,
            coordinates: this.coordinates,
            rootPassword: this.rootPassword,
            state: this.state,
        });
    }

    /**
     * The provider for application databases, users and grants of `@pulumi/mysql`, which has to be installed. What is
     * declared with it is written on one master as `root`, not before every link runs, and reaches all other servers
     * by replication. (Not so accounts and grants where `filters.replicateDoDb` is declared: they belong to no
     * database, and so to none of those that replicas apply. A warning says so.)
     *
     * Every call answers with the same provider. Another master is another address of that provider: what was made
     * through the one is kept through the other.
     *
     * @example
     * ```ts
     * const provider = cluster.mysqlProvider();
     * const shop = new mysql.Database("shop", { name: "shop" }, { provider });
     * ```
     * @throws RunError where `@pulumi/mysql` is not installed, where there is no such master, or where an earlier call
     * asked for another one: the same statement on both would meet itself and end replication
     */
    mysqlProvider({ master = 0 }: MysqlProviderArgs = {}): pulumi.ProviderResource {
        const earlier = this.provider;
        if (earlier !== undefined && earlier.master !== master) {
            throw this.noMaster(master, `is masters[${earlier.master}] elsewhere in the program; allowed: one of them`);
        }
        if (!Number.isInteger(master) || master < 0 || master >= this.masters) {
            throw this.noMaster(master, `allowed: a place in masters, 0 to ${this.masters - 1}`);
        }
        this.provider = earlier ?? { master, resource: this.providerOn(master) };
        return this.provider.resource;
    }

    private noMaster(master: number, reason: string): pulumi.RunError {
        return new pulumi.RunError(`${this.called}.mysqlProvider: master = ${master}: ${reason}`);
    }

    private providerOn(master: number): pulumi.ProviderResource {
        if (this.appliesListedOnly) {
            void pulumi.log.warn(
                "filters.replicateDoDb is declared: databases that it lists reach the other servers, but users and " +
                    "grants, which belong to no database, stay where the MySQL provider writes them.",
                this,
            );
        }
        const endpoint = this.endpoints.apply((all) => {
            const { host = "", port = 0 } = all[master] ?? {};
            return endpointAt(host, port);
        });
        const connection = { endpoint, username: "root", password: this.rootPassword };
        return mysqlProvider(this.called, connection, { parent: this });
    }

    private network(name: string, args: DualMasterClusterArgs, allowed: pulumi.Output<void>): pulumi.Output<string> {
        if (args.network !== undefined) {
            return pulumi.all([args.network, allowed]).apply(([known]) => known);
        }
        const networkName = allowed.apply(() => args.networkName ?? name);
        return new docker.Network(
            `${name}-network`,
            { name: networkName, labels: labelsOf(labelled(name, args), args.labels) },
            // Another label would be another network, and the servers are on this one.
            { parent: this, ignoreChanges: ["labels"] },
        ).name;
    }

    /**
     * In turn: each container waits at the gate of the one before, so that a change goes from one server to the next.
     * Where no server is there yet there is nothing to take care of, and all are made at once.
     */
    private servers(
        name: string,
        args: DualMasterClusterArgs & { image: string },
        plan: ContainerPlan[],
        declared: DeclaredServer[],
        network: pulumi.Output<string>,
        allowed: pulumi.Output<void>,
    ): MysqlServer[] {
        const formerNames = formerNamesOf(this, name, declared);
        const wereThere = whichWereThere(this, name, declared);
        const isFirst = Promise.all(wereThere).then((each) => !each.includes(true));
        const servers = new Map<ContainerPlan, MysqlServer>();
        let before: ReadinessGate[] = [];
        for (const turn of turnsOf(plan)) {
            const place = plan.indexOf(turn.server);
            const [gates, aliases] = [before, formerNames[place]];
            const after = isFirst.then((is) => (is ? [] : gates));
            const server = this.server(name, args, turn.server, network, allowed, after, aliases?.(""));
            servers.set(turn.server, server);
            if (servers.size < plan.length) {
                const gate = { server, network, allowed, serverWasThere: wereThere[place] ?? false };
                before = [this.gate(args, turn, gate, aliases?.("-gate"))];
            }
        }
        return plan.flatMap((planned) => servers.get(planned) ?? []);
    }

    private gate(
        args: DualMasterClusterArgs,
        turn: Turn<ContainerPlan>,
        { server, network, allowed, serverWasThere }: Gated,
        aliases: pulumi.Input<pulumi.Alias>[] = [],
    ): ReadinessGate {
        const password = pulumi.all([pulumi.secret(args.rootPassword), allowed]).apply(([known]) => known);
        const engine = engineOf(this.getProvider(CONTAINER));
        const dialled = ({ name, hostPort }: ContainerPlan): ConnectionArgs => ({
            name,
            owner: thisStack(),
            host: dialAddress(args),
            port: hostPort,
            user: "root",
            password,
            container: { name, engine },
        });
        return new ReadinessGate(
            `${turn.server.resource}-gate`,
            {
                server: dialled(turn.server),
                links: turn.links.map(({ replica, source, peerIsToCome }) => ({
                    name: `${replica.name} from ${source.name}`,
                    replica: dialled(replica),
                    source: dialled(source),
                    sourceAddress: { host: source.hostName, port: MYSQL_PORT },
                    peerIsToCome,
                })),
                positioning: args.positioning ?? DEFAULT_POSITIONING,
                network,
                incarnation: server.containerId,
                serverWasThere,
                deadlineSeconds: args.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS,
            },
            { parent: this, aliases },
        );
    }

    private server(
        name: string,
        args: DualMasterClusterArgs & { image: string },
        plan: ContainerPlan,
        network: pulumi.Output<string>,
        allowed: pulumi.Output<void>,
        after: Promise<pulumi.Resource[]>,
        aliases: pulumi.Input<pulumi.Alias>[] = [],
    ): MysqlServer {
        return new MysqlServer(
            plan.resource,
            {
                plan,
                labels: labelsOf(labelled(name, args), args.labels),
                rootPassword: pulumi.secret(args.rootPassword),
                image: args.image,
                network,
                bindAddress: args.bindAddress ?? LOOPBACK,
                restart: args.restart ?? "always",
                hostTimeZone: args.hostTimeZone ?? false,
                stopSeconds: args.stopSeconds ?? DEFAULT_STOP_SECONDS,
                dataOnRemoval: args.dataOnRemoval ?? DEFAULT_DATA_ON_REMOVAL,
                allowed,
                after,
            },
            { parent: this, aliases },
        );
    }

    private replicate(
        name: string,
        args: DualMasterClusterArgs,
        plan: ContainerPlan[],
        servers: MysqlServer[],
        allowed: pulumi.Output<void>,
    ): DualMasterReplication {
        // Refused here, together with all others, and not a second time by itself.
        const afterAll = (password: pulumi.Input<string>): pulumi.Output<string> =>
            pulumi.all([pulumi.secret(password), allowed]).apply(([known]) => known);
        const ofAccount = <T extends ReplicationUserArgs>(user: T | undefined): T | undefined =>
            user?.password === undefined ? user : { ...user, password: afterAll(user.password) };
        const {
            lanes,
            filters,
            skipErrors,
            positioning,
            initialData,
            copyFrom,
            rowComparison,
            auditor,
            deadlineSeconds,
        } = args;
        const engine = engineOf(this.getProvider(CONTAINER));
        const running = (each: ServerArgs, index: number): ExistingServerArgs => ({
            name: plan[index]?.name,
            host: dialAddress(args),
            port: each.hostPort,
            password: afterAll(args.rootPassword),
            peerHost: plan[index]?.hostName,
            peerPort: MYSQL_PORT,
            serverId: plan[index]?.serverId,
            options: withDefault(each.options),
            myCnf: "generated",
            incarnation: servers[index]?.containerId,
            noteOnRemoval: servers[index]?.noteOnRemoval,
            container: { name: plan[index]?.name ?? "", engine },
        });
        return new DualMasterReplication(
            name,
            {
                replication: ofAccount(args.replication),
                lanes,
                filters,
                skipErrors,
                positioning: positioning ?? DEFAULT_POSITIONING,
                initialData,
                copyFrom,
                rowComparison,
                auditor: auditor === undefined ? undefined : { ...auditor, password: afterAll(auditor.password) },
                options: withDefault(args.options),
                deadlineSeconds,
                masters: args.masters.map((each, index) => ({
                    ...running(each, index),
                    offset: each.offset,
                    replication: ofAccount(each.replication),
                })),
                replicas: (args.replicas ?? []).map((each, index) => ({
                    ...running(each, args.masters.length + index),
                    of: each.of,
                    number: each.number,
                    binaryLogOnRemoval: each.binaryLogOnRemoval,
                })),
            },
            { parent: this },
        );
    }
}

/** The image for the whole stack, e.g. from a registry of one's own; the rule for the argument holds for it, too. */
function configuredImage(component: string): string | undefined {
    const configured = new pulumi.Config(CONFIG_NAMESPACE).get("image");
    if (configured !== undefined) {
        const refusals = refusalsOf(image, configured);
        refuse(
            component,
            refusals.map((refusal) => ({ ...refusal, path: `${CONFIG_NAMESPACE}:image (stack configuration)` })),
        );
    }
    return configured;
}

/** A program that binds to one address of its host can dial that one; any address includes the loopback one. */
function dialAddress({ dialAddress: given, bindAddress = LOOPBACK }: DualMasterClusterArgs): string {
    const everywhere = bindAddress === "0.0.0.0" || bindAddress === "::";
    return given ?? (everywhere ? LOOPBACK : bindAddress);
}

/** A component that is renamed by an alias keeps its network's name, and so its label: another one is another container. */
const labelled = (name: string, { networkName }: DualMasterClusterArgs): string => networkName ?? name;

function endpointOf(args: DualMasterClusterArgs, { name, role, hostName, hostPort }: ContainerPlan): ClusterEndpoint {
    return {
        name,
        role,
        host: dialAddress(args),
        port: hostPort,
        networkHost: hostName,
        networkPort: MYSQL_PORT,
    };
}

const declaredServer = (args: DualMasterClusterArgs, plan: ContainerPlan): DeclaredServer => ({
    ...plan,
    host: dialAddress(args),
    port: plan.hostPort,
    variables: variablesOf(plan.settings),
});

const removalIn = (name: string, args: DualMasterClusterArgs): Removal => ({
    cluster: labelled(name, args),
    keepsData: (args.dataOnRemoval ?? DEFAULT_DATA_ON_REMOVAL) === "keep",
});

/** What the servers of the last deployment are to become is refused before anything is touched. */
function changesAllowed(
    component: pulumi.Resource,
    name: string,
    args: DualMasterClusterArgs,
    declared: DeclaredServer[],
): pulumi.Output<void> {
    return pulumi.all([previousServers(), namesOf(component, name)]).apply(([previous, names]) => {
        refuse(name, refusalsOfChanges(names, declared, previous, removalIn(name, args)));
    });
}

/** Some arguments may only be known while the program runs: whatever is created first waits for this. */
function knownLateAllowed(component: string, args: DualMasterClusterArgs): pulumi.Output<void> {
    const replication = [
        { path: "replication.password", password: args.replication?.password },
        ...args.masters.map((master, index) => ({
            path: `masters[${index}].replication.password`,
            password: master.replication?.password,
        })),
    ].filter(({ password }) => password !== undefined);
    const auditor = args.auditor?.password ?? "";
    return pulumi
        .unsecret(pulumi.all([args.rootPassword, pulumi.all(replication), auditor, args.network]))
        .apply(([root, users, auditing, network]) => {
            refuse(component, [
                ...refusalsOfNetworkName("network", network),
                ...refusalsOfRootPassword("rootPassword", root),
                ...users.flatMap(({ path, password = "" }) => refusalsOfReplicationPassword(path, password)),
                ...refusalsOfExistingPassword("auditor.password", auditing),
            ]);
        });
}

/** Of a container's options, those that are verified on the running server; the others stand in its my.cnf alone. */
const withDefault = (options: Record<string, string> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(options).filter(([name]) => hasDefault(name)));
