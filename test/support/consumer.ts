import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { example, REPOSITORY } from "./projects";

const run = promisify(execFile);

/** A Pulumi project of somebody who uses the library, outside of this repository. */
export interface Consumer {
    folder: string;
    /** Where the installed library is. */
    library: string;
    /** Installs the library, again or for the first time: the path of a packed one, or a folder that is linked to. */
    install(library: string): Promise<void>;
}

interface Manifest {
    version: string;
    devDependencies: Record<string, string>;
}

const manifestOf = async (folder: string): Promise<Manifest> =>
    JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;

/** What the registry has is taken from npm's cache where it is there. */
async function npm(cwd: string, ...args: string[]): Promise<string> {
    const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    return (await run("npm", [...args, ...quietly], { cwd, maxBuffer: 2 ** 26 })).stdout;
}

/** An empty folder for a test's projects, without what an earlier run left there. */
export async function emptyFolder(name: string): Promise<string> {
    const folder = join(tmpdir(), name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    return folder;
}

/**
 * What `npm pack` makes: the path of the archive, and the files in it. The library is built already, and building it
 * again would take it from under the tests that run meanwhile.
 */
export async function packed(library: string, destination: string): Promise<{ archive: string; files: string[] }> {
    const printed = await npm(library, "pack", "--ignore-scripts", "--json", "--pack-destination", destination);
    const [made] = Object.values(
        JSON.parse(printed) as Record<string, { filename: string; files: { path: string }[] }>,
    );
    if (made === undefined) {
        throw new Error(`npm pack made nothing of ${library}`);
    }
    return {
        archive: join(destination, made.filename),
        files: made.files.map(({ path }) => path),
    };
}

/** A project as `pulumi new typescript` makes one, with the program of `examples/pair`. */
export async function newConsumer(folder: string, name: string): Promise<Consumer> {
    const { devDependencies } = await manifestOf(REPOSITORY);
    await mkdir(folder);
    await cp(join(example("pair"), "index.ts"), join(folder, "index.ts"));
    await writeFile(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
    return {
        folder,
        library: join(folder, "node_modules", "pulumi-mysql-dual-master"),
        install: async (library) => {
            const manifest = {
                name,
                private: true,
                dependencies: {
                    "@pulumi/pulumi": devDependencies["@pulumi/pulumi"],
                    "pulumi-mysql-dual-master": `file:${library}`,
                },
                devDependencies: {
                    "@types/node": devDependencies["@types/node"],
                    typescript: devDependencies.typescript,
                },
            };
            await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
            await npm(folder, "install");
        },
    };
}

/** That of the template, which looks into the types of libraries, too. */
const TSCONFIG = {
    compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        sourceMap: true,
        experimentalDecorators: true,
        pretty: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
};

/** The next release of an installed library, in which one file says something else. */
export async function nextRelease(
    installed: string,
    destination: string,
    change: { file: string; from: string; to: string },
): Promise<string> {
    await cp(installed, destination, { recursive: true });
    const file = join(destination, change.file);
    const text = await readFile(file, "utf8");
    if (!text.includes(change.from)) {
        throw new Error(`${change.file} does not hold ${change.from}`);
    }
    await writeFile(file, text.replaceAll(change.from, change.to));
    const manifest = { ...(await manifestOf(destination)), version: "99.0.0" };
    await writeFile(join(destination, "package.json"), JSON.stringify(manifest));
    return (await packed(destination, join(destination, ".."))).archive;
}

/** The version of a library as it is installed. */
export const versionOf = async (library: string): Promise<string> => (await manifestOf(library)).version;
