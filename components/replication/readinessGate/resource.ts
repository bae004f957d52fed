import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../connectionArgs";
import { DynamicResource } from "../storedProvider";
import type { Positioning } from "../../model/coordinates";
import type { PeerAddress } from "../../model/connection";

/** One of the links between a server and its peers. */
export interface GatedLinkArgs {
    /** In messages, e.g. `orders-master-2 from orders-master-1`. */
    name: string;
    replica: ConnectionArgs;
    source: ConnectionArgs;
    /** Where the replica dials its source. */
    sourceAddress: PeerAddress;
    /** True where the other end is changed after this server. */
    peerIsToCome: boolean;
}

export interface ReadinessGateArgs {
    /** The server, and how to log in there. */
    server: ConnectionArgs;
    /** Those in which it is the replica, and those in which it is the source. */
    links: GatedLinkArgs[];
    /** How replicas find their place. */
    positioning: Positioning;
    /** The Docker network on which the servers meet. */
    network: pulumi.Input<string>;
    /** Changes whenever the server is another process than before. */
    incarnation: pulumi.Input<string>;
    /** True where the server is older than its gate, which then waits at once. */
    serverWasThere: pulumi.Input<boolean>;
    /** Seconds to wait for the server's first answer, and for a link that stands still. */
    deadlineSeconds: number;
}

/**
 * Stands between two servers: whatever depends on it waits until this server, where it was made anew, answers, follows,
 * is followed, and is not behind. A change goes from one server to the next that way, and stops at the first on which it
 * fails. To a server that stays as it is it says nothing, and an audit has nothing to look at.
 */
export class ReadinessGate extends DynamicResource {
    constructor(name: string, args: ReadinessGateArgs, opts: pulumi.CustomResourceOptions) {
        super(
            "ReadinessGate",
            name,
            { ...args },
            // Only a new gate asks for it: later it would be a difference that means nothing.
            { ...opts, ignoreChanges: ["serverWasThere"] },
        );
    }
}
