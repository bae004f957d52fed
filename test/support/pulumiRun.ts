import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Outcome } from "./stack";

/** A command of the CLI while it runs. */
export interface PulumiRun {
    ended: Promise<Outcome>;
    /** SIGKILL for the CLI and whatever it has started: language host, program, providers, and their own children. */
    kill(): Promise<void>;
}

/** Inherited by every process of a run, also by those whose parent has ended. */
const MARK = "IT_PULUMI_RUN";

/** The code with which a shell tells of SIGKILL. */
const KILLED = 137;

export function startPulumi(cwd: string, args: string[], env: NodeJS.ProcessEnv): PulumiRun {
    const mark = randomUUID();
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd,
        env: { ...env, [MARK]: mark },
        stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    const ended = new Promise<Outcome>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({ code: code ?? KILLED, output });
        });
    });
    return {
        ended,
        kill: async () => {
            // One that was being started meanwhile is found by the next look.
            for (let found = await processesOf(mark); found.length > 0; found = await processesOf(mark)) {
                found.forEach(killed);
            }
        },
    };
}

async function processesOf(mark: string): Promise<number[]> {
    const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(
        all.map(async (id) => {
            // A process may have ended since its folder was listed, and one that has ended has no environment.
            const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
            return environment.split("\0").includes(`${MARK}=${mark}`) ? [Number(id)] : [];
        }),
    );
    return found.flat();
}

function killed(id: number): void {
    try {
        process.kill(id, "SIGKILL");
    } catch {
        // It has ended by itself.
    }
}
