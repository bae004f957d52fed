import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fingerprintOf, keep } from "../cache.mjs";
import { buildProgram, goByHand, goIsMissing, pinnedVersion } from "../goModules.mjs";
import type { Part } from "../part.mjs";
import { inCache, inProject } from "../project.mjs";
import { reachPulumiDownloads } from "../pulumiDownloads.mjs";
import { ask, isExecutable, run } from "../running.mjs";

export const pulumiCliModule = inProject("setup", "pulumi-cli");
const version = pinnedVersion(pulumiCliModule, "github.com/pulumi/pulumi/pkg/v3");
const oldestUsable = [3, 200] as const;

const official = inCache("pulumi-cli", `${version}-official`);
/** Where a CLI that was built here lives, and the hosts beside it, as in the official archive. */
export const builtCliFolder = inCache("pulumi-cli", `${version}-${fingerprintOf(pulumiCliModule)}`);

export const pulumiCli: Part = {
    title: "Pulumi CLI",
    why: "runs 'pulumi up'",
    needs: [],
    byHand: `install Pulumi (https://www.pulumi.com/docs/install), or ${goByHand}`,

    async isThere() {
        const cli = await findCli();
        return cli && { what: `Pulumi ${cli.version}${cli.builtHere ? " (built here)" : ""}`, folder: cli.folder };
    },

    ways: [
        {
            from: "the official installer",
            async make(tell) {
                await reachPulumiDownloads();
                const install = `
                    const { PulumiCommand } = require("@pulumi/pulumi/automation");
                    const { SemVer } = require("semver");
                    const [version, root] = process.argv.slice(1);
                    PulumiCommand.install({ version: new SemVer(version), root }).catch((error) => {
                        console.error(error.message);
                        process.exit(1);
                    });`;
                await keep(official, (draft) =>
                    run(process.execPath, ["-e", install, version, draft], {
                        tell,
                        cwd: inProject(),
                        within: 10 * 60_000,
                    }),
                );
            },
        },
        {
            from: `Go modules, Pulumi ${version}`,
            closed: goIsMissing,
            make: (tell) =>
                buildProgram(
                    {
                        module: pulumiCliModule,
                        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
                        define: `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
                    },
                    join(builtCliFolder, "pulumi"),
                    tell,
                ),
        },
    ],
};

interface Cli {
    readonly folder: string;
    readonly version: string;
    readonly builtHere: boolean;
}

/** The user's own CLI if it is young enough, else one of ours. */
export async function findCli(): Promise<Cli | undefined> {
    users ??= askUsersCli();
    const usable = await users;
    if (usable) {
        return { ...usable, builtHere: false };
    }
    if (isExecutable(join(official, "bin", "pulumi"))) {
        return { folder: join(official, "bin"), version, builtHere: false };
    }
    return existsSync(join(builtCliFolder, "pulumi"))
        ? { folder: builtCliFolder, version, builtHere: true }
        : undefined;
}

let users: Promise<{ folder: string; version: string } | undefined> | undefined;

async function askUsersCli(): Promise<{ folder: string; version: string } | undefined> {
    const folders = [...(process.env.PATH ?? "").split(delimiter), join(homedir(), ".pulumi", "bin")];
    const path = folders
        // A command of ours that runs the set-up again has our CLI on its PATH.
        .filter((folder) => !folder.startsWith(inCache("pulumi-cli")))
        .map((folder) => join(folder, "pulumi"))
        .find(isExecutable);
    const answer = path && (await ask(path, "version"));
    const [, version, major, minor] = /^v?((\d+)\.(\d+)\.\S+)/.exec(answer ?? "") ?? [];
    const isUsable = Number(major) === oldestUsable[0] && Number(minor) >= oldestUsable[1];
    return path && version && isUsable ? { folder: dirname(path), version } : undefined;
}
