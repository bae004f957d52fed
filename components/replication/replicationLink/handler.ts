import type { dynamic } from "@pulumi/pulumi";
import { replicaStatus } from "../../mysql/threads";
import { resetSlaveAll, stopSlave } from "../../mysql/statements";
import { ifReachable } from "../ifReachable";
import { engineProgress } from "../progress";
import { converge, followsItsSource } from "./converge";
import type { ReplicationLinkInputs, ReplicationLinkOutputs } from "./inputs";
import { observe } from "./observe";

export async function create(inputs: ReplicationLinkInputs): Promise<dynamic.CreateResult> {
    const wired = await converge(inputs, undefined, engineProgress());
    return { id: inputs.name, outs: { ...inputs, ...wired } };
}

export async function read(id: string, props: ReplicationLinkOutputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await observe(props)) };
    const { coordinates: _coordinates, replicaUuid: _replica, sourceUuid: _source, ...inputs } = observed;
    return { id, props: observed, inputs };
}

export async function update(
    _id: string,
    olds: ReplicationLinkOutputs,
    news: ReplicationLinkInputs,
): Promise<dynamic.UpdateResult> {
    const { coordinates, replicaUuid, sourceUuid } = olds;
    const wired = await converge(news, { coordinates, replicaUuid, sourceUuid }, engineProgress());
    return { outs: { ...news, ...wired } };
}

/** Leaves the replica following nobody. Its data and its binary log stay. */
async function del(_id: string, props: ReplicationLinkOutputs): Promise<void> {
    const progress = engineProgress();
    await ifReachable(props.replica, progress, "STOP SLAVE; RESET SLAVE ALL", async (session) => {
        const status = await replicaStatus(session);
        if (status !== undefined && followsItsSource(status, props)) {
            await stopSlave(session);
            await resetSlaveAll(session);
            progress.did(`${props.name}: STOP SLAVE, RESET SLAVE ALL`);
        }
    });
}

export { del as delete };
