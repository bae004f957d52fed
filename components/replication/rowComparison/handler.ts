import type { dynamic } from "@pulumi/pulumi";
import { FindingError } from "../../mysql/finding";
import { withBothEnds } from "../ends";
import { withEngineProgress } from "../progress";
import { compare } from "./compare";
import type { RowComparisonInputs } from "./inputs";
import { observe } from "./observe";
import { ALIKE, EVERY_TABLE, inShort } from "./words";

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
    const observed = { ...props, ...(await withEngineProgress((progress) => observe(props, progress))) };
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
        const found = await withBothEnds(inputs, progress, (ends) => compare(inputs, ends, progress));
        const differences = Object.entries(found.tables).map(([name, how]) => `${name}: ${how}`);
        if (differences.length > 0) {
            throw new FindingError({
                where: inputs.name,
                observed: inShort(differences),
                means: "both have executed all that the other one has, and still do not hold the same; nothing was changed",
                remedy:
                    "decide which side is right, and make the other one the same by hand in a session with " +
                    "SET sql_log_bin = 0, so that it stays there; then run pulumi up again. A whole side that is wrong is " +
                    'made anew with an empty data directory and initialData: "copy"',
            });
        }
        if (found.compared !== EVERY_TABLE) {
            progress.warns(`${inputs.name}: rows compared: ${found.compared}`);
        }
        return { ...inputs, ...found };
    });
}
