import type { dynamic } from "@pulumi/pulumi";
import { resetMaster } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { ifReachable } from "../ifReachable";
import { withEngineProgress } from "../progress";
import { converge } from "./converge";
import type { ServerVariablesInputs } from "./inputs";
import { observe } from "./observe";

export async function create(inputs: ServerVariablesInputs): Promise<dynamic.CreateResult> {
    await withEngineProgress((progress) => converge(inputs, progress));
    return { id: inputs.connection.name, outs: inputs };
}

export async function read(id: string, props: ServerVariablesInputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await observe(props)) };
    return { id, props: observed, inputs: observed };
}

export async function update(
    _id: string,
    _olds: ServerVariablesInputs,
    news: ServerVariablesInputs,
): Promise<dynamic.UpdateResult> {
    await withEngineProgress((progress) => converge(news, progress));
    return { outs: news };
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
