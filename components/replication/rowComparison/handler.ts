import type { dynamic } from "@pulumi/pulumi";
import { FindingError } from "../../findings/finding";
import { withLinkSessions } from "../link/linkSessions";
import { withEngineProgress } from "../progress";
import { reportFindings } from "../reportFindings";
import { audit, rowFindings, unsettledFindings } from "./audit";
import { compare } from "./compare";
import type { RowComparisonInputs } from "./inputs";
import { ALIKE } from "./words";

/** Wants every table alike that was found to differ, so that a preview shows what it is and what it should be. */
export function check(
    olds: Partial<RowComparisonInputs>,
    news: RowComparisonInputs,
): Promise<dynamic.CheckResult<RowComparisonInputs>> {
    const found = Object.keys(olds.tables ?? {});
    return Promise.resolve({ inputs: { ...news, tables: Object.fromEntries(found.map((name) => [name, ALIKE])) } });
}

export async function create(inputs: RowComparisonInputs): Promise<dynamic.CreateResult<RowComparisonInputs>> {
    return { id: inputs.name, outs: await compared(inputs) };
}

export async function read(id: string, props: RowComparisonInputs): Promise<dynamic.ReadResult<RowComparisonInputs>> {
    const observed = { ...props, ...(await withEngineProgress((progress) => audit(props, progress))) };
    return { id, props: observed, inputs: observed };
}

export async function update(
    _id: string,
    _olds: RowComparisonInputs,
    news: RowComparisonInputs,
): Promise<dynamic.UpdateResult<RowComparisonInputs>> {
    return { outs: await compared(news) };
}

/** @throws FindingError where rows differ: which side is right is not for a program to say */
async function compared(inputs: RowComparisonInputs): Promise<RowComparisonInputs> {
    return await withEngineProgress(async (progress) => {
        const found = await withLinkSessions(inputs, progress, (ends) => compare(inputs, ends, progress));
        const [differing] = rowFindings(inputs, found);
        if (differing !== undefined) {
            throw new FindingError(differing);
        }
        reportFindings(unsettledFindings(inputs, found), progress);
        return { ...inputs, ...found };
    });
}
