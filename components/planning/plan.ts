import type * as pulumi from "@pulumi/pulumi";
import type { AuditorArgs, ServerContainerArgs, StorageArgs } from "../args";
import type { BinaryLogOnRemoval, DataOnRemoval, MyCnfWriter, RestartPolicy, Role } from "../model/choices";
import type { Positioning } from "../model/coordinates";
import type { FiltersArgs } from "../model/filters";
import type { HeldData } from "../model/initialData";
import type { ReceiverSettings } from "../model/receiver";
import type { LateCheck } from "./lateChecks";
import type { ServerOption } from "./serverOptions";

/*
 * What arguments come to. A plan is complete: every default has been applied, every name and number given, and whoever
 * works from it looks at no argument again. Only what the program's author may know late (`pulumi.Input`) is still open.
 */

/** The account with which others follow a master. */
export interface AccountPlan {
    user: string;
    hostPattern: string;
    password: pulumi.Input<string>;
}

/** One server as it is to run, and how it is reached. */
export interface ServerPlan {
    /** Where its arguments stand, e.g. `masters[0]`. */
    path: string;
    /** How its resources are called: by its name, not by its place in a list. */
    resource: string;
    name: string;
    role: Role;
    /** What it runs with: the lines of its my.cnf, and the variables that prove them. */
    options: ServerOption[];
    myCnf: MyCnfWriter;
    binaryLogOnRemoval: BinaryLogOnRemoval;
    /** Where the program connects to it, and as whom. */
    host: pulumi.Input<string>;
    port: number;
    user: pulumi.Input<string>;
    password: pulumi.Input<string>;
    /** Where the other servers connect to it. */
    peerHost: pulumi.Input<string>;
    peerPort: number;
    /** Only a master has one. */
    account?: AccountPlan;
    /** Changes with the process; empty where nothing tells. */
    incarnation: pulumi.Input<string>;
    /** Told when the server leaves the program; empty where there is nothing to tell. */
    noteOnRemoval: pulumi.Input<string>;
    container?: ServerContainerArgs;
}

/** A server as it is to run, and the container that runs it. */
export interface ContainerPlan extends ServerPlan {
    host: string;
    hostName: string;
    serverId: number;
    /** The place of the server that it follows. */
    source: number;
    storage: StorageArgs & { configFile: string };
    image: string;
    /** Address of the Docker host on which its port is published. */
    bindAddress: string;
    restart: RestartPolicy;
    hostTimeZone: boolean;
    stopSeconds: number;
    dataOnRemoval: DataOnRemoval;
}

/** One arrow: `replica` follows `source`; both are places in {@link ReplicationPlan.servers}. */
export interface LinkPlan {
    /** How its resource is called: by the replica, which has one source at a time, so that a new source is an update. */
    resource: string;
    replica: number;
    source: number;
    /** How the resource is called that establishes what the two hold: for both masters, one. */
    dataResource: string;
    /** As declared; `copied`: the source is to be a copy of the replica. */
    data: HeldData;
    positioning: Positioning;
    /** The server_id of every replica that follows the replica of this arrow; absent where not all are declared. */
    replicaFollowers?: number[];
    receiver: ReceiverSettings;
}

/** Two servers whose rows are compared; both are places in {@link ReplicationPlan.servers}. */
export interface ComparisonPlan {
    resource: string;
    replica: number;
    source: number;
    /** True for the masters: both of their links are compared at once. */
    mutual: boolean;
    databases: string[];
    ignoreTables: string[];
    secondsAtMost: number;
}

/** Servers, and arrows in the order in which they are wired: between the masters first. */
export interface ReplicationPlan {
    servers: ServerPlan[];
    links: LinkPlan[];
    /** None, unless the author wants rows compared. */
    comparisons: ComparisonPlan[];
    filters: FiltersArgs;
    skipErrors: string[];
    auditor?: AuditorArgs;
    deadlineSeconds: number;
    /** What may only be known while the program runs, and is refused then. */
    lateChecks: LateCheck[];
}

/** Containers, the network on which they meet, and their replication. */
export interface ClusterPlan {
    servers: ContainerPlan[];
    network: { joined: pulumi.Input<string> } | { made: string };
    /** By which the labels of its containers say whose they are. */
    cluster: string;
    /** The author's own labels. */
    labels: Record<string, string>;
    rootPassword: pulumi.Input<string>;
    dataOnRemoval: DataOnRemoval;
    positioning: Positioning;
    replication: ReplicationPlan;
    lateChecks: LateCheck[];
}
