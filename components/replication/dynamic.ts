import type { dynamic } from "@pulumi/pulumi";
import { withEngineProgress } from "./engineProgress";
import { handlerOf } from "./handlerOf";
import type { Operation } from "./operation";
import type { ManagedResource } from "./resource";

/** The process that serves dynamic providers serves one operation, and ends with it. */
const givenUp: Operation["givenUp"] = new Set();

/** Its inputs lack what its properties have beside them. */
type Read<Outputs> = Omit<dynamic.ReadResult<Outputs>, "inputs"> & { inputs: object };

/**
 * A resource as Pulumi's dynamic provider calls it. The addresses of these functions, and how they are called, are in
 * the states of users (storedProvider.ts): neither may change.
 */
export function dynamicHandler<
    Declared extends object,
    State extends object,
    Kept extends object,
    Stored extends Partial<State>,
>(resource: ManagedResource<Declared, State, Kept, Stored>) {
    type Inputs = Declared & State;
    const handler = handlerOf(resource);
    const during = <T>(work: (operation: Operation) => Promise<T>): Promise<T> =>
        withEngineProgress((progress) => work({ progress, givenUp }));

    return {
        check: (olds: Partial<State>, news: Inputs): Promise<dynamic.CheckResult<Inputs>> =>
            Promise.resolve({ inputs: handler.check(olds, news) }),
        create: async (inputs: Inputs): Promise<dynamic.CreateResult<Inputs & Kept>> => {
            const { id, outputs } = await during((operation) => handler.create(inputs, operation));
            return { id, outs: outputs };
        },
        read: async (id: string, stored: Stored): Promise<Read<Stored & Partial<State>>> => {
            const { outputs, inputs } = await during((operation) => handler.read(stored, operation));
            return { id, props: outputs, inputs };
        },
        diff: (olds: Stored, news: Inputs): dynamic.DiffResult => handler.diff(olds, news),
        update: async (_id: string, olds: Stored, news: Inputs): Promise<dynamic.UpdateResult<Inputs & Kept>> => {
            const { outputs } = await during((operation) => handler.update(olds, news, operation));
            return { outs: outputs };
        },
        delete: (_id: string, olds: Stored): Promise<void> => during((operation) => handler.delete(olds, operation)),
    };
}
