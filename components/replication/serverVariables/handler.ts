import type { dynamic } from "@pulumi/pulumi";
import { resetMaster } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { ifReachable } from "../ifReachable";
import { withEngineProgress } from "../progress";
import { audit } from "./audit";
import { converge } from "./converge";
import type { ServerVariablesInputs, ServerVariablesOutputs } from "./inputs";

export async function create(inputs: ServerVariablesInputs): Promise<dynamic.CreateResult> {
    await withEngineProgress((progress) => converge(inputs, progress));
    return { id: inputs.connection.name, outs: { ...inputs, declared: inputs.variables } };
}

export async function read(id: string, props: ServerVariablesOutputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await withEngineProgress((progress) => audit(props, progress))) };
    const { declared: _declared, ...inputs } = observed;
    return { id, props: observed, inputs };
}

export async function update(
    _id: string,
    _olds: ServerVariablesInputs,
    news: ServerVariablesInputs,
): Promise<dynamic.UpdateResult> {
    await withEngineProgress((progress) => converge(news, progress));
    return { outs: { ...news, declared: news.variables } };
}

/** Leaves the server as it is, unless its binary log is to go with it and it follows nobody any more. */
async function del(_id: string, { connection, binaryLogOnRemoval }: ServerVariablesInputs): Promise<void> {
    if (binaryLogOnRemoval !== "reset") {
        return;
    }
    await withEngineProgress((progress) =>
        ifReachable(connection, progress, "RESET MASTER", async (session) => {
            if ((await replicaStatus(session)) === undefined) {
                await resetMaster(session);
                progress.did(`${connection.name}: RESET MASTER, as its binaryLogOnRemoval asks for`);
            }
        }),
    );
}

export { del as delete };
