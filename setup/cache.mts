import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inCache } from "./project.mjs";

/**
 * Builds `path` as a draft beside it and renames that when it is whole, so that whatever has its real name is finished,
 * however the machine died.
 */
export async function keep(path: string, build: (draft: string) => Promise<void>): Promise<void> {
    await withDraft(path, async (draft) => {
        await build(draft);
        renameSync(draft, path);
    });
}

/** Does work with a file or folder beside `path` that is gone afterwards. */
export async function withDraft(path: string, work: (draft: string) => Promise<void>): Promise<void> {
    const draft = `${path}.draft-${process.pid}`;
    mkdirSync(dirname(path), { recursive: true });
    try {
        await work(draft);
    } finally {
        await rm(draft, { recursive: true, force: true });
    }
}

/** Removes what interrupted builds left. */
export function removeDrafts(folder = inCache()): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (/\.draft-\d+$/.test(entry.name)) {
            try {
                rmSync(path, { recursive: true, force: true });
            } catch {
                // A child of the killed set-up still writes there; the next set-up finds it quiet.
            }
        } else if (entry.isDirectory()) {
            removeDrafts(path);
        }
    }
}

/** Eight letters that change when any file below `folder` does. */
export function fingerprintOf(folder: string, ...more: string[]): string {
    const hash = createHash("sha256");
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
        const path = join(folder, name);
        try {
            const content = readFileSync(path);
            hash.update(`${name}\0${content.length}\0`).update(content);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EISDIR") {
                throw error;
            }
        }
    }
    for (const text of more) {
        hash.update(`${text}\0`);
    }
    return hash.digest("hex").slice(0, 8);
}
