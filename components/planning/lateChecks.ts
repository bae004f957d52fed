import type * as pulumi from "@pulumi/pulumi";
import type { Refusal } from "./refusal";

/** A rule for arguments that may only be known while the program runs. */
export interface LateCheck {
    values: pulumi.Input<unknown>[];
    /** @param known the values, in their order */
    refusalsOf: (known: unknown[]) => Refusal[];
}

/** Several that are refused all at once, as soon as the last of their values is known. */
export const together = (checks: LateCheck[]): LateCheck => ({
    values: checks.flatMap(({ values }) => values),
    refusalsOf: (known) => {
        const left = [...known];
        return checks.flatMap(({ values, refusalsOf }) => refusalsOf(left.splice(0, values.length)));
    },
});

/** The rule for one text. One that is not given is no concern of it. */
export const lateText = (
    path: string,
    value: pulumi.Input<string> | undefined,
    refusalsOf: (path: string, known: string) => Refusal[],
): LateCheck[] =>
    value === undefined
        ? []
        : [{ values: [value], refusalsOf: ([known]) => (typeof known === "string" ? refusalsOf(path, known) : []) }];
