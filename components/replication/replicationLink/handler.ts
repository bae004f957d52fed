import type { dynamic } from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import { withEngineProgress } from "../progress";
import { converge } from "./converge";
import type { ReplicationLinkInputs, ReplicationLinkOutputs } from "./inputs";
import { audit } from "./audit";
import { leave } from "./leave";
import { remove } from "./remove";

export async function create(inputs: ReplicationLinkInputs): Promise<dynamic.CreateResult> {
    const wired = await withEngineProgress((progress) => converge(inputs, undefined, progress));
    return { id: inputs.name, outs: { ...inputs, ...wired } };
}

export async function read(id: string, props: ReplicationLinkOutputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await withEngineProgress((progress) => audit(props, progress))) };
    return { id, props: observed, inputs: withoutWired(observed) };
}

/**
 * Another start is another link. Without one the replica follows its source, which was not there to see before: its
 * own place is the right one, and would be lost with the link. A preview that can't know it yet says nothing of it:
 * what InitialData began from stays whatever else is declared for it.
 */
export function diff(olds: ReplicationLinkOutputs, news: ReplicationLinkInputs): dynamic.DiffResult {
    const isKnown = typeof news.start === "object" && news.start !== null;
    const isAnother = isKnown && !isDeepStrictEqual(olds.start, news.start);
    return { replaces: isAnother ? ["start"] : [] };
}

export async function update(
    _id: string,
    olds: ReplicationLinkOutputs,
    news: ReplicationLinkInputs,
): Promise<dynamic.UpdateResult> {
    const outs = await withEngineProgress(async (progress) => {
        const now = { ...news, ...(await converge(news, olds, progress)) };
        await leave(olds, now, progress);
        return now;
    });
    return { outs };
}

/** What only the servers know is no input: the engine would compare it with a program that can't know it. */
function withoutWired(known: ReplicationLinkOutputs): ReplicationLinkInputs {
    const {
        coordinates: _c,
        replicaUuid: _r,
        replicaServerId: _i,
        sourceUuid: _s,
        sourceServerId: _o,
        ...inputs
    } = known;
    return inputs;
}

async function del(_id: string, props: ReplicationLinkOutputs): Promise<void> {
    await withEngineProgress((progress) => remove(props, progress));
}

export { del as delete };
