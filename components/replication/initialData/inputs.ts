import type { FiltersArgs } from "../../model/filters";
import type { HeldData } from "../../model/initialData";
import type { Positioning, BinaryLogCoordinates } from "../../model/coordinates";
import type { PeerAddress, ServerConnection } from "../../model/connection";

export interface InitialDataInputs {
    /** The link in messages, e.g. `orders-master-2 from orders-master-1`. */
    name: string;
    /** The server that is to follow, and how to log in there. */
    replica: ServerConnection;
    /** The server that is to be followed, and how to log in there. */
    source: ServerConnection;
    /** Where the replica dials its source. */
    sourceAddress: PeerAddress;
    /** Where the source dials the replica, if it is to follow it, too: then both links begin at the same moment. */
    replicaAddress?: PeerAddress;
    /** How the replica finds its place. */
    positioning: Positioning;
    /** What the two hold, or what is to be done about it. */
    data: HeldData;
    /** Only databases that pass them are looked at or copied. */
    filters: FiltersArgs;
    /** Seconds to wait for the servers' first answer. */
    deadlineSeconds: number;
}

/** A place in the binary log of one particular server. */
export interface PlaceOf extends BinaryLogCoordinates {
    serverUuid: string;
}

/**
 * The moment from which a link has to bring everything: all that the source has written behind this place is still to
 * come, and all before it is there. Of the replica it says where its own binary log stood then.
 */
export interface LinkStart {
    source: PlaceOf;
    replica: PlaceOf;
}

/**
 * `null` where the one followed the other already, so that its own place is the right one. Not `undefined`: as an output
 * that ends the update after the work was done, and one that is left out is unknown to every preview.
 */
export interface LinkStarts {
    /** Of the replica's link. */
    start: LinkStart | null;
    /** Of the source's link, where it is to follow the replica as well. */
    startBack: LinkStart | null;
}
