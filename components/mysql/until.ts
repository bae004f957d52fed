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
