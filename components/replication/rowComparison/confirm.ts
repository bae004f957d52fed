import { setTimeout as pause } from "node:timers/promises";
import type { InStep } from "./catchUp";

/**
 * Looks at both sides.
 *
 * @param among whom to look at; at all of them where it is left out
 * @returns those that differ, each with what both sides hold, as text to compare
 */
export type Look = (among?: string[]) => Promise<Map<string, string>>;

export interface Outcome {
    /** What differs for good, with what both sides hold. */
    differing: Map<string, string>;
    /** What was another each time. */
    changing: string[];
}

/**
 * How often in a row both sides must be seen as they were, each time after both had executed what the other one had.
 * Once would do, were it not for rows that are written all the time, and now and then with what they held before.
 */
const CONFIRMATIONS = 4;
const MOST_LOOKS = 12;
const FIRST_PAUSE_MILLISECONDS = 10;
const LONGEST_PAUSE_MILLISECONDS = 500;

/**
 * What differs at one moment may only be on its way. A difference is real where it stays just as it is while all that
 * each side had executed arrives at the other: then nothing is on its way that would end it.
 */
export async function surviving(look: Look, inStep: InStep): Promise<Outcome> {
    let seen = await look();
    const times = new Map([...seen.keys()].map((name) => [name, 0]));
    const differing = new Map<string, string>();
    for (let looks = 0; looks < MOST_LOOKS && times.size > 0; looks += 1) {
        await inStep();
        const again = await look([...times.keys()]);
        for (const [name, confirmed] of [...times]) {
            const now = again.get(name);
            if (now === undefined) {
                times.delete(name);
            } else if (now !== seen.get(name)) {
                times.set(name, 0);
            } else if (confirmed + 1 < CONFIRMATIONS) {
                times.set(name, confirmed + 1);
            } else {
                times.delete(name);
                differing.set(name, now);
            }
        }
        seen = again;
        if (times.size > 0) {
            await pause(Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** looks));
        }
    }
    return { differing, changing: [...times.keys()] };
}
