import { chmodSync, copyFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { keep } from "../cache.mjs";
import { buildProgram, goByHand, goIsMissing, pinnedVersion } from "../goModules.mjs";
import type { Part } from "../part.mjs";
import { inProject } from "../project.mjs";
import { isExecutable, onPath } from "../running.mjs";
import { builtCliFolder, findCli, pulumiCli, pulumiCliModule } from "./pulumiCli.mjs";

const module = join(pulumiCliModule, "language-host");
const version = pinnedVersion(module, "github.com/pulumi/pulumi/sdk/v3");

const languageHost = "pulumi-language-nodejs";
/** Runs dynamic providers. It is a script that finds @pulumi/pulumi from the folder of the running program. */
const dynamicProviderHost = "pulumi-resource-pulumi-nodejs";

export const nodeLanguageHost: Part = {
    title: "Pulumi's Node language host",
    why: "runs programs and dynamic providers written in TypeScript",
    needs: [pulumiCli],
    byHand: `install Pulumi (https://www.pulumi.com/docs/install), which brings it, or ${goByHand}`,

    async isThere() {
        const cli = await findCli();
        if (!cli) {
            return undefined;
        }
        // A CLI that is a link has its hosts where the link points.
        const folders = [cli.folder, dirname(realpathSync(join(cli.folder, "pulumi")))];
        const isBeside = [languageHost, dynamicProviderHost].every((name) =>
            cli.builtHere ? isExecutable(join(cli.folder, name)) : onPath(name, folders),
        );
        return isBeside ? { what: cli.builtHere ? `Node host ${version} (built here)` : "its Node host" } : undefined;
    },

    ways: [
        {
            from: `Go modules, the last release that has it (${version}), and the npm package @pulumi/pulumi`,
            closed: goIsMissing,
            async make(tell) {
                // The engine warns at every run about hosts that are elsewhere than beside the CLI.
                await keep(join(builtCliFolder, dynamicProviderHost), (draft) => {
                    copyFileSync(inProject("node_modules", "@pulumi", "pulumi", dynamicProviderHost), draft);
                    chmodSync(draft, 0o755);
                    return Promise.resolve();
                });
                await buildProgram(
                    {
                        module,
                        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
                        define: `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
                    },
                    join(builtCliFolder, languageHost),
                    tell,
                );
            },
        },
    ],
};
