import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../args";
import { DynamicResource } from "../storedProvider";
import type { InitialDataInputs, LinkStart } from "./inputs";

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

    constructor(name: string, args: Args<InitialDataInputs>, opts: pulumi.CustomResourceOptions) {
        super("InitialData", name, { ...args, start: undefined, startBack: undefined }, opts);
    }
}
