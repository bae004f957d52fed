import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintOf } from "../cache.mjs";
import { buildProgram, goByHand, goIsMissing } from "../goModules.mjs";
import type { Part, Teller } from "../part.mjs";
import { inCache, inLab, inProject } from "../project.mjs";
import { reachPulumiDownloads } from "../pulumiDownloads.mjs";
import { run } from "../running.mjs";
import { findCli, pulumiCli } from "./pulumiCli.mjs";
import { pulumiHome, pulumiState } from "./pulumiState.mjs";

const module = inProject("setup", "docker-plugin");

/** The engine wants the very version that the SDK in node_modules has. */
const version = (
    JSON.parse(readFileSync(inProject("node_modules", "@pulumi", "docker", "package.json"), "utf8")) as {
        version: string;
    }
).version;

const fingerprint = fingerprintOf(module);
const built = inCache("docker-plugin", `${version}-${fingerprint}`, "pulumi-resource-docker");

const installed = join(pulumiHome, "plugins", `resource-docker-v${version}`);
/** Names the sources of a plugin that was built here; there is no such file while the official one is installed. */
const builtFrom = inLab("docker-plugin-built-from");

export const dockerPlugin: Part = {
    title: "Docker resource plugin",
    why: "makes networks, volumes and containers",
    needs: [pulumiState, pulumiCli],
    byHand: `let this machine reach Pulumi's downloads, or ${goByHand}`,

    isThere() {
        return Promise.resolve(presence());
    },

    ways: [
        {
            from: "Pulumi's plugin downloads",
            async make(tell) {
                await reachPulumiDownloads();
                rmSync(builtFrom, { force: true });
                await pulumiPlugin(tell, "install", "resource", "docker", version);
            },
        },
        {
            from: "an earlier build in this user's cache",
            closed: () => (existsSync(built) ? undefined : "there is none"),
            make: installBuilt,
        },
        {
            from: "Go modules: the upstream Terraform provider and Pulumi's bridge",
            closed: goIsMissing,
            async make(tell) {
                const program = { module, package: ".", define: `main.version=${version}`, tags: "no_compose" };
                await buildProgram(program, built, tell);
                await installBuilt(tell);
            },
        },
    ],
};

function presence() {
    const isWhole = existsSync(join(installed, "pulumi-resource-docker")) && !existsSync(`${installed}.partial`);
    if (!isWhole) {
        return undefined;
    }
    if (!existsSync(builtFrom)) {
        return { what: `docker plugin ${version}` };
    }
    return readFileSync(builtFrom, "utf8") === fingerprint
        ? {
              what: `docker plugin ${version} (built here)`,
              // Nothing can be downloaded on this machine; without this the engine tries, at every run.
              variables: { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
          }
        : undefined;
}

async function installBuilt(tell: Teller): Promise<void> {
    writeFileSync(builtFrom, fingerprint);
    await pulumiPlugin(tell, "install", "resource", "docker", version, "--reinstall", "--file", built);
}

async function pulumiPlugin(tell: Teller, ...args: string[]): Promise<void> {
    const cli = await findCli();
    await run(join(cli?.folder ?? "", "pulumi"), ["plugin", ...args, "--non-interactive", "--color", "never"], {
        tell,
        env: { PULUMI_HOME: pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" },
        within: 5 * 60_000,
    });
}
