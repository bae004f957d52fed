import { isFinding } from "./findings";

/** `~ pulumi-nodejs:dynamic/mysql-dual-master:ReplicationLink: (update)` */
const HEADING = /^\s*[~+->]+\s+(\S+): \(([\w-]+)\)$/;
const ID = /^\s*\[id=(.*)\]$/;
const CHANGE = /^\s*[~+-]\s+(\S.*\S)$/;
const LOOK_ONLY = new Set(["refresh", "same"]);

/**
 * What a preview or an update says that it would change or changes, by resource, each as the line that a reader sees:
 * `{ 'ReplicationLink "a from b"': ['ioThread: "stopped" => "running"'] }`. What a refresh found is not repeated here.
 */
export function changesIn(output: string): Record<string, string[]> {
    const changes: Record<string, string[]> = {};
    let kind = "";
    let lines: string[] | undefined;
    for (const line of output.split("\n")) {
        const heading = HEADING.exec(line);
        if (heading !== null) {
            const [, type = "", operation = ""] = heading;
            kind = LOOK_ONLY.has(operation) ? "" : (type.split(":").at(-1) ?? type);
            lines = undefined;
            continue;
        }
        const id = ID.exec(line)?.[1];
        if (kind !== "" && id !== undefined) {
            lines = changes[`${kind} "${id}"`] ??= [];
        } else if (/^(Resources:|\s*--outputs:--)/.test(line)) {
            kind = "";
            lines = undefined;
        } else if (lines !== undefined) {
            const change = CHANGE.exec(line)?.[1];
            if (change !== undefined && !change.endsWith("{")) {
                lines.push(change.replace(/\s+:/, ":"));
            }
        }
    }
    return changes;
}

/** What an update says while it waits, which depends on how quick the servers are. */
const WAITS = /: (waiting for |catching up, |IO thread )/;

/**
 * The steps that an update says it took on the servers of `cluster`, in the order of their names: what it found there
 * was seen, not done.
 */
export function stepsIn(output: string, cluster: string): string[] {
    return output
        .split("\n")
        .filter((line) => [`${cluster}-`, `${cluster}.`].some((begins) => line.startsWith(begins)))
        .filter((line) => !WAITS.test(line) && !isFinding(line))
        .sort();
}
