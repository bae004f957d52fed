import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../connectionArgs";
import { DynamicResource } from "../storedProvider";
import { desiredState } from "./desiredState";

export interface ReplicationAccountArgs {
    /** The master on which the account lives, and how to log in there. */
    connection: ConnectionArgs;
    /** Name of the account. */
    user: pulumi.Input<string>;
    /** From where it may log in. */
    hostPattern: pulumi.Input<string>;
    /** Its password. */
    password: pulumi.Input<string>;
    /** Changes whenever the server is another process than before. */
    incarnation: pulumi.Input<string>;
    /** Seconds to wait for the server's first answer. */
    deadlineSeconds: number;
}

/** The account with which replicas log in at one master, with exactly `REPLICATION SLAVE ON *.*`. */
export class ReplicationAccount extends DynamicResource {
    /** `present`, or what is wrong with it. */
    declare readonly account: pulumi.Output<string>;
    /** What it may do. */
    declare readonly privileges: pulumi.Output<string>;
    /** The process that it was verified on. */
    declare readonly incarnation: pulumi.Output<string>;

    constructor(name: string, args: ReplicationAccountArgs, opts: pulumi.CustomResourceOptions) {
        super("ReplicationAccount", name, { ...args, ...desiredState() }, opts);
    }
}
