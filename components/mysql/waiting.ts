import { setTimeout as pause } from "node:timers/promises";

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
export async function until<T>(deadline: Deadline, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const end = Date.now() + deadline.seconds * 1000;
    for (;;) {
        const seen = await look();
        if (seen !== undefined || Date.now() >= end) {
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
    look: () => Promise<{ done: boolean; mark?: string }>,
): Promise<boolean> {
    let moved = Date.now();
    let mark: string | undefined;
    for (;;) {
        const seen = await look();
        if (seen.done) {
            return true;
        }
        if (seen.mark !== mark) {
            mark = seen.mark;
            moved = Date.now();
        } else if (Date.now() - moved >= seconds * 1000) {
            return false;
        }
        await pause(100);
    }
}
