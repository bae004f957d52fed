import { execFile } from "node:child_process";

/** What a command of the CLI printed, and how it ended. */
export interface Outcome {
    code: number;
    output: string;
}

/** How a run of the CLI ended, with what it printed on its standard output alone as well. */
export interface Run extends Outcome {
    stdout: string;
}

/** The README's audit, but for how it is printed. */
export const AUDIT = ["preview", "--refresh", "--run-program", "--expect-no-changes"];

/** Runs the Pulumi CLI in a project as a user would type it, and answers with how it ended, whatever that was. */
export function pulumi(cwd: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<Run> {
    return new Promise((resolve, reject) => {
        const options = { cwd, env, maxBuffer: 2 ** 26 };
        execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
            const code = error === null ? 0 : error.code;
            if (typeof code === "number") {
                resolve({ code, output: `${stdout}\n${stderr}`, stdout });
            } else {
                reject(error ?? new Error("pulumi was not run"));
            }
        });
    });
}
