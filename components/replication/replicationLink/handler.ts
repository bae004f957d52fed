import type { dynamic } from "@pulumi/pulumi";
import { engineProgress } from "../progress";
import { converge } from "./converge";
import type { ReplicationLinkInputs, ReplicationLinkOutputs } from "./inputs";
import { observe } from "./observe";
import { unlink } from "./unlink";

export async function create(inputs: ReplicationLinkInputs): Promise<dynamic.CreateResult> {
    const wired = await converge(inputs, undefined, engineProgress());
    return { id: inputs.name, outs: { ...inputs, ...wired } };
}

export async function read(id: string, props: ReplicationLinkOutputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await observe(props)) };
    return { id, props: observed, inputs: withoutWired(observed) };
}

export async function update(
    _id: string,
    olds: ReplicationLinkOutputs,
    news: ReplicationLinkInputs,
): Promise<dynamic.UpdateResult> {
    const wired = await converge(news, olds, engineProgress());
    return { outs: { ...news, ...wired } };
}

/** What only the servers know is no input: the engine would compare it with a program that can't know it. */
function withoutWired(known: ReplicationLinkOutputs): ReplicationLinkInputs {
    const { coordinates: _c, replicaUuid: _r, replicaServerId: _i, sourceUuid: _s, ...inputs } = known;
    return inputs;
}

async function del(_id: string, props: ReplicationLinkOutputs): Promise<void> {
    await unlink(props, engineProgress());
}

export { del as delete };
