import { delimiter } from "node:path";
import type { Presence } from "./part.mjs";
import { inProject } from "./project.mjs";

/** What the command gets on top of the environment it was started in. */
export interface Environment {
    /** In front of PATH. */
    readonly folders: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    /** What would win over ours. */
    readonly unset: readonly string[];
}

export function environmentOf(presences: readonly Presence[]): Environment {
    const folders = presences.flatMap(({ folder }) => folder ?? []);
    return {
        folders: [inProject("node_modules", ".bin"), ...folders],
        variables: Object.assign({}, ...presences.map(({ variables }) => variables)) as Record<string, string>,
        unset: ["PULUMI_CONFIG_PASSPHRASE"],
    };
}

export function applied({ folders, variables, unset }: Environment, to: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const kept = Object.entries(to).filter(([name]) => !unset.includes(name));
    const path = [...folders, ...(to.PATH === undefined ? [] : [to.PATH])].join(delimiter);
    return { ...Object.fromEntries(kept), ...variables, PATH: path };
}

/** Lines for a POSIX shell to source. */
export function asShell({ folders, variables, unset }: Environment): string {
    const lines = [
        `export PATH=${quoted(folders.join(delimiter))}"\${PATH:+:$PATH}"`,
        ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
        ...unset.map((name) => `unset ${name}`),
    ];
    return lines.map((line) => `${line}\n`).join("");
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
