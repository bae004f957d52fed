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

/** Runs the contenders in turn, so that a machine that grows slower does so for all of them. */
export async function measure(contenders: Contender[], rounds: number, tell: (line: string) => void): Promise<Times> {
    const times: Times = {};
    for (let round = 1; round <= rounds; round++) {
        for (const contender of contenders) {
            await contender.prepare();
            try {
                for (const { name, run } of contender.steps) {
                    const began = process.hrtime.bigint();
                    await run();
                    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
                    (times[`${contender.name}: ${name}`] ??= []).push(seconds);
                    tell(`round ${round} of ${rounds}, ${contender.name}: ${name} ${seconds.toFixed(1)} s`);
                }
            } finally {
                await contender.cleanUp();
            }
        }
    }
    return times;
}
