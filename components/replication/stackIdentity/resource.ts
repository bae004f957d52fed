import type * as pulumi from "@pulumi/pulumi";
import { oncePerProgram } from "../../stack/oncePerProgram";
import { DynamicResource, RESOURCE_MODULE } from "../storedProvider";

/**
 * The stack's own id, by which its servers' claims tell it from a stack of the same name whose state another backend
 * keeps. In the state before any server is claimed: an `up` that is killed in between knows its claims again.
 */
export class StackIdentity extends DynamicResource {
    declare readonly stackId: pulumi.Output<string>;

    constructor(name: string, opts: pulumi.CustomResourceOptions) {
        super("StackIdentity", name, { stackId: undefined }, opts);
    }
}

/**
 * One for all components of the stack, and below none of them: a server that moves from one to another, or whose
 * component gets another name, is the same stack's as before.
 *
 * @param allowed resolves once the program may make anything at all
 */
export const identityOfThisStack = oncePerProgram(
    (allowed: pulumi.Output<undefined>) => new StackIdentity(RESOURCE_MODULE, { dependsOn: allowed.apply(() => []) }),
);
