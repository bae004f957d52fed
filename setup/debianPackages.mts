import { isRoot, onPath, run } from "./running.mjs";
import type { Teller } from "./part.mjs";

export function debianPackagesAreClosed(): string | undefined {
    if (!onPath("apt-get")) {
        return "this is no Debian-like system";
    }
    return isRoot() ? undefined : "only root may install packages";
}

export async function installDebianPackages(names: readonly string[], tell: Teller): Promise<void> {
    const install = () =>
        run("apt-get", ["install", "--yes", "--no-install-recommends", ...names], {
            tell,
            env: { DEBIAN_FRONTEND: "noninteractive" },
        });
    try {
        await install();
    } catch {
        // A fresh image has no package lists, an old one has lists of files that are gone.
        await run("apt-get", ["update"], { tell });
        await install();
    }
}
