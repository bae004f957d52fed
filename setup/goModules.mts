import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keep } from "./cache.mjs";
import { onPath, run } from "./running.mjs";
import type { Teller } from "./part.mjs";

interface Program {
    /** The folder of the go.mod that pins it. */
    readonly module: string;
    readonly package: string;
    /** `import/path.variable=value`, set by the linker. */
    readonly define: string;
    readonly tags?: string;
}

/** Go finds its toolchain in this folder where an installer forgot PATH. */
const usualFolders = ["/usr/local/go/bin"];

export const goByHand = "install Go 1.25 or newer (https://go.dev/dl), put it on PATH, and run this again";

export function goIsMissing(): string | undefined {
    return onPath("go", usualFolders) ? undefined : "there is no Go toolchain on PATH";
}

/** Builds a program from the Go modules that a committed go.mod and go.sum pin. */
export async function buildProgram(program: Program, path: string, tell: Teller): Promise<void> {
    const go = onPath("go", usualFolders) ?? "go";
    const tags = program.tags === undefined ? [] : ["-tags", program.tags];
    await keep(path, async (draft) => {
        await run(
            go,
            [
                "build",
                "-v",
                "-trimpath",
                ...tags,
                "-ldflags",
                `-s -w -X ${program.define}`,
                "-o",
                draft,
                program.package,
            ],
            {
                tell,
                cwd: program.module,
                env: {
                    CGO_ENABLED: "0",
                    // The project's own git state has no say in these programs.
                    GOFLAGS: "-buildvcs=false",
                    GOWORK: "off",
                    PATH: `${dirname(go)}:${process.env.PATH ?? ""}`,
                },
            },
        );
    });
}

/** The version of `module` that the go.mod in `folder` asks for, without its v. */
export function pinnedVersion(folder: string, module: string): string {
    const goMod = readFileSync(join(folder, "go.mod"), "utf8");
    const line = goMod.split("\n").find((line) =>
        line
            .replace(/^require /, "")
            .trim()
            .startsWith(`${module} v`),
    );
    const version = line && /\bv(\S+)/.exec(line.slice(line.indexOf(" v")))?.[1];
    if (!version) {
        throw new Error(`${folder}/go.mod asks for no ${module}`);
    }
    return version;
}
