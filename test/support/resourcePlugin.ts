import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./projects";

const MILLISECONDS = 60_000;

/** A resource plugin in the version that the installed SDK asks for, and whether the engine gets hold of it. */
export interface ResourcePlugin {
    resolves: boolean;
    /** For those who read that a test was skipped: what it needs, and how to get it. */
    needed: string;
}

/** Asks the CLI for something that only the plugin can tell: it looks where the engine looks, downloads included. */
export function resourcePlugin(name: string): ResourcePlugin {
    const manifest = readFileSync(join(REPOSITORY, "node_modules", "@pulumi", name, "package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    const needed = `needs the resource plugin ${name} ${version}: pulumi plugin install resource ${name} ${version}`;
    try {
        execFileSync("pulumi", ["package", "get-schema", `${name}@${version}`, "--non-interactive"], {
            stdio: "pipe",
            timeout: MILLISECONDS,
            maxBuffer: 2 ** 26,
        });
        return { resolves: true, needed };
    } catch {
        return { resolves: false, needed };
    }
}
