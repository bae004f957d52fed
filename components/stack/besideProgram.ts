import { RunError } from "@pulumi/pulumi";
import { createRequire } from "node:module";
import { join } from "node:path";

const PACKAGE = "pulumi-mysql-dual-master";

/**
 * The process in which Pulumi runs the library's own resources looks for the library from the folder of the program (the
 * SDK's cmd/dynamic-provider), and not from the package that made them: as a dependency of that one alone, e.g. under
 * pnpm, it would not be found once containers are there.
 *
 * @throws RunError where it can't be found from there
 */
export function requireBesideProgram(component: string, folder = process.cwd()): void {
    try {
        createRequire(join(folder, "program.js")).resolve(`${PACKAGE}/package.json`);
    } catch {
        throw new RunError(
            `${component}: ${PACKAGE} is not to be found from the program's folder, ${folder}, where Pulumi looks for it ` +
                "when it makes the servers' resources, so nothing was created. Install it beside the program as well: " +
                `npm install ${PACKAGE} (pnpm add, yarn add)`,
        );
    }
}
