import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ApplicationDatabases } from "./applicationDatabases";
import type { DualMasterClusterArgs, MysqlProviderArgs } from "./args";
import { engineOf } from "./containers/engineOf";
import { labelsOf } from "./containers/labels";
import type { MysqlServer } from "./containers/mysqlServer";
import type { Role } from "./model/choices";
import type { BinaryLogCoordinates } from "./model/coordinates";
import { together } from "./planning/lateChecks";
import { planCluster } from "./planning/clusterPlan";
import type { ClusterPlan, ContainerPlan, ReplicationPlan } from "./planning/plan";
import { serversInTurn } from "./serversInTurn";
import { allowed, type Allowed } from "./stack/allowed";
import { requireBesideProgram } from "./stack/besideProgram";
import { configuredImage } from "./stack/configuration";
import { wire, type Wired } from "./wiring";

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
    /** Host at which `pulumi` connects to the published port. */
    host: string;
    /** The published port. */
    port: number;
    /** Host by which containers on the cluster's network connect to it. */
    networkHost: string;
    /** Port at which containers on the cluster's network connect to it. */
    networkPort: number;
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
    /** One sentence: which servers follow each other. Resolves once every link runs. */
    readonly state: pulumi.Output<string>;

    /**
     * @param name prefix of the names of all resources, and of containers, volumes and network by default
     * @throws RunError that names every argument that can't be used, before anything is created
     */
    constructor(name: string, args: DualMasterClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        // Before anything is registered: what is refused leaves nothing in the state.
        requireBesideProgram(name);
        const planned = planCluster(name, args, configuredImage());
        super("mysql-dual-master:index:DualMasterCluster", name, {}, opts);
        const plan = withEngine(planned, this);
        const mayBegin = allowed(this, name, lateIn(plan), {
            cluster: plan.cluster,
            keepsData: plan.dataOnRemoval === "keep",
        });
        const network = networkOf(this, name, plan, mayBegin);
        const servers = serversInTurn(this, name, plan, network, mayBegin);
        const replication = new ReplicationOfCluster(name, running(plan, servers), mayBegin, { parent: this });

        const onceWired = <T>(value: pulumi.Input<T>): pulumi.Output<T> =>
            pulumi.all([value, replication.state]).apply(([known]) => known as T);
        this.endpoints = onceWired(plan.servers.map(endpointOf));
        this.containerNames = onceWired(pulumi.all(servers.map((server) => server.containerName)));
        this.networkName = onceWired(network);
        this.coordinates = onceWired(replication.coordinates);
        this.rootPassword = onceWired(pulumi.secret(plan.rootPassword));
        this.state = replication.state;
        databases.set(this, new ApplicationDatabases(this, name, plan));
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
     * @param args which master is written
     * @throws RunError where `@pulumi/mysql` is not installed, where there is no such master, or where an earlier call
     * asked for another one: the same statement on both would meet itself and end replication
     */
    mysqlProvider({ master = 0 }: MysqlProviderArgs = {}): pulumi.ProviderResource {
        return databasesOf(this).providerOn(master);
    }
}

/** Beside the clusters, and not in them: each property of a component is one of its outputs, in every language. */
const databases = new WeakMap<DualMasterCluster, ApplicationDatabases>();

function databasesOf(cluster: DualMasterCluster): ApplicationDatabases {
    const found = databases.get(cluster);
    if (found === undefined) {
        throw new TypeError("a cluster without a plan: its constructor has not run");
    }
    return found;
}

/** The replication of a cluster's own servers: as that of servers that exist, of which all is planned already. */
class ReplicationOfCluster extends pulumi.ComponentResource implements Wired {
    readonly state: pulumi.Output<string>;
    readonly coordinates: pulumi.Output<Record<string, BinaryLogCoordinates>>;

    constructor(name: string, plan: ReplicationPlan, mayBegin: Allowed, opts: pulumi.ComponentResourceOptions) {
        super("mysql-dual-master:index:DualMasterReplication", name, {}, opts);
        const { state, coordinates } = wire(this, name, plan, mayBegin);
        this.state = state;
        this.coordinates = coordinates;
        this.registerOutputs({ state, coordinates });
    }
}

/** Where each container can be looked at: with the engine that the Docker provider of this component uses. */
function withEngine(plan: ClusterPlan, cluster: DualMasterCluster): ClusterPlan {
    const engine = engineOf(cluster.getProvider("docker:index/container:Container"));
    return {
        ...plan,
        servers: plan.servers.map((server) => ({ ...server, container: { name: server.name, engine } })),
    };
}

const lateIn = ({ servers, lateChecks, replication }: ClusterPlan) => ({
    servers,
    lateChecks: [together([...lateChecks, ...replication.lateChecks])],
});

function networkOf(
    cluster: DualMasterCluster,
    name: string,
    { network, cluster: label, labels }: ClusterPlan,
    mayBegin: Allowed,
): pulumi.Output<string> {
    if ("joined" in network) {
        return pulumi.all([network.joined, mayBegin]).apply(([known]) => known);
    }
    return new docker.Network(
        `${name}-network`,
        { name: mayBegin.apply(() => network.made), labels: labelsOf(label, labels) },
        // Another label would be another network, and the servers are on this one.
        { parent: cluster, ignoreChanges: ["labels"] },
    ).name;
}

/** The replication as planned, with what only the running containers tell. */
const running = ({ servers: planned, replication }: ClusterPlan, servers: MysqlServer[]): ReplicationPlan => ({
    ...replication,
    servers: planned.map((server, index) => ({
        ...server,
        incarnation: servers[index]?.containerId ?? "",
        noteOnRemoval: servers[index]?.noteOnRemoval ?? "",
    })),
});

const endpointOf = ({ name, role, host, port, hostName, peerPort }: ContainerPlan): ClusterEndpoint => ({
    name,
    role,
    host,
    port,
    networkHost: hostName,
    networkPort: peerPort,
});
