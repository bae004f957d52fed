import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../args";
import { DynamicResource } from "../storedProvider";
import { desiredState } from "./desiredState";
import type { DeclaredComparison } from "./inputs";

/**
 * The rows of two servers that follow one another: compared whenever they are looked at, and never changed. What
 * differs is shown by table; which side is right is for a person to decide.
 */
export class RowComparison extends DynamicResource {
    /** `every table`, or how far the comparison got. */
    declare readonly compared: pulumi.Output<string>;
    /** What differs, by table. */
    declare readonly tables: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: Args<DeclaredComparison>, opts: pulumi.CustomResourceOptions) {
        super("RowComparison", name, { ...args, ...desiredState(args) }, opts);
    }
}
