import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Collects the command lines of all processes, as `ps` would show them to anybody, until it is stopped. */
export function watchProcessList(): { stop(): Promise<string[]> } {
    const seen = new Set<string>();
    const ended = new AbortController();
    const watched = (async () => {
        while (!ended.signal.aborted) {
            for (const process of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
                // A process may have ended since its folder was listed.
                const line = await readFile(`/proc/${process}/cmdline`, "utf8").catch(() => "");
                seen.add(line.replaceAll("\0", " ").trim());
            }
            await pause(5);
        }
    })();
    return {
        stop: async () => {
            ended.abort();
            await watched;
            return [...seen];
        },
    };
}
