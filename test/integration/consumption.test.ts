import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyFolder, newConsumer, nextRelease, packed, versionOf, type Consumer } from "../support/consumer";
import { succeeded } from "../support/deployment";
import { dataOf, whatIsThereOf } from "../support/docker";
import { changesIn, stepsIn } from "../support/preview";
import { started } from "../support/steps";
import { REPOSITORY } from "../support/projects";
import { pulumi } from "../support/pulumiCommand";
import { sql, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack } from "../support/stack";
import { kindOf, resourcesIn } from "../support/state";

jest.setTimeout(300_000);

/** Each project deploys the same pair under a name and ports of its own. */
interface Way {
    cluster: string;
    firstPort: number;
    /** A link that the tests break, and where. */
    link: string;
    replica: Server;
}

function way(cluster: string, firstPort: number): Way {
    const replica = {
        name: `${cluster}-master-2`,
        host: "127.0.0.1",
        port: firstPort + 1,
    };
    return {
        cluster,
        firstPort,
        replica,
        link: `${replica.name} from ${cluster}-master-1`,
    };
}

const breakLink = async ({ replica }: Way): Promise<void> => {
    await sql(replica, PASSWORDS.root, "STOP SLAVE");
};
/** That an audit finds the broken link and nothing else. */
async function expectFound(stack: DeployedStack, { link }: Way, changes: string[]): Promise<void> {
    const audit = await stack.audit();
    expect(audit.code).toBe(7);
    expect(changesIn(audit.output)).toEqual({ [`ReplicationLink "${link}"`]: changes });
}
const STOPPED = ['ioThread: "stopped" => "running"', 'sqlThread: "stopped" => "running"'];

describe("the library in somebody else's project", () => {
    let folder: string;

    beforeAll(async () => {
        folder = await emptyFolder("it-consumption");
    });

    afterAll(async () => {
        await rm(folder, { recursive: true, force: true });
    });

    describe("as npm packs it", () => {
        const PACKED = way("it-packed", 24337);
        let consumer: Consumer;
        let files: string[];
        let stack: DeployedStack | undefined;
        let storedProviders: Map<string, unknown>;

        beforeAll(async () => {
            const made = await packed(REPOSITORY, folder);
            files = made.files;
            consumer = await newConsumer(join(folder, "packed"), PACKED.cluster);
            await consumer.install(made.archive);
            stack = await openStack(consumer.folder, PACKED.cluster, PACKED.firstPort);
        });

        afterAll(async () => {
            await stack?.dispose();
        });

        const deployed = (): DeployedStack => {
            if (stack === undefined) {
                throw new Error("the project was not made");
            }
            return stack;
        };

        it("should hold what runs, what describes it, and nothing else", async () => {
            const others = files.filter((file) => !/^dist\/.+\.(js|d\.ts|js\.map)$|^docs\/.+\.(md|svg)$/.test(file));
            expect(others.sort()).toEqual(
                ["CHANGELOG.md", "LICENSE", "README.md", "components/findings/README.md", "package.json"].sort(),
            );
            // What findings refer to has to be there.
            expect(files).toContain("docs/accounts.md");
            expect(files).toEqual(expect.arrayContaining(["dist/index.js", "dist/index.d.ts"]));
            expect((await lstat(consumer.library)).isSymbolicLink()).toBe(false);
        });

        it("should pass the type check of a project that Pulumi's template makes", async () => {
            const checking = { ...process.env };
            delete checking.PULUMI_NODEJS_TRANSPILE_ONLY;
            const args = ["preview", "--suppress-progress", "--stack", PACKED.cluster];
            succeeded(await pulumi(consumer.folder, args, checking));
        });

        it("should be asked for beside the program, in the preview, where it is below another package alone", async () => {
            const platform = join(consumer.folder, "node_modules/@acme/platform");
            const below = join(platform, "node_modules/pulumi-mysql-dual-master");
            const index = join(consumer.folder, "index.ts");
            const written = await readFile(index, "utf8");
            await mkdir(join(platform, "node_modules"), { recursive: true });
            await writeFile(join(platform, "index.js"), 'module.exports = require("pulumi-mysql-dual-master");');
            await rename(consumer.library, below);
            await writeFile(index, written.replace("pulumi-mysql-dual-master", "@acme/platform"));
            try {
                const preview = await deployed().preview();
                expect(preview.code).not.toBe(0);
                expect(preview.output).toMatch(/not to be found .* npm install pulumi-mysql-dual-master/);
                expect(preview.output).not.toMatch(/docker:index|ServerVariables|Cannot find module/);
            } finally {
                await rename(below, consumer.library);
                await writeFile(index, written);
            }
        });

        it("should be deployed and audited there", async () => {
            expect(stepsIn(succeeded(await deployed().up()).output, PACKED.cluster)).toEqual(
                expect.arrayContaining(started(PACKED.link)),
            );
            await breakLink(PACKED);
            await expectFound(deployed(), PACKED, STOPPED);
        });

        it("should store nothing of itself but where to ask", async () => {
            storedProviders = await providersIn(deployed());
            expect(storedProviders.size).toBe(7);
            for (const provider of storedProviders.values()) {
                const asks = String(provider)
                    .split("\n")
                    .filter((line) => line !== "" && !SERIALISED.some((form) => form.test(line)));
                expect(asks.length).toBeGreaterThanOrEqual(2);
                expect(asks.filter((line) => !ASKS.test(line))).toEqual([]);
            }
        });

        it("should let a newer version look at what an older one has made", async () => {
            const wording = {
                file: "dist/mysql/replicaStatus.js",
                from: '"stopped"',
                to: '"halted, says 99.0.0"',
            };
            const archive = await nextRelease(consumer.library, join(folder, "next"), wording);
            await consumer.install(archive);
            expect(await versionOf(consumer.library)).toBe("99.0.0");

            const halted = STOPPED.map((line) => line.replace("stopped", "halted, says 99.0.0"));
            await expectFound(deployed(), PACKED, halted);
        });

        it("should need no change but the repair to take a newer version over", async () => {
            const { output } = succeeded(await deployed().up());
            expect(Object.keys(changesIn(output))).toEqual([`ReplicationLink "${PACKED.link}"`]);
            expect(output).not.toMatch(/\((create|delete|replace)\)/);
            expect(await providersIn(deployed())).toEqual(storedProviders);
        });

        it("should audit and repair the same servers where it is a file: link", async () => {
            await consumer.install(REPOSITORY);
            expect(await realpath(consumer.library)).toBe(await realpath(REPOSITORY));
            await breakLink(PACKED);
            await expectFound(deployed(), PACKED, STOPPED);

            succeeded(await deployed().up());
            expect(await providersIn(deployed())).toEqual(storedProviders);
            expect(await deployed().audit()).toMatchObject({ code: 0 });
        });

        it("should leave nothing but the data when it is taken down", async () => {
            succeeded(await deployed().destroy());
            const masters = [1, 2].map((number) => ({ name: `${PACKED.cluster}-master-${number}` }));
            expect(await whatIsThereOf(PACKED.cluster)).toEqual(dataOf(...masters));
        });
    });
});

