import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Runs the command in the foreground and resolves to the exit code that a shell would report for it. */
export async function runCommand(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
    const [file, ...args] = command;
    const child = spawn(file ?? "", args, { stdio: "inherit", env });
    // The terminal sends Ctrl-C to the child as well, and pulumi takes a second one for "stop at once".
    const fromTerminal: readonly NodeJS.Signals[] = process.stdin.isTTY ? ["SIGINT", "SIGQUIT"] : [];
    for (const signal of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const) {
        process.on(signal, () => {
            if (!fromTerminal.includes(signal)) {
                child.kill(signal);
            }
        });
    }
    return new Promise((resolve) => {
        child.on("error", (error) => {
            process.stderr.write(`setup: ${file ?? ""} cannot be run: ${error.message}\n`);
            resolve(127);
        });
        child.on("exit", (code, signal) => {
            resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
        });
    });
}
