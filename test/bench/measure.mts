import type { Contender } from "./contenders.mjs";

/** Seconds per step, one entry a round. */
export type Times = Record<string, number[]>;

export function median(values: number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return Number.isInteger(middle)
        ? ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
        : (sorted[Math.floor(middle)] ?? NaN);
}

export interface Spread {
    min: number;
    median: number;
    max: number;
}

/** How one thing compares with another, time by time: each pair was taken right after one another. */
export function ratios(times: number[], others: number[]): Spread {
    const each = times.map((time, index) => time / (others[index] ?? NaN));
    return { min: Math.min(...each), median: median(each), max: Math.max(...each) };
}

/**
 * Runs the contenders in turn, so that a machine that grows slower does so for all of them. Those that stand together
 * have the same steps, and take turns at each.
 */
export async function measure(contenders: Contender[][], rounds: number, tell: (line: string) => void): Promise<Times> {
    const times: Times = {};
    const timed = async ({ name, steps }: Contender, index: number): Promise<string> => {
        const step = steps[index];
        const began = process.hrtime.bigint();
        await step?.run();
        const seconds = Number(process.hrtime.bigint() - began) / 1e9;
        const what = `${name}: ${step?.name ?? ""}`;
        (times[what] ??= []).push(seconds);
        return `${what} ${seconds.toFixed(1)} s`;
    };
    for (let round = 1; round <= rounds; round++) {
        for (const together of contenders) {
            for (const contender of together) {
                await contender.prepare();
            }
            try {
                for (const index of together[0]?.steps.keys() ?? []) {
                    for (const contender of together) {
                        tell(`round ${round} of ${rounds}, ${await timed(contender, index)}`);
                    }
                }
            } finally {
                await Promise.all(together.map((contender) => contender.cleanUp()));
            }
        }
    }
    return times;
}
