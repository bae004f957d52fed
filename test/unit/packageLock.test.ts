import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../support/projects";

interface Locked {
    dependencies?: Record<string, string>;
    optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(join(REPOSITORY, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
};

/** Where npm looks for what a package needs: beside it, and beside each folder above. */
function isLocked(path: string, name: string): boolean {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
        if (packages[[folder, "node_modules", name].filter((part) => part !== "").join("/")] !== undefined) {
            return true;
        }
        if (folder === "") {
            return false;
        }
    }
}

describe("package-lock.json", () => {
    // npm ci refuses a lock that lacks one, also where it is for another machine.
    it("should hold every package that another one needs, those of other platforms included", () => {
        const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
            Object.keys({ ...dependencies, ...optionalDependencies })
                .filter((name) => !isLocked(path, name))
                .map((name) => `${name}, which ${path} needs`),
        );
        expect(missing).toEqual([]);
    });
});
