import { execa } from "execa";
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

const STACK = "it-bench";

async function pulumi(cwd: string, args: string[], { reject = true, input = "" } = {}): Promise<void> {
    await execa("pulumi", [...args, "--non-interactive"], { cwd, reject, input });
}

function project(
    name: string,
    folder: string,
    config: string[][],
    steps: { name: string; args: string[] }[],
): Contender {
    const cwd = here(folder);
    return {
        name,
        prepare: async () => {
            await pulumi(cwd, ["stack", "select", "--create", STACK]);
            for (const [key = "", value = "", ...flags] of config) {
                await pulumi(cwd, ["config", "set", key, ...flags, "--stack", STACK], { input: value });
            }
        },
        steps: steps.map((step) => ({ name: step.name, run: () => pulumi(cwd, [...step.args, "--stack", STACK]) })),
        cleanUp: async () => {
            await pulumi(cwd, ["destroy", "--yes", "--skip-preview", "--stack", STACK]);
            await pulumi(cwd, ["stack", "rm", "--yes", STACK]);
        },
    };
}

const UP = ["up", "--yes", "--skip-preview"];

/** What Pulumi itself costs. */
export const emptyProgram: Contender = project("empty program", "empty", [], [{ name: "up", args: UP }]);

const cluster = (firstPort: number): string[][] => [
    ["name", STACK],
    ["firstPort", String(firstPort)],
    ["rootPassword", "bench-root-password", "--secret"],
    ["replicationPassword", "bench-replication-password", "--secret"],
    ["pulumi-mysql-dual-master:image", IMAGE],
];

/** The published example, as it stands. */
export const pair: Contender = project("pair", "../../examples/pair", cluster(26317), [
    { name: "up", args: UP },
    { name: "second up", args: UP },
    { name: "audit", args: AUDIT },
    { name: "destroy", args: ["destroy", "--yes", "--skip-preview"] },
]);

const LOOKS = [1, 2, 3].flatMap(() => [
    { name: "preview", args: ["preview", "--refresh=false"] },
    { name: "audit", args: AUDIT },
    { name: "audit without Docker", args: [...AUDIT, "--exclude", "**docker:index/**"] },
]);

/** Two masters and two replicas: what a look at four servers costs beside a preview that looks at none. */
export const fourServers: Contender = project("four servers", "../../examples/replicas", cluster(26327), [
    { name: "up", args: UP },
    ...LOOKS,
]);
