import type { z } from "zod";
import type { Refusal } from "./refusal";

/** Arguments whose value must not be shown. */
const SECRET = /password$/i;

const written = (path: PropertyKey[]): string =>
    path
        .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
        .join("")
        .replace(/^\./, "");

function shown(path: PropertyKey[], args: unknown): string {
    if (SECRET.test(String(path.at(-1) ?? ""))) {
        return "";
    }
    const value = path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], args);
    return value === undefined || typeof value === "function" ? "" : JSON.stringify(value);
}

/** What `rules` refuse in `args`: path, value and what is allowed, for all of it at once. */
export function refusalsOf(rules: z.ZodType, args: unknown): Refusal[] {
    const issues = rules.safeParse(args).error?.issues ?? [];
    return issues.flatMap((issue): Refusal[] =>
        issue.code === "unrecognized_keys"
            ? issue.keys.map((key) => ({
                  path: written([...issue.path, key]),
                  value: shown([...issue.path, key], args),
                  reason: "is no argument of this component",
              }))
            : [{ path: written(issue.path), value: shown(issue.path, args), reason: issue.message }],
    );
}
