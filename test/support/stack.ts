import { LocalWorkspace, type ConfigMap, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { removeLeftovers } from "./docker";

/** What a command of the CLI printed, and how it ended. */
export interface Outcome {
    code: number;
    output: string;
}

/** A stack of a Pulumi project on disk, driven as a user drives it. */
export interface DeployedStack {
    /** The cluster's name, which begins with the tests' prefix. */
    cluster: string;
    passwords: { root: string; replication: string };
    up(options?: { refresh?: boolean }): Promise<Outcome>;
    /** `pulumi preview --refresh --diff --expect-no-changes`: 0 where nothing differs. */
    audit(): Promise<Outcome>;
    preview(): Promise<Outcome>;
    outputs(): Promise<OutputMap>;
    /** The checkpoint as the engine stored it, secrets encrypted. */
    state(): Promise<string>;
    setConfig(config: ConfigMap): Promise<void>;
    destroy(): Promise<Outcome>;
    /** Takes everything down, also after a failure, and forgets the stack. */
    dispose(): Promise<void>;
}

/** Printable, and of every class of characters that a shell, a URL, my.cnf or SQL might trip over. */
export const PASSWORDS = {
    root: "Root \"pa55\" 'x' \\ $(y) `z` #;%=& ä€😀",
    // A replica has room for 32 bytes, of which some tests need 12 for themselves, and none for an emoji.
    replication: "R 'p' \\ \"#;%$` ä€",
};

/** The SDK hides the CLI's exit code in the words of its error, with everything that the CLI printed. */
const FAILED = /^Command failed with exit code (\d+)/;

interface Printed {
    stdout: string;
    stderr: string;
}

async function outcome(run: () => Promise<Printed>): Promise<Outcome> {
    const said = ({ stdout, stderr }: Printed): string => `${stdout}\n${stderr}`;
    try {
        return { code: 0, output: said(await run()) };
    } catch (error) {
        const { commandResult } = error as { commandResult?: Printed };
        const code = FAILED.exec(commandResult?.stderr ?? "")?.[1];
        if (commandResult === undefined || code === undefined) {
            throw error;
        }
        return { code: Number(code), output: said(commandResult) };
    }
}

/**
 * @param workDir the Pulumi project, as it stands
 * @param cluster name of the cluster, also given to the program as its `name`; begins with the tests' prefix
 * @param firstPort the first of the cluster's published ports, given to the program as well
 */
export async function openStack(
    workDir: string,
    cluster: string,
    firstPort: number,
    more: ConfigMap = {},
): Promise<DeployedStack> {
    const stack: Stack = await LocalWorkspace.createOrSelectStack({ workDir, stackName: cluster });
    await removeEarlier(stack, cluster);
    await stack.setAllConfig({
        name: { value: cluster },
        firstPort: { value: String(firstPort) },
        rootPassword: { value: PASSWORDS.root, secret: true },
        replicationPassword: { value: PASSWORDS.replication, secret: true },
        ...(process.env.MYSQL_IMAGE === undefined
            ? {}
            : { "pulumi-mysql-dual-master:image": { value: process.env.MYSQL_IMAGE } }),
        ...more,
    });
    return {
        cluster,
        passwords: PASSWORDS,
        up: ({ refresh = true } = {}) => outcome(() => stack.up({ refresh, diff: true, suppressProgress: true })),
        audit: () =>
            outcome(() => stack.preview({ refresh: true, diff: true, expectNoChanges: true, suppressProgress: true })),
        preview: () => outcome(() => stack.preview({ diff: true, suppressProgress: true })),
        outputs: () => stack.outputs(),
        state: () => storedState(workDir, cluster),
        setConfig: (config) => stack.setAllConfig(config),
        destroy: () => outcome(() => stack.destroy({ suppressProgress: true })),
        dispose: async () => {
            await outcome(() => stack.destroy({ suppressProgress: true }));
            await removeLeftovers(cluster);
            await stack.workspace.removeStack(cluster, { force: true });
        },
    };
}

/** The SDK's own export asks for the secrets in clear. */
async function storedState(workDir: string, stackName: string): Promise<string> {
    const command = ["stack", "export", "--cwd", workDir, "--stack", stackName, "--non-interactive"];
    const { stdout } = await promisify(execFile)("pulumi", command, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
}

/** An earlier run that was killed may have left a lock, resources in the state, and containers. */
async function removeEarlier(stack: Stack, cluster: string): Promise<void> {
    await stack.cancel().catch(() => undefined);
    await removeLeftovers(cluster);
    const deployment = (await stack.exportStack()).deployment as { resources?: unknown[] } | undefined;
    if (deployment?.resources !== undefined && deployment.resources.length > 0) {
        await stack.importStack({ version: 3, deployment: { ...deployment, resources: [] } });
    }
}
