import type { dynamic } from "@pulumi/pulumi";
import { withEngineProgress } from "../progress";
import { begin } from "./establish";
import type { InitialDataInputs, InitialDataOutputs } from "./inputs";

export async function create(inputs: InitialDataInputs): Promise<dynamic.CreateResult<InitialDataOutputs>> {
    const starts = await withEngineProgress((progress) => begin(inputs, progress));
    return { id: inputs.name, outs: { ...inputs, ...starts } };
}

/** What the servers held once is history: nothing that is declared later changes it, or touches a server. */
export function update(
    _id: string,
    olds: InitialDataOutputs,
    news: InitialDataInputs,
): Promise<dynamic.UpdateResult<InitialDataOutputs>> {
    const { start, startBack } = olds;
    const starts = changedPlaces(olds, news) ? { start: startBack, startBack: start } : { start, startBack };
    return Promise.resolve({ outs: { ...news, ...starts } });
}

/** In a list of masters that was put into another order, each keeps the start that it had. */
const changedPlaces = (olds: InitialDataInputs, news: InitialDataInputs): boolean =>
    olds.replica.name === news.source.name || olds.source.name === news.replica.name;
