import { setTimeout as pause } from "node:timers/promises";

/** How long something has been going on, by a clock that nobody sets. */
export interface Stopwatch {
    seconds(): number;
    /** True once it has gone on for so long that its user wants to know what for. */
    isWorthTelling(): boolean;
}

const SECONDS_WORTH_TELLING = 2;

export function stopwatch(): Stopwatch {
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    return { seconds, isWorthTelling: () => seconds() > SECONDS_WORTH_TELLING };
}

export interface Deadline {
    seconds: number;
    /** Milliseconds between two looks. */
    everyMilliseconds?: number;
}

/**
 * Looks until `look` gives something other than `undefined`, or the deadline has passed.
 *
 * @returns what `look` gave, or `undefined` at the deadline: only the caller knows what the lack means.
 */
export async function until<T>(
    deadline: Deadline,
    look: (waited: Stopwatch) => Promise<T | undefined>,
): Promise<T | undefined> {
    const waited = stopwatch();
    for (;;) {
        const seen = await look(waited);
        if (seen !== undefined || waited.seconds() >= deadline.seconds) {
            return seen;
        }
        await pause(deadline.everyMilliseconds ?? 100);
    }
}

/**
 * Looks until it is done, for as long as the mark moves.
 *
 * @returns false where the mark stood still for `seconds`
 */
export async function whileMoving(
    seconds: number,
    look: (waited: Stopwatch) => Promise<{ done: boolean; mark?: string }>,
): Promise<boolean> {
    const waited = stopwatch();
    let still = stopwatch();
    let mark: string | undefined;
    for (;;) {
        const seen = await look(waited);
        if (seen.done) {
            return true;
        }
        if (seen.mark !== mark) {
            mark = seen.mark;
            still = stopwatch();
        } else if (still.seconds() >= seconds) {
            return false;
        }
        await pause(100);
    }
}
