import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export const CLUSTER_LABEL = "pulumi-mysql-dual-master.cluster";

/** Every cluster, container, volume and network that a test makes is called so, and may be removed by the next run. */
export const TEST_PREFIX = "it-";

export async function docker(...args: string[]): Promise<string> {
    const { stdout } = await run("docker", args);
    return stdout.trim();
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

async function remove(kind: "container" | "volume" | "network", list: string[], rm: string[]): Promise<void> {
    const found = lines(await docker(kind, ...list));
    if (found.length > 0) {
        await docker(kind, ...rm, ...found);
    }
}

/** Removes what an earlier run of the same tests left behind, e.g. because it was killed. */
export async function removeLeftovers(cluster: string): Promise<void> {
    if (!cluster.startsWith(TEST_PREFIX)) {
        throw new Error(`${cluster} is not a name for a test's cluster: only ${TEST_PREFIX}… may be removed`);
    }
    await remove("container", ["ls", "-aq", "--filter", `label=${CLUSTER_LABEL}=${cluster}`], ["rm", "-fv"]);
    await remove("volume", ["ls", "-q", "--filter", `name=^${cluster}-`], ["rm", "-f"]);
    await remove("network", ["ls", "-q", "--filter", `name=^${cluster}$`], ["rm"]);
}

/** What stays of servers that keep their data in volumes of their own, in the form of {@link whatIsThereOf}. */
export const dataOf = (...servers: { name: string }[]): string[] =>
    servers.map(({ name }) => `volume ${name}-data`).sort();

/** What there is of a cluster, for the proof that nothing is left of it. */
export async function whatIsThereOf(cluster: string): Promise<string[]> {
    return [
        ...lines(
            await docker("container", "ls", "-a", "--format", "container {{.Names}}", "--filter", `name=^${cluster}-`),
        ),
        ...lines(await docker("volume", "ls", "--format", "volume {{.Name}}", "--filter", `name=^${cluster}-`)),
        ...lines(await docker("network", "ls", "--format", "network {{.Name}}", "--filter", `name=^${cluster}$`)),
    ];
}
