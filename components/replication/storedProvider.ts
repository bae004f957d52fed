import * as pulumi from "@pulumi/pulumi";

/** Under which previews show the library's own resources: `pulumi-nodejs:dynamic/mysql-dual-master:…`. */
export const RESOURCE_MODULE = "mysql-dual-master";

/**
 * What the state holds of the library. A dynamic resource's provider is a text in the state, and Pulumi runs the stored
 * one for read and delete, so ours only asks the handler of the installed package: a newer version of it takes effect for
 * what an older one created. None of this may ever change: it would be a difference in every stack that is there.
 */
const METHODS_OF = {
    StackIdentity: ["create", "update"],
    ServerVariables: ["create", "read", "update", "delete"],
    ReplicationAccount: ["create", "read", "diff", "update", "delete"],
    InitialData: ["create", "update"],
    ReplicationLink: ["create", "read", "diff", "update", "delete"],
    RowComparison: ["check", "create", "read", "update"],
    ReadinessGate: ["create", "update"],
} as const;

/** What Pulumi gives to each method, and what of it the handler is given. */
const GIVEN = { check: "olds, news", create: "inputs", read: "id, props", delete: "id, props" };
const PARAMETERS = { ...GIVEN, diff: "_id, olds, news", update: "id, olds, news" };
const ARGUMENTS = { ...GIVEN, diff: "olds, news", update: "id, olds, news" };

export type ManagedType = keyof typeof METHODS_OF;

/** Any resource of the library. */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * Registers what `pulumi.dynamic.Resource` would register, with the text that it would make of the provider. To make
     * it the SDK attaches a debugger to the running program and parses functions as TypeScript: a tenth of a second or
     * more of every preview, for a text that is known.
     */
    constructor(type: ManagedType, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
        const __provider = storedProvider(type);
        super(`pulumi-nodejs:dynamic/${RESOURCE_MODULE}:${type}`, name, { ...props, __provider }, opts);
    }
}

/** In the form that the SDK gives to a function and what it captures (runtime/closure/serializeClosure.ts). */
export function storedProvider(type: ManagedType): string {
    const folder = type.charAt(0).toLowerCase() + type.slice(1);
    const handler = `require("pulumi-mysql-dual-master/dist/replication/${folder}/handler")`;
    const methods = METHODS_OF[type];
    const names = methods.map((method, index) => `${method}: __f${index + 1}`);
    const functions = methods.map((method, index) =>
        stored(
            `__f${index + 1}(${numbered(PARAMETERS[method])})`,
            `async (${PARAMETERS[method]}) => ${handler}.${method}(${ARGUMENTS[method]})`,
        ),
    );
    return [
        "exports.handler = __f0;\n",
        `var __provider = {${names.join(", ")}};\n`,
        ...functions,
        stored("__f0()", "() => provider", "provider: __provider, "),
    ].join("\n");
}

const stored = (head: string, body: string, captured = ""): string => `function ${head} {
  return (function() {
    with({ ${captured}this: undefined, arguments: undefined }) {

return ${body};

    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;

const numbered = (parameters: string): string =>
    parameters
        .split(", ")
        .map((_, index) => `__${index}`)
        .join(", ");
