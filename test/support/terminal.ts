import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import type { Outcome } from "./stack";

const WHERE_IS_THE_CURSOR = "\u001b[6n";
const AT_THE_TOP = "\u001b[1;1R";

/** What prints nothing for this long waits for an answer that is not to come: its test ends with what it has shown. */
const SILENT_MILLISECONDS = 120_000;

/** What somebody types, once the terminal shows what they wait for. */
export interface Typed {
    once: string | RegExp;
    type: string | (() => string | Promise<string>);
}

/**
 * Runs a command as somebody types it into a shell, on a terminal (of util-linux's `script`): what asks for passwords
 * reads them there, and `docker exec -it` refuses to run without one. A command that falls silent is hung up on.
 */
export function onTerminal(
    command: string,
    cwd: string,
    typed: Typed[] = [],
    env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
    return new Promise((resolve, reject) => {
        // Nobody types in a CI job: there Pulumi asks nothing, and its prompts do not take a terminal for one.
        const { CI: _ci, ...outsideOfCi } = env;
        const child = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
            cwd,
            env: { ...outsideOfCi, SHELL: "/bin/bash", TERM: "xterm", PULUMI_DISABLE_CI_DETECTION: "true" },
            stdio: ["pipe", "pipe", "inherit"],
        });
        const hangUp = setTimeout(() => child.kill(), SILENT_MILLISECONDS);
        const left = [...typed];
        let output = "";
        let unanswered = "";
        const answer = async (): Promise<void> => {
            const [next] = left;
            const shown =
                next !== undefined &&
                (typeof next.once === "string" ? unanswered.includes(next.once) : next.once.test(unanswered));
            if (next === undefined || !shown) {
                return;
            }
            left.shift();
            unanswered = "";
            child.stdin.write(typeof next.type === "string" ? next.type : await next.type());
        };
        child.on("error", reject);
        child.stdin.on("error", reject);
        child.stdout.setEncoding("utf8").on("data", (printed: string) => {
            hangUp.refresh();
            // Pulumi's prompt asks where the cursor is, and waits for the answer of every terminal.
            if (printed.includes(WHERE_IS_THE_CURSOR)) {
                child.stdin.write(AT_THE_TOP);
            }
            output += printed;
            unanswered += printed;
            answer().catch(reject);
        });
        child.on("close", (code) => {
            clearTimeout(hangUp);
            resolve({ code: code ?? -1, output: stripVTControlCharacters(output).replaceAll("\r", "") });
        });
    });
}
