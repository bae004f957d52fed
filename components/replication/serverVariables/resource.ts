import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../storedProvider";
import { thisStack } from "../../stack/thisStack";
import { desiredState } from "./desiredState";
import type { ConnectionArgs } from "../connectionArgs";
import type { BinaryLogOnRemoval } from "../../model/choices";

export interface ServerVariablesArgs {
    /** The server, and how to log in there. */
    connection: ConnectionArgs;
    /** Global variables that it must run with, by name, in the form in which SHOW GLOBAL VARIABLES prints them. */
    variables: Record<string, string>;
    /** Changes whenever the server is another process than before. */
    incarnation: pulumi.Input<string>;
    /** True where the server's my.cnf is its owner's: changed variables are told with the lines that keep them. */
    myCnfIsGiven: boolean;
    /** What becomes of its binary log when it is taken out of the program. */
    binaryLogOnRemoval: BinaryLogOnRemoval;
    /** Told when it is taken out of the program; empty where there is nothing to tell. */
    noteOnRemoval: pulumi.Input<string>;
    /** Seconds to wait for the server's first answer. */
    deadlineSeconds: number;
}

/**
 * The effective variables of one server: verified over SQL, because a my.cnf that the server did not read looks
 * right in a file. Dynamic ones are put right with SET GLOBAL; others are reported with the line to add.
 *
 * Before that, the server is claimed for this stack, so that no other one changes it as long as this resource is there.
 */
export class ServerVariables extends DynamicResource {
    /** `reachable`, or why not. */
    declare readonly server: pulumi.Output<string>;
    /** The stack whose server it is: no other one changes it. */
    declare readonly claim: pulumi.Output<string>;
    /** The effective values. */
    declare readonly variables: pulumi.Output<Record<string, string>>;
    /** The process that they were verified on. */
    declare readonly incarnation: pulumi.Output<string>;

    constructor(name: string, args: ServerVariablesArgs, opts: pulumi.CustomResourceOptions) {
        const wanted = { connection: { owner: thisStack() }, wantedVariables: args.variables };
        super(
            "ServerVariables",
            name,
            { ...args, wantedVariables: args.variables, ...desiredState(wanted), token: undefined },
            opts,
        );
    }
}
