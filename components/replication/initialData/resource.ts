import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../connectionArgs";
import { DynamicResource } from "../storedProvider";
import type { HeldData, LinkStart } from "./inputs";
import type { FiltersArgs } from "../../model/filters";
import type { Positioning } from "../../model/coordinates";

export interface InitialDataArgs {
    /** The link in messages, e.g. `orders-master-2 from orders-master-1`. */
    link: string;
    /** The server that is to follow, and how to log in there. */
    replica: ConnectionArgs;
    /** The server that is to be followed, and how to log in there. */
    source: ConnectionArgs;
    /** Where the replica dials its source. */
    sourceAddress: pulumi.Input<{ host: pulumi.Input<string>; port: number }>;
    /** Where the source dials the replica, if it is to follow it as well. */
    replicaAddress?: pulumi.Input<{ host: pulumi.Input<string>; port: number }>;
    /** How the replica finds its place. */
    positioning: Positioning;
    /** What the two hold, or what is to be done about it. */
    data: HeldData;
    /** Only databases that pass them are looked at or copied. */
    filters: FiltersArgs;
    /** Seconds to wait for the servers' first answer. */
    deadlineSeconds: number;
}

/**
 * What two servers hold when links between them are made: found empty, compared, or copied, together with the binary log
 * coordinates of that moment, of which every link that was not there yet starts. It happens once, before any link is
 * wired; to have it done again for a link that lost its place, replace it, which replaces that link with it.
 */
export class InitialData extends DynamicResource {
    /** The moment from which the replica's link has to bring everything. */
    declare readonly start: pulumi.Output<LinkStart | null>;
    /** The same for the source's link, where it is to follow the replica as well. */
    declare readonly startBack: pulumi.Output<LinkStart | null>;

    constructor(name: string, { link, ...args }: InitialDataArgs, opts: pulumi.CustomResourceOptions) {
        super("InitialData", name, { ...args, name: link, start: undefined, startBack: undefined }, opts);
    }
}
