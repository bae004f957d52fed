import { spawnSync } from "node:child_process";
import { REPOSITORY } from "../../support/projects";

/** TypeDoc reads all types of the library: several seconds of work, on a machine that does other things as well. */
const TIMEOUT_MILLISECONDS = 120_000;

describe("pages and pictures that are made from what is kept elsewhere", () => {
    it(
        "should be what would be made today: npm run docs",
        () => {
            const { stdout, stderr, status } = spawnSync("npm", ["run", "--silent", "docs", "--", "--check"], {
                cwd: REPOSITORY,
                encoding: "utf8",
            });
            expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
        },
        TIMEOUT_MILLISECONDS,
    );
});
