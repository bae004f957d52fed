import { RunError } from "@pulumi/pulumi";
import { inspect } from "node:util";

/** One argument that can't be used. */
export interface Refusal {
    /** The argument's path, e.g. `masters[1].hostPort`. */
    path: string;
    /** The value as the author wrote it; `(secret)` where it must not be shown. */
    value: string;
    /** What is wrong with it, and what is allowed. */
    reason: string;
}

const line = ({ path, value, reason }: Refusal): string => `  ${path}${value === "" ? "" : ` = ${value}`}: ${reason}`;

/**
 * All refusals at once, as the one error that ends the program before anything is created.
 *
 * Pulumi shows a RunError as its message alone, without a stack that would bury it.
 *
 * @param unharmed what has not happened
 */
export function refuse(component: string, refusals: Refusal[], unharmed = "nothing was created"): void {
    if (refusals.length > 0) {
        const count = refusals.length === 1 ? "1 argument" : `${refusals.length} arguments`;
        const message = `${component}: ${count} can't be used, so ${unharmed}:\n${refusals.map(line).join("\n")}`;
        const error = new RunError(message);
        // Refused while the program runs, it passes through outputs, where the SDK puts words of its own in front.
        Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
        // The SDK inspects it together with the promise that it hangs on it, and that takes a minute.
        Object.defineProperty(error, inspect.custom, { value: () => message });
        throw error;
    }
}
