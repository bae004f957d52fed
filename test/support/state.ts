import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployedStack } from "./stack";

/** The part of a resource in a checkpoint that is looked at. */
export interface StoredResource {
    urn: string;
    type: string;
    /** True for what a provider manages, false for a component. */
    custom: boolean;
    id?: string;
    parent?: string;
    provider?: string;
    protect?: boolean;
    inputs?: Record<string, unknown>;
}

/** What a checkpoint holds, as {@link DeployedStack.state} gives it. */
export function resourcesIn(state: string): StoredResource[] {
    const { deployment } = JSON.parse(state) as { deployment?: { resources?: StoredResource[] } };
    return deployment?.resources ?? [];
}

/** The last part of a resource's type, e.g. `Container`. */
export const kindOf = ({ type }: StoredResource): string => type.split(":").at(-1) ?? type;

/** Puts an edited checkpoint in the place of the stack's own, as `pulumi stack import` does. */
export async function importState(stack: DeployedStack, edited: (state: string) => string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "it-state-"));
    try {
        const file = join(folder, "state.json");
        await writeFile(file, edited(await stack.state()), { mode: 0o600 });
        await stack.importState(file);
    } finally {
        await rm(folder, { recursive: true });
    }
}
