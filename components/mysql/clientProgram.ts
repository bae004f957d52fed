import { spawn, type ChildProcess } from "node:child_process";
import type { ServerConnection } from "../model/connection";

/** A client program of MySQL's that runs. */
export interface ClientProgram {
    name: string;
    process: ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream };
    /** Its exit code; `null` where a signal ended it, an error where it did not even begin. */
    ended: Promise<number | null>;
    /** Its last words on standard error. */
    said: () => string;
}

export function startClient(name: string, args: string[]): ClientProgram {
    const child = spawn(name, args, { stdio: "pipe" });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-2000);
    });
    const ended = new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    const words = (): string =>
        said
            .split("\n")
            .filter((line) => !/^Warning: .* 'loose-/.test(line))
            .join(" ")
            .trim();
    return { name, process: child, ended, said: words };
}

/** Why it failed, if it did. */
export function reasons(
    server: ServerConnection,
    { name, said }: ClientProgram,
    outcome: PromiseSettledResult<number | null>,
): string[] {
    if (outcome.status === "rejected") {
        const { code } = outcome.reason as NodeJS.ErrnoException;
        return [
            code === "ENOENT"
                ? `there is no ${name} on the PATH where pulumi runs (MySQL's client package has it)`
                : `${name}: ${String(outcome.reason)}`,
        ];
    }
    const how = outcome.value === null ? "was ended by a signal" : `ended with ${outcome.value}`;
    return outcome.value === 0 ? [] : [`${name} on ${server.name} ${how}: ${said()}`];
}
