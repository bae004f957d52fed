import type { Writable } from "node:stream";
import { Finding, inOneLine } from "./finding.mjs";
import type { Part, Teller } from "./part.mjs";

/** One part being made; resolves to what is there in the end. */
export interface Job {
    readonly part: Part;
    readonly make: (tell: Teller) => Promise<string>;
}

/** Runs the jobs and tells about each; a job that fails is told and does not stop the others. */
export type Telling = (jobs: readonly Job[]) => Promise<void>;

/** Whole lines for a pipe or a log. A part that takes its time is heard of at least every 15 s. */
export function inLines(out: Writable): Telling {
    return async (jobs) => {
        await Promise.allSettled(jobs.map((job) => tellInLines(job, out)));
    };
}

async function tellInLines({ part, make }: Job, out: Writable): Promise<void> {
    const say = (text: string) => out.write(`${part.title}: ${text}\n`);
    let start: number | undefined;
    let lastLine = "";
    const heartbeat = setInterval(() => {
        if (start !== undefined) {
            say(`still at it, ${duration(start)}${lastLine && ` | ${lastLine.slice(0, 100)}`}`);
        }
    }, 15_000);
    try {
        const what = await make({
            trying: (from) => {
                start ??= Date.now();
                lastLine = "";
                say(`from ${from}; it ${part.why}`);
            },
            failed: (from, reason) => say(`${from} failed: ${reason}`),
            line: (text) => {
                lastLine = text;
            },
        });
        say(start === undefined ? what : `${what}, after ${duration(start)}`);
    } catch (error) {
        say(error instanceof Finding ? "could not be had, as told below" : inOneLine(error));
    } finally {
        clearInterval(heartbeat);
    }
}

export function duration(start: number): string {
    const seconds = (Date.now() - start) / 1000;
    return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
