import { execa } from "execa";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AUDIT } from "../support/pulumiCommand.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const IMAGE = process.env.MYSQL_IMAGE ?? "mysql:5.7";

/** Something that is timed step by step; what prepares and cleans up is not. */
export interface Contender {
    name: string;
    prepare: () => Promise<void>;
    steps: { name: string; run: () => Promise<void> }[];
    cleanUp: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

async function script(action: "up" | "down", reject = true): Promise<void> {
    await execa(here("byHand.sh"), [action, "it-bench-by-hand", "26307", IMAGE], { reject });
}

/** The same pair by `docker` and `mysql`, in one shell script. */
export const byHand: Contender = {
    name: "by hand",
    prepare: nothing,
    steps: [
        { name: "up", run: () => script("up") },
        { name: "down", run: () => script("down") },
    ],
    cleanUp: () => script("down", false),
};

async function pulumi(cwd: string, args: string[], { reject = true, input = "" } = {}): Promise<void> {
    await execa("pulumi", [...args, "--non-interactive"], { cwd, reject, input });
}

interface Step {
    name: string;
    args: string[];
}

function project(name: string, cwd: string, stack: string, config: string[][], steps: Step[]): Contender {
    return {
        name,
        prepare: async () => {
            await pulumi(cwd, ["stack", "select", "--create", stack]);
            for (const [key = "", value = "", ...flags] of config) {
                await pulumi(cwd, ["config", "set", key, ...flags, "--stack", stack], { input: value });
            }
        },
        steps: steps.map((step) => ({ name: step.name, run: () => pulumi(cwd, [...step.args, "--stack", stack]) })),
        cleanUp: async () => {
            await pulumi(cwd, ["destroy", "--yes", "--skip-preview", "--stack", stack]);
            await pulumi(cwd, ["stack", "rm", "--yes", stack]);
        },
    };
}

const UP = { name: "up", args: ["up", "--yes", "--skip-preview"] };
const SECOND_UP = { ...UP, name: "second up" };
const PREVIEW = { name: "preview", args: ["preview", "--refresh=false"] };
const AUDITING = { name: "audit", args: AUDIT };
const AUDITING_WITHOUT_DOCKER = { name: "audit without Docker", args: [...AUDIT, "--exclude", "**docker:index/**"] };
const DESTROY = { name: "destroy", args: ["destroy", "--yes", "--skip-preview"] };

const threeTimes = (...steps: Step[]): Step[] => [...steps, ...steps, ...steps];

/** What Pulumi itself costs. */
export const emptyProgram: Contender = project(
    "empty program",
    here("empty"),
    "it-bench",
    [],
    [...threeTimes(PREVIEW), UP],
);

/** A checkout of this repository that is set up and built; its examples are what is deployed. */
export interface Checkout {
    /** In the names of what is timed; empty for the one that this is run in. */
    mark: string;
    folder: string;
    /** Added to the ports of its servers, which run beside those of the other one. */
    portOffset: number;
}

export const THIS_ONE: Checkout = { mark: "", folder: here("../.."), portOffset: 0 };
export const before = (folder: string): Checkout => ({ mark: " before", folder, portOffset: 20 });

const example = (name: string, folder: string, firstPort: number, steps: Step[]) => (checkout: Checkout) => {
    const stack = `it-bench${checkout.mark.replace(" ", "-")}`;
    const config = [
        ["name", stack],
        ["firstPort", String(firstPort + checkout.portOffset)],
        ["rootPassword", "bench-root-password", "--secret"],
        ["replicationPassword", "bench-replication-password", "--secret"],
        ["pulumi-mysql-dual-master:image", IMAGE],
    ];
    const deployed = project(
        `${name}${checkout.mark}`,
        join(checkout.folder, "examples", folder),
        stack,
        config,
        steps,
    );
    const cleanUp = async (): Promise<void> => {
        await deployed.cleanUp();
        await removeData(stack);
    };
    return { ...deployed, cleanUp };
};

/** A destroy keeps it, and a server that finds it is up sooner than a new one: the next round would time something else. */
async function removeData(cluster: string): Promise<void> {
    const filter = `label=pulumi-mysql-dual-master.cluster=${cluster}`;
    const { stdout } = await execa("docker", ["volume", "ls", "--quiet", "--filter", filter]);
    const volumes = stdout.match(/\S+/g) ?? [];
    await Promise.all(volumes.map((volume) => execa("docker", ["volume", "rm", "--force", volume])));
}

/** The published example, as it stands. */
export const pair = example("pair", "pair", 26317, [UP, ...threeTimes(PREVIEW, SECOND_UP, AUDITING), DESTROY]);

/** Two masters and two replicas: what a look at four servers costs beside a preview that looks at none. */
export const fourServers = example("four servers", "replicas", 26327, [
    UP,
    ...threeTimes(PREVIEW, AUDITING, AUDITING_WITHOUT_DOCKER),
]);
