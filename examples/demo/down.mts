import { execa } from "execa";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readOptions } from "./options.mjs";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Takes the demo's pair down, with its data, and forgets its stack. */
async function down(): Promise<void> {
    const { stackName } = readOptions(process.argv.slice(2));
    const stacks = await execa("pulumi", ["stack", "ls", "--json"], { cwd: PROJECT });
    const known = (JSON.parse(stacks.stdout) as { name: string }[]).some(({ name }) => name === stackName);
    if (!known) {
        console.log("The demo is not running: nothing to take down.");
        return;
    }
    const visibly = { cwd: PROJECT, stdio: "inherit" } as const;
    await execa("pulumi", ["destroy", "--yes", "--skip-preview", "--non-interactive", "--stack", stackName], visibly);
    await execa("pulumi", ["stack", "rm", "--yes", "--non-interactive", stackName], visibly);
    await rm(`${PROJECT}/Pulumi.${stackName}.yaml`, { force: true });
    console.log("Nothing is left of the demo: no container, volume, network, stack or password.");
}

await down();
