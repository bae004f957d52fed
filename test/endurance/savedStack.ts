import { cp, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { program } from "../support/programs";
import { AUDIT } from "../support/pulumiCommand";
import { startPulumi, type PulumiRun } from "../support/pulumiRun";
import type { Outcome } from "../support/stack";

/** What the program declares, as JSON can say it. */
export type Declared = Record<string, unknown>;

/** A stack with a backend of its own, whose state goes back to what it was as often as one likes. */
export interface SavedStack {
    start(command: "up" | "destroy", declared: Declared): PulumiRun;
    up(declared: Declared): Promise<Outcome>;
    audit(declared: Declared): Promise<Outcome>;
    /** What Pulumi itself needs after a kill: `pulumi cancel`, where a lock was left, and the README's `rm`. */
    unlock(): Promise<void>;
    save(name: string): Promise<void>;
    restore(name: string): Promise<void>;
    remove(): Promise<void>;
}

const PROGRAM = program("interrupted");
const COMMANDS = {
    up: ["up", "--yes", "--skip-preview", "--suppress-progress"],
    destroy: ["destroy", "--yes", "--skip-preview", "--suppress-progress"],
    audit: [...AUDIT, "--diff", "--suppress-progress"],
};

export async function savedStack(name: string): Promise<SavedStack> {
    const folder = await mkdtemp(join(tmpdir(), `${name}-`));
    const [state, saved] = [join(folder, "state"), join(folder, "saved")];
    await Promise.all([mkdir(state), mkdir(saved)]);

    const run = (args: string[], declared: Declared = {}): PulumiRun =>
        startPulumi(PROGRAM, [...args, "--stack", name], {
            ...process.env,
            PULUMI_BACKEND_URL: pathToFileURL(state).href,
            IT_INTERRUPTED: JSON.stringify(declared),
        });
    const forgetSettings = (): Promise<void> => rm(join(PROGRAM, `Pulumi.${name}.yaml`), { force: true });

    await forgetSettings();
    const made = await run(["stack", "init"]).ended;
    if (made.code !== 0) {
        throw new Error(`pulumi stack init ended with ${made.code}:\n${made.output}`);
    }
    return {
        start: (command, declared) => run(COMMANDS[command], declared),
        up: (declared) => run(COMMANDS.up, declared).ended,
        audit: (declared) => run(COMMANDS.audit, declared).ended,
        unlock: async () => {
            await removeEmptyAttributes(state);
            const locks = await readdir(join(state, ".pulumi", "locks"), { recursive: true }).catch(() => []);
            if (locks.some((file) => file.endsWith(".json"))) {
                await run(["cancel", "--yes"]).ended;
            }
        },
        save: (as) => cp(state, join(saved, as), { recursive: true }),
        restore: async (as) => {
            await rm(state, { recursive: true });
            await cp(join(saved, as), state, { recursive: true });
        },
        remove: async () => {
            await forgetSettings();
            await rm(folder, { recursive: true });
        },
    };
}

/** Pulumi's file backend keeps a checksum beside each file, and writes it in two steps: "failed to load checkpoint: EOF". */
async function removeEmptyAttributes(state: string): Promise<void> {
    for (const file of await readdir(state, { recursive: true })) {
        const path = join(state, file);
        if (file.endsWith(".attrs") && (await stat(path)).size === 0) {
            await rm(path);
        }
    }
}
