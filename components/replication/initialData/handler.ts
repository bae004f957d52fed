import type { dynamic } from "@pulumi/pulumi";
import { withEngineProgress } from "../progress";
import { begin } from "./begin";
import type { InitialDataInputs, InitialDataOutputs } from "./inputs";

export async function create(inputs: InitialDataInputs): Promise<dynamic.CreateResult<InitialDataOutputs>> {
    const starts = await withEngineProgress((progress) => begin(inputs, progress));
    return { id: inputs.name, outs: { ...inputs, ...starts } };
}

/** What the servers held once is history: nothing that is declared later changes it, or touches a server. */
export function update(
    _id: string,
    { start, startBack }: InitialDataOutputs,
    news: InitialDataInputs,
): Promise<dynamic.UpdateResult<InitialDataOutputs>> {
    return Promise.resolve({ outs: { ...news, start, startBack } });
}