describe("this repository's own project", () => {
    const ROOT = way("it-root", 24345);
    let stack: DeployedStack | undefined;

    afterAll(async () => {
        await stack?.dispose();
    });

    it("should audit with a plain preview, because it refreshes always", async () => {
        stack = await openStack(REPOSITORY, ROOT.cluster, ROOT.firstPort);
        const preview = ["preview", "--expect-no-changes", "--diff", "--suppress-progress", "--stack", ROOT.cluster];
        succeeded(await stack.up({ refresh: false }));
        await breakLink(ROOT);
        const audit = await pulumi(REPOSITORY, preview);
        expect(audit.code).toBe(7);
        expect(changesIn(audit.output)).toEqual({
            [`ReplicationLink "${ROOT.link}"`]: STOPPED,
        });

        succeeded(await stack.up({ refresh: false }));
        expect(await pulumi(REPOSITORY, preview)).toMatchObject({ code: 0 });
    });
});

/** One method of a stored provider: it asks the installed library, whichever version that is. */
const ASKS =
    /^return async \([\w, ]+\) => require\("pulumi-mysql-dual-master\/dist\/replication\/(serverVariables|replicationAccount|initialData|replicationLink)\/handler"\)\.(create|read|diff|update|delete)\([\w, ]+\);$/;

/** What the SDK writes around the methods of any provider. */
const SERIALISED = [
    /^exports\.handler = __f0;$/,
    /^var __provider = \{((create|read|diff|update|delete): __f\d+(, )?)+\};$/,
    /^function __f\d+\((__\d(, )?)*\) \{$/,
    /^\s+return \(function\(\) \{$/,
    /^\s+with\(\{ (provider: __provider, )?this: undefined, arguments: undefined \}\) \{$/,
    /^return \(\) => provider;$/,
    /^\s*\}$/,
    /^\s+\}\)\.apply\(undefined, undefined\)\.apply\(this, arguments\);$/,
];

/** The stored provider of each of the library's resources. */
async function providersIn(stack: DeployedStack): Promise<Map<string, unknown>> {
    const own = resourcesIn(await stack.state()).filter((resource) =>
        ["ServerVariables", "ReplicationAccount", "InitialData", "ReplicationLink"].includes(kindOf(resource)),
    );
    return new Map(own.map(({ urn, inputs }) => [urn, inputs?.__provider]));
}
