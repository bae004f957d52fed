import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../connectionArgs";
import { DynamicResource } from "../storedProvider";
import { desiredState } from "./desiredState";
import type { FiltersArgs } from "../../model/filters";

export interface ComparedServersArgs {
    /** The two servers in messages, e.g. `orders-master-1 and orders-master-2`. */
    servers: string;
    /** The server that follows, and how to log in there. */
    replica: ConnectionArgs;
    /** The server that it follows, and how to log in there. */
    source: ConnectionArgs;
    /** True where the source follows the replica as well. */
    mutual: boolean;
    /** Only databases that pass them are compared. */
    filters: FiltersArgs;
    /** Only these databases are compared; none: all that are replicated. */
    databases: string[];
    /** Tables that are left out, as `database.table`. */
    ignoreTables: string[];
    /** Seconds after which the comparison ends, wherever it is. */
    secondsAtMost: number;
    /** Seconds to wait for the servers' first answer, and for one to execute what the other one has. */
    deadlineSeconds: number;
}

/**
 * The rows of two servers that follow one another: compared whenever they are looked at, and never changed. What
 * differs is shown by table; which side is right is for a person to decide.
 */
export class RowComparison extends DynamicResource {
    /** `every table`, or how far the comparison got. */
    declare readonly compared: pulumi.Output<string>;
    /** What differs, by table. */
    declare readonly tables: pulumi.Output<Record<string, string>>;

    constructor(name: string, { servers, ...args }: ComparedServersArgs, opts: pulumi.CustomResourceOptions) {
        super("RowComparison", name, { ...args, name: servers, ...desiredState(args) }, opts);
    }
}
