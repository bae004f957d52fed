import type { Part, Way } from "./part.mjs";

/** A part that could not be had: what was tried, what was seen, what to do. */
export class Finding extends Error {
    constructor(part: Part, ways: readonly Tried[]) {
        const tried = ways.flatMap(({ way, error }) => {
            const [what, ...seen] = linesOf(error);
            return [`  from ${way.from}: ${what}`, ...seen.map((line) => `      ${line}`)];
        });
        super([`${part.title} could not be had; it ${part.why}.`, ...tried, `  What to do: ${part.byHand}`].join("\n"));
    }
}

/** A way that did not lead to the part. */
export interface Tried {
    readonly way: Way;
    readonly error: unknown;
}

/** What happened and, of what was seen, the line that most likely says why. */
export function inOneLine(error: unknown): string {
    const [what, ...seen] = linesOf(error);
    return [what, ...seen.slice(-1)].join(": ");
}

/** An error's first line says what happened, the others are what was seen. */
function linesOf(error: unknown): [string, ...string[]] {
    const [what = "", ...seen] = (error instanceof Error ? error.message : String(error)).split("\n");
    return [what, ...seen];
}
