import type * as pulumi from "@pulumi/pulumi";
import { thisStack } from "../../stack/thisStack";
import type { Args } from "../args";
import { DynamicResource } from "../storedProvider";
import { desiredState } from "./desiredState";
import type { DeclaredVariables } from "./inputs";

export type ServerVariablesArgs = Args<DeclaredVariables> & Required<Pick<DeclaredVariables, "wantedVariables">>;

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
        const wanted = desiredState({ connection: { owner: thisStack() }, wantedVariables: args.wantedVariables });
        super("ServerVariables", name, { ...args, ...wanted, token: undefined }, opts);
    }
}
