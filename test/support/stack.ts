import type { ConfigMap } from "@pulumi/pulumi/automation";
import { removeLeftovers } from "./docker";
import { AUDIT, pulumi, type Outcome, type Run } from "./pulumiCommand";

export type { Outcome };

/** An output of a program; secret where it must not be shown. */
export type Outputs = Record<string, { value: unknown; secret: boolean } | undefined>;

/** A stack of a Pulumi project on disk, driven as a user drives it. */
export interface DeployedStack {
    /** The cluster's name, which begins with the tests' prefix. */
    cluster: string;
    passwords: { root: string; replication: string };
    /** `pulumi up --diff`; `--refresh` unless told otherwise, then as the project has it. */
    up(options?: { refresh?: boolean }): Promise<Outcome>;
    /**
     * `pulumi preview --refresh --run-program --diff --expect-no-changes`: 0 where nothing differs. Without
     * `--run-program` where the state has another name than the program: Pulumi's engine panics (pulumi/pulumi#21404).
     */
    audit(options?: { runProgram?: boolean }): Promise<Outcome>;
    preview(): Promise<Outcome>;
    /** `pulumi refresh`: the state takes note of what is there. */
    refresh(): Promise<Outcome>;
    outputs(): Promise<Outputs>;
    /** The checkpoint as the engine stored it, secrets encrypted. */
    state(): Promise<string>;
    /** Puts the checkpoint in that file in the place of the stack's own. */
    importState(file: string): Promise<void>;
    setConfig(config: ConfigMap): Promise<void>;
    destroy(): Promise<Outcome>;
    /** Removes the cluster's containers, volumes and network, also after a failure, and forgets the stack. */
    dispose(): Promise<void>;
}

/** Printable, and of every class of characters that a shell, a URL, my.cnf or SQL might trip over. */
export const PASSWORDS = {
    root: "Root \"pa55\" 'x' \\ $(y) `z` #;%=& ä€😀",
    // A replica has room for 32 bytes, of which some tests need 12 for themselves, and none for an emoji.
    replication: "R 'p' \\ \"#;%$` ä€",
};

/** What the CLI shows in place of a secret. */
const HIDDEN = "[secret]";

/**
 * Each step is one run of the CLI. Pulumi's Automation API makes three more of every update, to tell its result, and
 * what the tests wait for is the CLI.
 *
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
    const run = (...args: string[]): Promise<Run> => pulumi(workDir, [...args, "--stack", cluster]);
    const answer = async (...args: string[]): Promise<string> => {
        const { code, output, stdout } = await run(...args);
        if (code !== 0) {
            throw new Error(`pulumi ${args.slice(0, 2).join(" ")} ended with ${code}:\n${output}`);
        }
        return stdout;
    };
    const outputs = async (...args: string[]): Promise<Record<string, unknown>> =>
        JSON.parse(await answer("stack", "output", "--json", ...args)) as Record<string, unknown>;
    const setConfig = async (config: ConfigMap): Promise<void> => {
        const values = Object.entries(config).flatMap(([key, { value, secret }]) => [
            secret === true ? "--secret" : "--plaintext",
            `${key}=${value}`,
        ]);
        await answer("config", "set-all", ...values);
    };
    const forget = ["stack", "rm", "--yes", "--force"];

    await removeLeftovers(cluster);
    if ((await run("stack", "init")).code !== 0) {
        // An earlier run that was killed may have left a lock, resources in the state, and configuration.
        await run("cancel", "--yes");
        await answer(...forget);
        await answer("stack", "init");
    }
    await setConfig({
        name: { value: cluster },
        firstPort: { value: String(firstPort) },
        rootPassword: { value: PASSWORDS.root, secret: true },
        replicationPassword: { value: PASSWORDS.replication, secret: true },
        ...(process.env.MYSQL_IMAGE === undefined
            ? {}
            : { "pulumi-mysql-dual-master:image": { value: process.env.MYSQL_IMAGE } }),
        ...more,
    });
    const told = ["--diff", "--suppress-progress"];
    return {
        cluster,
        passwords: PASSWORDS,
        up: ({ refresh = true } = {}) =>
            run("up", "--yes", "--skip-preview", ...(refresh ? ["--refresh"] : []), ...told),
        audit: ({ runProgram = true } = {}) =>
            run(...AUDIT.filter((argument) => runProgram || argument !== "--run-program"), ...told),
        preview: () => run("preview", ...told),
        refresh: () => run("refresh", "--yes", "--skip-preview", ...told),
        outputs: async () => {
            const shown = await outputs();
            const inClear = JSON.stringify(shown).includes(HIDDEN) ? await outputs("--show-secrets") : shown;
            return Object.fromEntries(
                Object.entries(inClear).map(([name, value]) => [name, { value, secret: shown[name] === HIDDEN }]),
            );
        },
        state: () => answer("stack", "export"),
        importState: async (file) => {
            await answer("stack", "import", "--file", file);
        },
        setConfig,
        destroy: () => run("destroy", "--yes", "--skip-preview", "--suppress-progress"),
        // What a destroy does is seen where a test asks for one; here nobody would look.
        dispose: async () => {
            await removeLeftovers(cluster);
            await answer(...forget);
        },
    };
}
