import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../support/projects";

const COMPONENTS = join(REPOSITORY, "components");
const INDENT = "  ";

const map = (): string => readFileSync(join(COMPONENTS, "README.md"), "utf8");

/** The paths in the tree on the map, below components/: a folder ends in a slash. */
function mapped(): string[] {
    const tree = /```text\ncomponents\/\n(.*?)```/s.exec(map())?.[1] ?? "";
    const above: string[] = [];
    return [...tree.matchAll(/^((?:  )+)(\S+) {2,}\S/gm)].map(([, indent = "", name = ""]) => {
        const depth = indent.length / INDENT.length - 1;
        above.splice(depth, above.length, name);
        return above.join("");
    });
}

/** What each layer imports, as the rules of dependency-cruiser say it: an ES module, which jest can't load. */
function layers(): Record<string, string> {
    const print = `import("${join(REPOSITORY, ".dependency-cruiser.mjs")}").then(({ default: { forbidden } }) => {
        console.log(JSON.stringify(forbidden.map(({ comment }) => comment)));
    })`;
    const comments = JSON.parse(execFileSync(process.execPath, ["-e", print], { encoding: "utf8" })) as string[];
    return Object.fromEntries(
        comments.flatMap((comment) => {
            const [, layer, imports] = /^(\w+) imports (.*), and nothing else$/.exec(comment) ?? [];
            return layer === undefined || imports === undefined ? [] : [[layer, imports]];
        }),
    );
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

    it("should say of every layer what it imports", () => {
        const said = [...map().matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, layer = "", imports = ""]) => [
            layer,
            imports,
        ]);
        expect(said.length).toBeGreaterThan(0);
        expect(Object.fromEntries(said)).toEqual(layers());
    });

    it("should name files of a resource that there are", () => {
        const [, section = ""] = /^## What a resource consists of\n(.*?)^## /ms.exec(map()) ?? [];
        const named = [...section.matchAll(/`(\w+\.ts)`/g)].map(([, file = ""]) => file);
        const known = inComponents.map((path) => /^replication\/\w+\/(\w+\.ts)$/.exec(path)?.[1]);
        expect(named).toContain("managed.ts");
        expect(named.filter((file) => !known.includes(file))).toEqual([]);
    });
});
