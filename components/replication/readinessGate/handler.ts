import type { dynamic } from "@pulumi/pulumi";
import { withEngineProgress } from "../progress";
import { isBack } from "./back";
import { laterOf } from "./later";
import type { ReadinessGateInputs } from "./inputs";

/** A server that has just been made keeps nobody waiting: there is nothing on it yet that could be lost. */
export async function create(inputs: ReadinessGateInputs): Promise<dynamic.CreateResult<ReadinessGateInputs>> {
    if (inputs.serverWasThere) {
        await withEngineProgress((progress) => isBack(inputs, new Map(), progress));
    }
    return { id: inputs.server.name, outs: inputs };
}

/** What was waited for in vain is waited for again: the incarnation that is kept is still the one before. */
export async function update(
    _id: string,
    olds: ReadinessGateInputs,
    news: ReadinessGateInputs,
): Promise<dynamic.UpdateResult<ReadinessGateInputs>> {
    if (olds.incarnation !== news.incarnation) {
        await withEngineProgress((progress) => isBack(news, laterOf(olds, news), progress));
    }
    return { outs: news };
}
