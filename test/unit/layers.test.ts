import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../..");

/** The part of dependency-cruiser's report that is read here (--output-type json). */
interface Report {
    summary: {
        violations: { rule: { name: string }; from: string }[];
        ruleSetUsed: { forbidden: { name: string }[] };
    };
}

/** What the rules make of a package whose files import just this, each of them one other. */
function report(imports: [file: string, imported: string][]): Report["summary"] {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-mysql-dual-master-layers-"));
    try {
        const write = (file: string, text: string) => {
            mkdirSync(dirname(join(folder, file)), { recursive: true });
            writeFileSync(join(folder, file), text);
        };
        write("package.json", "{}");
        symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
        symlinkSync(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"));
        const files = new Map<string, string>();
        for (const [file, imported] of imports) {
            const target = `${join(dirname(file), imported)}.ts`;
            if (imported.startsWith(".") && !files.has(target)) {
                files.set(target, "export const its = 1;\n");
            }
            // Only its type, so that nothing of the import is left once it is compiled.
            files.set(file, `import type * as its from "${imported}";\nexport type Its = typeof its;\n`);
        }
        files.forEach((text, file) => {
            write(file, text);
        });
        const { stdout, stderr } = spawnSync(
            join(ROOT, "node_modules/.bin/depcruise"),
            ["components", "--config", join(ROOT, ".dependency-cruiser.mjs"), "--output-type", "json"],
            { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 },
        );
        if (stderr !== "") {
            throw new Error(stderr);
        }
        return (JSON.parse(stdout) as Report).summary;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const told = ({ violations }: Report["summary"]): string[] =>
    violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();

describe("the rules between the layers", () => {
    it("should refuse each import that does not run downward, and cycles", () => {
        const refused: [rule: string, file: string, imported: string][] = [
            ["layer-model", "components/model/a.ts", "../mysql/session"],
            ["layer-model", "components/model/b.ts", "zod"],
            ["layer-mysql/dialect", "components/mysql/dialect/a.ts", "../session"],
            ["layer-findings", "components/findings/a.ts", "../mysql/session"],
            ["layer-mysql", "components/mysql/a.ts", "@pulumi/pulumi"],
            ["layer-mysql", "components/mysql/b.ts", "../planning/plan"],
            ["layer-mysql", "components/mysql/e.ts", "../findings/finding"],
            ["layer-engine", "components/engine/a.ts", "../mysql/session"],
            ["layer-args", "components/args.ts", "./planning/plan"],
            ["layer-planning", "components/planning/a.ts", "../mysql/session"],
            ["layer-planning", "components/planning/b.ts", "@pulumi/docker"],
            ["layer-containers", "components/containers/a.ts", "../replication/progress"],
            ["layer-stack", "components/stack/a.ts", "../replication/progress"],
            ["layer-replication", "components/replication/a.ts", "../planning/plan"],
            ["layer-replication", "components/replication/b/a.ts", "../../dualMasterReplication"],
            ["layer-replication", "components/replication/storedProvider.ts", "@pulumi/docker"],
            ["resource-without-pulumi", "components/replication/handlerOf.ts", "@pulumi/pulumi"],
            ["resource-without-pulumi", "components/replication/resource.ts", "../stack/thisStack"],
            ["resource-without-pulumi", "components/replication/d/managed.ts", "./resource"],
            ["no-cycle", "components/mysql/c.ts", "./d"],
        ];
        const found = report([
            ...refused.map(([, file, imported]): [string, string] => [file, imported]),
            // The other half of the cycle, which is told once.
            ["components/mysql/d.ts", "./c"],
        ]);
        expect(told(found)).toEqual(refused.map(([rule, file]) => `${rule}: ${file}`).sort());
        const rules = found.ruleSetUsed.forbidden.map(({ name }) => name);
        expect(rules.filter((name) => refused.every(([rule]) => rule !== name))).toEqual([]);
    });

    it("should let pass what runs downward", () => {
        expect(
            told(
                report([
                    ["components/model/a.ts", "./b"],
                    ["components/mysql/a.ts", "mysql2/promise"],
                    ["components/mysql/b.ts", "node:crypto"],
                    ["components/args.ts", "./model/a"],
                    ["components/planning/a.ts", "../args"],
                    ["components/replication/b/managed.ts", "../../mysql/a"],
                    ["components/replication/b/handler.ts", "../dynamic"],
                    ["components/replication/b/resource.ts", "@pulumi/pulumi"],
                    ["components/dualMasterCluster.ts", "./replication/b/handler"],
                    ["components/dualMasterReplication.ts", "@pulumi/docker"],
                ]),
            ),
        ).toEqual([]);
    });
});
