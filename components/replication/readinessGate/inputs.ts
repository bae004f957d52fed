import type { Positioning } from "../../model/coordinates";
import type { PeerAddress, ServerConnection } from "../../model/connection";

/** One of the links between a server and its peers. */
export interface GatedLink {
    /** In messages, e.g. `orders-master-2 from orders-master-1`. */
    name: string;
    replica: ServerConnection;
    source: ServerConnection;
    /** Where the replica dials its source. */
    sourceAddress: PeerAddress;
    /** True where the other end is changed after this server: while it is down, it is no reason to leave it down. */
    peerIsToCome: boolean;
}

/** All of it is declared: a gate shows nothing of its own. */
export interface ReadinessGateInputs {
    /** The server, and how to log in there. */
    server: ServerConnection;
    /** Those in which it is the replica, and those in which it is the source. */
    links: GatedLink[];
    /** How replicas find their place. */
    positioning: Positioning;
    /** The Docker network on which the servers meet. */
    network: string;
    /** Changes with the server's process: there is nothing to wait for as long as it is the same. */
    incarnation: string;
    /** True where the server was there before this gate was: others may be serving beside it. */
    serverWasThere: boolean;
    /** Seconds to wait for the server's first answer, and for a link that stands still. */
    deadlineSeconds: number;
}
