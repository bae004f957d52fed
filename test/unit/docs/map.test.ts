import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../support/projects";

const COMPONENTS = join(REPOSITORY, "components");
const INDENT = "  ";

/** The paths in the tree on the map, below components/: a folder ends in a slash. */
function mapped(): string[] {
    const map = readFileSync(join(COMPONENTS, "README.md"), "utf8");
    const tree = /```text\ncomponents\/\n(.*?)```/s.exec(map)?.[1] ?? "";
    const above: string[] = [];
    return [...tree.matchAll(/^((?:  )+)(\S+) {2,}\S/gm)].map(([, indent = "", name = ""]) => {
        const depth = indent.length / INDENT.length - 1;
        above.splice(depth, above.length, name);
        return above.join("");
    });
}

const inComponents = readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" });
const isFolder = (path: string): boolean => statSync(join(COMPONENTS, path)).isDirectory();

describe("the map of the code", () => {
    it("should have a line for every folder, and for none that is gone", () => {
        const folders = inComponents.filter(isFolder).map((path) => `${path}/`);
        expect(
            mapped()
                .filter((path) => path.endsWith("/"))
                .sort(),
        ).toEqual(folders.sort());
    });

    it("should have a line for every file at the top, and for none that is gone", () => {
        const files = inComponents.filter((path) => !isFolder(path) && !path.includes("/") && path.endsWith(".ts"));
        expect(
            mapped()
                .filter((path) => !path.endsWith("/"))
                .sort(),
        ).toEqual(files.sort());
    });
});
