import * as pulumi from "@pulumi/pulumi";
import { RESOURCE_MODULE } from "../resourceModule";
import { stackIdentityProvider } from "./provider";

/**
 * The stack's own id, by which its servers' claims tell it from a stack of the same name whose state another backend
 * keeps. In the state before any server is claimed: an `up` that is killed in between knows its claims again.
 */
export class StackIdentity extends pulumi.dynamic.Resource {
    declare readonly stackId: pulumi.Output<string>;

    constructor(name: string, opts: pulumi.CustomResourceOptions) {
        super(stackIdentityProvider, name, { stackId: undefined }, opts, RESOURCE_MODULE, "StackIdentity");
    }
}

/** One process may run the programs of several stacks, one after the other (the Automation API). */
const identities = new WeakMap<pulumi.Resource, StackIdentity>();

/**
 * One for all components of the stack, and below none of them: a server that moves from one to another, or whose
 * component gets another name, is the same stack's as before.
 *
 * @param allowed resolves once the program may make anything at all
 */
export function identityOfThisStack(allowed: pulumi.Output<undefined>): StackIdentity {
    const stack = pulumi.runtime.getStackResource();
    const known = stack && identities.get(stack);
    if (known !== undefined) {
        return known;
    }
    const made = new StackIdentity(RESOURCE_MODULE, { dependsOn: allowed.apply(() => []) });
    if (stack !== undefined) {
        identities.set(stack, made);
    }
    return made;
}
