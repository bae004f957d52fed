import { execa } from "execa";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { DemoOptions } from "./options.mjs";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The demo's stack, driven by the same commands that a reader would type. */
export interface Stack {
    name: string;
    rootPassword: string;
    /** Runs a command of the Pulumi CLI in front of the reader. */
    pulumi(args: string[]): Promise<void>;
    /** The same where an exit code other than 0 is what is to be shown. */
    pulumiThatFails(args: string[]): Promise<number>;
    /** Runs one whose output is for the program, not the reader. */
    ask(args: string[]): Promise<string>;
}

export interface Master {
    name: string;
    host: string;
    port: number;
}

export interface Pair {
    stackName: string;
    masters: [Master, Master];
}

async function ask(args: string[], input?: string): Promise<string> {
    const { stdout } = await execa("pulumi", args, { cwd: PROJECT, input: input ?? "" });
    return stdout;
}

async function show(args: string[], reject: boolean): Promise<number> {
    const { exitCode } = await execa("pulumi", [...args, "--suppress-permalink=true"], {
        cwd: PROJECT,
        stdio: ["ignore", "inherit", "inherit"],
        reject,
    });
    return exitCode ?? 1;
}

/** A password stays the same from one run of the demo to the next, and is stored encrypted. */
async function password(key: string, onStack: (args: string[]) => string[]): Promise<string> {
    try {
        return await ask(onStack(["config", "get", key]));
    } catch {
        const fresh = randomBytes(18).toString("base64url");
        // Through standard input: an argument would be readable in the list of processes.
        await ask(onStack(["config", "set", "--secret", key]), fresh);
        return fresh;
    }
}

/** Selects the demo's stack, made if it is not there yet, with passwords of its own. */
export async function openStack({ name, stackName, firstPort }: DemoOptions): Promise<Stack> {
    const onStack = (args: string[]): string[] => [...args, "--stack", stackName, "--non-interactive"];
    await ask(["stack", "select", "--create", stackName, "--non-interactive"]);
    const rootPassword = await password("rootPassword", onStack);
    await password("replicationPassword", onStack);
    await ask(onStack(["config", "set", "name", name]));
    await ask(onStack(["config", "set", "firstPort", String(firstPort)]));
    // By default a pair leaves its data behind: of a demo, nothing is to be left.
    await ask(onStack(["config", "set", "dataOnRemoval", "delete"]));
    if (process.env.MYSQL_IMAGE !== undefined) {
        await ask(onStack(["config", "set", "pulumi-mysql-dual-master:image", process.env.MYSQL_IMAGE]));
    }
    return {
        name: stackName,
        rootPassword,
        ask: (args) => ask(onStack(args)),
        pulumi: async (args) => {
            await show(onStack(args), true);
        },
        pulumiThatFails: (args) => show(onStack(args), false),
    };
}

export async function endpointsOf(stack: Stack): Promise<Pair> {
    const masters = JSON.parse(await stack.ask(["stack", "output", "endpoints", "--json"])) as Master[];
    return { stackName: stack.name, masters: masters as [Master, Master] };
}
