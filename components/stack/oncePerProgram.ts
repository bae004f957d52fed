import * as pulumi from "@pulumi/pulumi";

/**
 * Makes something once for all components of a program. One process may run the programs of several stacks, and that of
 * one stack again and again (the Automation API): what is of an earlier run is none of the next one's.
 */
export function oncePerProgram<Args extends unknown[], Made extends object>(
    make: (...args: Args) => Made,
): (...args: Args) => Made {
    const made = new WeakMap<pulumi.Resource, Made>();
    return (...args) => {
        const stack = pulumi.runtime.getStackResource();
        const known = stack && made.get(stack);
        if (known !== undefined) {
            return known;
        }
        const fresh = make(...args);
        if (stack !== undefined) {
            made.set(stack, fresh);
        }
        return fresh;
    };
}
