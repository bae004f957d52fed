import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../args";
import { DynamicResource } from "../storedProvider";
import { desiredState } from "./desiredState";
import type { DeclaredAccount } from "./inputs";

/** The account with which replicas log in at one master, with exactly `REPLICATION SLAVE ON *.*`. */
export class ReplicationAccount extends DynamicResource {
    /** `present`, or what is wrong with it. */
    declare readonly account: pulumi.Output<string>;
    /** What it may do. */
    declare readonly privileges: pulumi.Output<string>;
    /** The process that it was verified on. */
    declare readonly incarnation: pulumi.Output<string>;

    constructor(name: string, args: Args<DeclaredAccount>, opts: pulumi.CustomResourceOptions) {
        super("ReplicationAccount", name, { ...args, ...desiredState() }, opts);
    }
}
