import type { z } from "zod";
import type { Refusal } from "./refusal";

/** Arguments whose value must not be shown. */
const SECRET = /password$/i;

/** A key that the author chose may be anything: one that is no plain word stands as JavaScript would write it. */
const step = (key: PropertyKey): string =>
    typeof key === "number"
        ? `[${key}]`
        : /^[\w-]+$/.test(String(key))
          ? `.${String(key)}`
          : `[${JSON.stringify(key)}]`;

const written = (path: PropertyKey[]): string => path.map(step).join("").replace(/^\./, "");

/** Only single values are shown, and no password: what holds several may hold one, under whatever name. */
function shown(path: PropertyKey[], args: unknown, mayShow = isSingle): string {
    const value = path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], args);
    if (SECRET.test(String(path.at(-1) ?? "")) || !mayShow(value)) {
        return "";
    }
    return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Nothing that could be a password under a misspelt name. */
const isPlain = (value: unknown): boolean => value === null || ["number", "boolean", "bigint"].includes(typeof value);
const isSingle = (value: unknown): boolean => typeof value === "string" || isPlain(value);

/** A single value in the place of several may be a password in the wrong place. */
const expectsSeveral = (issue: z.core.$ZodIssue): boolean =>
    issue.code === "invalid_type" && ["object", "array", "record"].includes(issue.expected);

/** What `rules` refuse in `args`: path, value and what is allowed, for all of it at once. */
export function refusalsOf(rules: z.ZodType, args: unknown): Refusal[] {
    const issues = rules.safeParse(args).error?.issues ?? [];
    return issues.flatMap((issue): Refusal[] => {
        if (issue.code === "unrecognized_keys") {
            return issue.keys.map((key) => ({
                path: written([...issue.path, key]),
                value: shown([...issue.path, key], args, isPlain),
                reason: "is no argument of this component",
            }));
        }
        const value = expectsSeveral(issue) ? "" : shown(issue.path, args);
        return [{ path: written(issue.path), value, reason: issue.message }];
    });
}
