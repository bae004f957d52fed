import envPaths from "env-paths";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export function inProject(...names: string[]): string {
    return join(root, ...names);
}

/** What belongs to this clone alone: Pulumi's home, its stacks, the passphrase of their secrets. */
export function inLab(...names: string[]): string {
    return inProject(".pulumi-lab", ...names);
}

/** What every clone of this user shares. */
export function inCache(...names: string[]): string {
    return join(envPaths("pulumi-mysql-dual-master", { suffix: "" }).cache, ...names);
}
