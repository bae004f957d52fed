import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "../part.mjs";
import { inLab, inProject } from "../project.mjs";
import { run } from "../running.mjs";

const sources = ["components", "package.json", "tsconfig.json", "tsconfig.build.json"].map((name) => inProject(name));
/** As old as the sources of the last build that succeeded. */
const built = inLab("library-built");

export const library: Part = {
    title: "Library",
    why: "is what the examples import by its name",
    needs: [],
    byHand: "npm run build",

    isThere() {
        const isBuilt =
            existsSync(inProject("dist")) && existsSync(built) && newest(sources) <= statSync(built).mtimeMs;
        return Promise.resolve(isBuilt ? { what: "library built" } : undefined);
    },

    ways: [
        {
            from: "components/, with npm run build",
            async make(tell) {
                // A millisecond on top, because a file system keeps other fractions of one than a Date.
                const age = new Date(newest(sources) + 1);
                await run("npm", ["run", "--silent", "build"], { tell, cwd: inProject() });
                mkdirSync(inLab(), { recursive: true });
                writeFileSync(built, "");
                utimesSync(built, age, age);
            },
        },
    ],
};

/** When the youngest file or folder was changed; a folder changes when something is added to it or removed. */
function newest(paths: readonly string[]): number {
    return Math.max(
        0,
        ...paths.map((path) => {
            const stat = statSync(path, { throwIfNoEntry: false });
            if (!stat) {
                return 0;
            }
            const inside = stat.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [];
            return Math.max(stat.mtimeMs, newest(inside));
        }),
    );
}
