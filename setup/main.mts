import { homedir } from "node:os";
import pc from "picocolors";
import { runCommand } from "./command.mjs";
import { applied, asShell, environmentOf } from "./environment.mjs";
import { look, make } from "./making.mjs";
import type { Part, Presence } from "./part.mjs";
import { dockerEngine } from "./parts/dockerEngine.mjs";
import { dockerPlugin } from "./parts/dockerPlugin.mjs";
import { nodeLanguageHost } from "./parts/languageHost.mjs";
import { library } from "./parts/library.mjs";
import { mysqlClient } from "./parts/mysqlClient.mjs";
import { mysqlImage } from "./parts/mysqlImage.mjs";
import { pulumiCli } from "./parts/pulumiCli.mjs";
import { pulumiState } from "./parts/pulumiState.mjs";
import { duration, inLines, type Telling } from "./telling.mjs";

/** A part comes after those that it needs. */
const parts: readonly Part[] = [
    dockerEngine,
    pulumiCli,
    nodeLanguageHost,
    pulumiState,
    dockerPlugin,
    mysqlImage,
    mysqlClient,
    library,
];

interface Order {
    readonly command: readonly string[] | undefined;
    readonly printEnvironment: boolean;
    readonly messages: NodeJS.WriteStream;
}

export async function main({ command, printEnvironment, messages }: Order): Promise<void> {
    // Go and Maven keep their downloads below HOME and refuse to work without one.
    process.env.HOME ??= homedir();

    const there = await haveAll((line) => messages.write(`${line}\n`), messages);
    if (!there) {
        process.exitCode = 1;
        return;
    }
    const environment = environmentOf(there);
    if (printEnvironment) {
        process.stdout.write(asShell(environment));
    } else if (command) {
        process.exitCode = await runCommand(command, applied(environment, process.env));
    }
}

async function haveAll(
    say: (line: string) => void,
    messages: NodeJS.WriteStream,
): Promise<readonly Presence[] | undefined> {
    const start = Date.now();
    let there = await look(parts);
    const missing = parts.filter((part) => !there.has(part));
    if (missing.length > 0) {
        say(`Missing: ${missing.map(({ title }) => title).join(", ")}`);
        const telling = messages.isTTY && process.stdout.isTTY ? await onTerminal() : inLines(messages);
        const failures = await make(missing, telling, say);
        if (failures.length > 0) {
            say(failures.map(({ message }) => `\n${pc.red(message)}`).join("\n"));
            return undefined;
        }
        there = await look(parts);
    }
    const presences = parts.flatMap((part) => there.get(part) ?? []);
    say(pc.dim(`Ready in ${duration(start)}: ${presences.map(({ what }) => what).join(", ")}`));
    return presences;
}

/** The task list takes a while to load, which a run that finds everything there need not wait for. */
async function onTerminal(): Promise<Telling> {
    return (await import("./terminal.mjs")).onTerminal;
}
