import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const HEAD = `# Arguments and outputs

<!-- Made from the docstrings in components/ by \`npm run docs\`. -->

What every argument means, what it may be, and what it is if you leave it out. An argument with a \`?\` may be left out.
\`Input<T>\` is a value of type \`T\`, or an output of another resource. The value of a [choice](#choices) is written as
a string (\`positioning: "binlog"\`) or as a constant (\`positioning: Positioning.Binlog\`).

Everything that can't be used is refused before anything is created: a preview lists each such argument with its path, its
value and what is allowed. What is known only while the program runs, such as a password or the address of a server that
is made by the same program, is refused as soon as it is known.

`;

/** What a page for programmers has that a reader of this one does not need, or calls otherwise. */
const REWRITTEN: [RegExp, string][] = [
    // Numbered in the order of the page: not the same tomorrow.
    [/<a id="[^"]*"><\/a> /g, ""],
    [/^#### Constructors\n[^]*?(?=^#### Properties)/gm, ""],
    [/^#### Extend(s|ed by)\n\n(- .*\n)+\n/gm, ""],
    [/^#### (Properties|Enumeration Members)\n\n/gm, ""],
    [/^\*\*\*\n\n/gm, ""],
    [/^(\| `\w+` \| .* \| )`undefined` \|/gm, "$1required |"],
    [/\| `undefined` \|/g, "| – |"],
    [/^\| Property \| Type \| Default value \|/gm, "| Argument | Type | Default |"],
    [/^\| Enumeration Member \|/gm, "| Constant |"],
];

const OPTIONS: Record<string, unknown> & Partial<PluginOptions> = {
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: [join(ROOT, "components/index.ts")],
    tsconfig: join(ROOT, "tsconfig.build.json"),
    // tsc does.
    skipErrorChecking: true,
    logLevel: "Warn",
    jsDocCompatibility: { defaultTag: false },
    readme: "none",
    disableSources: true,
    excludePrivate: true,
    excludeExternals: true,
    sort: ["kind", "source-order"],
    kindSortOrder: ["Class", "Interface", "Enum"],
    categorizeByGroup: false,
    categoryOrder: ["Servers in containers", "Servers that exist already", "Replication", "Choices", "Outputs"],
    // All on one page.
    router: "module",
    hidePageHeader: true,
    hidePageTitle: true,
    hideBreadcrumbs: true,
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    parametersFormat: "table",
    enumMembersFormat: "table",
    tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true },
};

/** The page of all arguments and outputs, in Markdown. */
export async function argumentsPage(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-mysql-dual-master-docs-"));
    try {
        const app = await Application.bootstrapWithPlugins({ ...OPTIONS, out: folder });
        const project = await app.convert();
        if (project === undefined) {
            throw new Error("TypeDoc could not read the library's types");
        }
        await app.generateOutputs(project);
        const page = readFileSync(join(folder, "README.md"), "utf8");
        return HEAD + REWRITTEN.reduce((left, [from, to]) => left.replace(from, to), page);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
