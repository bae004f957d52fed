import type { dynamic } from "@pulumi/pulumi";
import { randomUUID } from "node:crypto";
import type { StackIdentityOutputs } from "./inputs";

export function create(inputs: object): Promise<dynamic.CreateResult<StackIdentityOutputs>> {
    const stackId = randomUUID();
    return Promise.resolve({ id: stackId, outs: { ...inputs, stackId } });
}

/** Whatever else changes: the claims of the stack's servers bear the id that it has. */
export function update(
    _id: string,
    { stackId }: StackIdentityOutputs,
    news: object,
): Promise<dynamic.UpdateResult<StackIdentityOutputs>> {
    return Promise.resolve({ outs: { ...news, stackId } });
}
