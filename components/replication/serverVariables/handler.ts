import type { dynamic } from "@pulumi/pulumi";
import { engineProgress } from "../progress";
import { converge } from "./converge";
import type { ServerVariablesInputs } from "./inputs";
import { observe } from "./observe";

export async function create(inputs: ServerVariablesInputs): Promise<dynamic.CreateResult> {
    await converge(inputs, engineProgress());
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
    await converge(news, engineProgress());
    return { outs: news };
}
