import { explained } from "./errorFindings";
import type { Operation } from "./operation";
import type { ManagedResource } from "./resource";

/**
 * What Pulumi's engine asks of whoever serves a resource, in words of no host in particular: inputs are what the program
 * declares and wants, outputs are those and what only the servers know.
 */
export interface Handler<Inputs extends object, Outputs extends object, State extends object, Stored extends object> {
    check(olds: Partial<State>, news: Inputs): Inputs;
    create(inputs: Inputs, operation: Operation): Promise<{ id: string; outputs: Outputs }>;
    read(stored: Stored, operation: Operation): Promise<{ outputs: Stored & Partial<State>; inputs: object }>;
    diff(olds: Stored, news: Inputs): { replaces: string[] };
    update(olds: Stored, news: Inputs, operation: Operation): Promise<{ outputs: Outputs }>;
    delete(olds: Stored, operation: Operation): Promise<void>;
}

/** The methods that any {@link ManagedResource} has. An error of a server's own ends them as a finding. */
export function handlerOf<
    Declared extends object,
    State extends object,
    Kept extends object,
    Stored extends Partial<State>,
>(
    resource: ManagedResource<Declared, State, Kept, Stored>,
): Handler<Declared & State, Declared & State & Kept, State, Stored> {
    type Inputs = Declared & State;

    const converge = async (news: Inputs, olds: Stored | undefined, operation: Operation): Promise<Inputs & Kept> => ({
        ...news,
        ...(await explaining(resource.converge(news, olds, operation))),
    });
    const isKept = (name: string): boolean => (resource.kept as readonly string[]).includes(name);

    return {
        check: (olds, news) => ({ ...news, ...resource.desiredState(news, olds) }),
        create: async (inputs, operation) => {
            const outputs = await converge(inputs, undefined, operation);
            return { id: resource.id(outputs), outputs };
        },
        read: async (stored, operation) => {
            const seen = resource.audit && (await explaining(resource.audit(stored, operation)));
            const outputs = { ...stored, ...seen };
            return { outputs, inputs: Object.fromEntries(Object.entries(outputs).filter(([name]) => !isKept(name))) };
        },
        diff: (olds, news) => ({ replaces: resource.replacedBy?.(olds, news) ?? [] }),
        update: async (olds, news, operation) => ({ outputs: await converge(news, olds, operation) }),
        delete: async (olds, operation) => {
            await (resource.remove && explaining(resource.remove(olds, operation)));
        },
    };
}

async function explaining<T>(work: Promise<T>): Promise<T> {
    try {
        return await work;
    } catch (error) {
        throw explained(error);
    }
}
