import type { StorageArgs } from "../args";
import type { ServerOption } from "./serverOptions";
import type { BinaryLogOnRemoval, Role } from "../model/choices";
import type { InitialDataMode } from "../model/initialData";
import type { Positioning } from "../model/coordinates";

/** One server as it is to run. */
export interface ServerPlan {
    /** Where its arguments stand, e.g. `masters[0]`. */
    path: string;
    /** How its resources are called: by its name, not by its place in a list. */
    resource: string;
    name: string;
    role: Role;
    settings: ServerOption[];
    binaryLogOnRemoval: BinaryLogOnRemoval;
}

/** A server as it is to run, and the container that runs it. */
export interface ContainerPlan extends ServerPlan {
    hostName: string;
    hostPort: number;
    serverId: number;
    /** The place of the server that it follows. */
    source: number;
    storage: StorageArgs;
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
    data: InitialDataMode | "copied";
    positioning: Positioning;
    /** The server_id of every replica that follows the replica of this arrow; absent where not all are declared. */
    replicaFollowers?: number[];
    /** Seconds of silence after which the source sends a heartbeat. */
    heartbeatSeconds: number;
}

/** Two servers whose rows are compared; both are places in {@link ReplicationPlan.servers}. */
export interface ComparisonPlan {
    resource: string;
    replica: number;
    source: number;
    /** True for the masters: both of their links are compared at once. */
    mutual: boolean;
}

/** Servers, and arrows in the order in which they are wired: between the masters first. */
export interface ReplicationPlan {
    servers: ServerPlan[];
    links: LinkPlan[];
    /** None, unless the author wants rows compared. */
    comparisons: ComparisonPlan[];
}
