import { execa, ExecaError } from "execa";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Teller } from "./part.mjs";

interface Options {
    readonly tell: Teller;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Gives up after so many milliseconds. */
    readonly within?: number;
    /** Gives up when nothing at all was printed for so many milliseconds: a network that swallows packets. */
    readonly firstLineWithin?: number;
}

/** Runs a program; one that fails throws what it was and, below that, the end of what it printed. */
export async function run(file: string, args: readonly string[], options: Options): Promise<void> {
    const silence = new AbortController();
    const timer =
        options.firstLineWithin &&
        setTimeout(() => {
            silence.abort();
        }, options.firstLineWithin);
    const child = execa(file, args, {
        all: true,
        buffer: false,
        cancelSignal: silence.signal,
        cwd: options.cwd,
        env: options.env,
        stdin: "ignore",
        timeout: options.within,
    });
    const lastLines: string[] = [];
    try {
        for await (const chunk of child.iterable({ from: "all" })) {
            clearTimeout(timer);
            // A progress bar draws over its own line.
            const line = chunk.trimEnd().split("\r").at(-1)?.trimEnd();
            if (line) {
                lastLines.push(line);
                lastLines.splice(0, lastLines.length - 12);
                options.tell.line(line.trim());
            }
        }
    } catch (error) {
        if (error instanceof ExecaError) {
            const what = `${[file, ...args].join(" ")} ${reasonOf(error as Failure, options)}`;
            throw new Error([what, ...lastLines].join("\n"));
        }
        throw error;
    } finally {
        clearTimeout(timer);
    }
}

type Failure = Pick<ExecaError, "timedOut" | "isCanceled" | "exitCode" | "signal" | "code">;

function reasonOf(error: Failure, options: Options): string {
    if (error.timedOut) {
        return `did not finish within ${Number(options.within) / 1000} s`;
    }
    if (error.isCanceled) {
        return `said nothing for ${Number(options.firstLineWithin) / 1000} s`;
    }
    if (error.exitCode !== undefined) {
        return `ended with exit code ${error.exitCode}`;
    }
    return error.signal === undefined ? `cannot be run: ${String(error.code)}` : `was ended by ${error.signal}`;
}

/** What a program prints, or nothing when it cannot be run, fails, or takes longer than a look may. */
export async function ask(file: string, ...args: string[]): Promise<string | undefined> {
    const answer = await execa(file, args, { reject: false, stdin: "ignore", timeout: 10_000 });
    return answer.failed ? undefined : answer.stdout;
}

/** System administrators' folders are not on every user's PATH. */
export function onPath(name: string, also: readonly string[] = ["/usr/sbin", "/sbin"]): string | undefined {
    return [...(process.env.PATH ?? "").split(delimiter), ...also]
        .map((folder) => join(folder, name))
        .find(isExecutable);
}

export function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

export function isRoot(): boolean {
    return process.getuid?.() === 0;
}
