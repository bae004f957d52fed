import * as pulumi from "@pulumi/pulumi";
import * as sdkSettings from "@pulumi/pulumi/runtime/settings";
import { setTimeout as pause } from "node:timers/promises";

/** What a program asked the engine to register. */
export interface Registered {
    type: string;
    name: string;
    /** Type and name of the parent, e.g. `MysqlServer orders-master-1`; empty for one that has none. */
    parent: string;
    /** Inputs as they travel, secrets taken out of their wrapping. */
    inputs: Record<string, unknown>;
    /** Inputs as they travel, secrets marked. */
    raw: unknown;
    /** Types and names, in the same form. */
    dependsOn: string[];
    additionalSecretOutputs: string[];
    deleteBeforeReplace: boolean;
    retainOnDelete: boolean;
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getObject(): { toJavaScript(): unknown };
    getDependenciesList(): string[];
    getAdditionalsecretoutputsList(): string[];
    getDeletebeforereplace(): boolean;
    getRetainondelete(): boolean;
}

/** The part of the SDK that its types leave out. */
interface Internals {
    getMonitor(): { registerResource(request: Request, callback: unknown): unknown };
    waitForRPCs(): Promise<void>;
}

const internals = sdkSettings as unknown as Internals;

/** How the SDK marks a secret on its way (sdk/nodejs/runtime/rpc.ts). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function revealed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(revealed);
    }
    if (!isRecord(value)) {
        return value;
    }
    return value[SIGNATURE] === SECRET
        ? revealed(value.value)
        : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revealed(each)]));
}

/** Paths at which a text stands in clear, e.g. `envs.0`. */
export function inClear(value: unknown, text: string, path = ""): string[] {
    if (typeof value === "string") {
        return value.includes(text) ? [path] : [];
    }
    if (!isRecord(value) || value[SIGNATURE] === SECRET) {
        return [];
    }
    return Object.entries(value).flatMap(([key, each]) => inClear(each, text, path === "" ? key : `${path}.${key}`));
}

/** `urn:pulumi:stack::project::parent$pkg:module:Type::name` → `Type name`. */
function sayResource(urn: string): string {
    const [, , types = "", name = ""] = urn.split("::");
    return `${types.split(":").at(-1) ?? ""} ${name}`.trim();
}

/** An id, and outputs where others need them. */
export const asIfMade = (type: string, name: string, inputs: object): { id: string; state: object } => ({
    id: `${name}-id`,
    state: type.endsWith(":InitialData")
        ? { ...inputs, start: `start of ${name}`, startBack: `start back of ${name}` }
        : type.endsWith(":StackIdentity")
          ? { ...inputs, stackId: "id of this stack" }
          : type.startsWith("pulumi-nodejs:")
            ? { ...inputs, coordinates: {} }
            : inputs,
});

/**
 * Runs a program against an engine that only keeps what is registered, and waits until nothing more comes.
 *
 * @param failure comes from a program that fails after its end: what waits for a failed output never settles
 * @param stored what the stack's state holds, by URN
 * @param made what becomes of a resource
 */
export async function registeredBy(
    program: () => unknown,
    config: Record<string, string> = {},
    failure = new Promise<unknown>(() => undefined),
    stored: Record<string, { outputs: object }> = {},
    made = asIfMade,
): Promise<{ resources: Registered[]; error: unknown }> {
    const resources: Registered[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => made(type, name, inputs as object),
            call: ({ inputs }) => ({ ...(inputs as object), outputs: stored }),
        },
        "project",
        "stack",
        false,
        "organization",
    );
    pulumi.runtime.setAllConfig(config);
    const monitor = internals.getMonitor();
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        const raw = request.getObject().toJavaScript();
        resources.push({
            type: request.getType(),
            name: request.getName(),
            parent: sayResource(request.getParent()),
            inputs: revealed(raw) as Record<string, unknown>,
            raw,
            dependsOn: request.getDependenciesList().map(sayResource),
            additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            retainOnDelete: request.getRetainondelete(),
        });
        return register(request, callback);
    };
    // The SDK keeps a stack with every promise; under jest, which maps each of them to its source, that takes most of
    // the time of these tests.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    let error: unknown;
    try {
        program();
        await Promise.race([internals.waitForRPCs(), failure.then((later) => (error = later))]);
    } catch (thrown) {
        error = thrown;
    } finally {
        // Whatever is registered all the same is on its way by now.
        await pause(20);
        Error.stackTraceLimit = stackTraceLimit;
    }
    return { resources, error };
}

/** What an output comes to, whether it is a secret, and what it waits for, as `Type name`. */
export async function resolved<T>(
    output: pulumi.Output<T>,
): Promise<{ value: unknown; secret: boolean; after: string[] }> {
    const value = await new Promise((resolve) => {
        output.apply(resolve);
    });
    const { allResources } = output as unknown as { allResources: () => Promise<Set<pulumi.Resource>> };
    const urns = [...(await allResources())].map(
        ({ urn }) =>
            new Promise<string>((resolve) => {
                urn.apply(resolve);
            }),
    );
    return { value, secret: await pulumi.isSecret(output), after: (await Promise.all(urns)).map(sayResource) };
}
