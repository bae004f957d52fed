import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { inCache, inProject } from "./project.mjs";

/** One set-up at a time on this machine makes anything; `tell` hears whom we wait for. */
export async function takeTurn(tell: (line: string) => void): Promise<() => Promise<void>> {
    mkdirSync(inCache(), { recursive: true });
    let told = "";
    for (;;) {
        try {
            const release = await lock(inCache(), {
                lockfilePath: inCache("set-up.lock"),
                realpath: false,
                // A killed set-up holds the lock for that long.
                stale: 10_000,
                update: 2_000,
                // A laptop that slept. Whoever took over cannot do harm: everything is built aside and renamed.
                onCompromised: () => undefined,
            });
            writeFileSync(inCache("set-up.holder"), `process ${process.pid} in ${inProject()}`);
            // A lock that was taken over meanwhile is not ours to release.
            return () => release().catch(() => undefined);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ELOCKED") {
                throw error;
            }
        }
        const line = `waiting for another set-up: ${holder()}`;
        if (line !== told) {
            tell(line);
            told = line;
        }
        await pause(300);
    }
}

function holder(): string {
    try {
        return readFileSync(inCache("set-up.holder"), "utf8");
    } catch {
        return "one that has just begun";
    }
}
