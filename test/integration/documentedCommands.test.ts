import { readdirSync } from "node:fs";
import { documentedCommands } from "../support/documented";
import { example, REPOSITORY } from "../support/projects";
import { pulumi } from "../support/pulumiCommand";
import { resourcePlugin } from "../support/resourcePlugin";
import { itWhere } from "../support/skip";
import { onTerminal, type Typed } from "../support/terminal";

const STACK = "it-documented";

/** Documented commands that would take too long here, or reach for what is not the tests' own, and what runs them. */
const ELSEWHERE: Record<string, string> = {
    "npm test": "it is what runs this",
    "npm test -- PATTERN": "it is what runs this",
    "npm test -- 'integration/rolling'": "npm test, among all others",
    "npm run demo": "demo.test.ts, under another name",
    "npm run demo:down": "demo.test.ts, under another name",
    "npm run demo -- --port 4307": "demo.test.ts, at another port",
    "npm run build": "npm test, before anything else; here it would change what the tests run on",
    "npm run docs -- --check": "made.test.ts",
    "npm run docs": "made.test.ts: the pages are what this would write",
    "npm run lint": "npm test, as its first checks",
    "npm run setup": "npm test, before anything else",
    "npm pack": "consumption.test.ts, into a folder of its own",
    "npm ci": "packageLock.test.ts looks for what it would miss; here it would change what the tests run on",
    "npm install": "packageLock.test.ts and consumption.test.ts; here it would change what the tests run on",
    "docker network create mysql-cluster": "hostFolders.test.ts, under another name",
    "docker kill --signal KILL orders-master-1": "replicas.test.ts, under another name",
    "docker start orders-master-1": "replicas.test.ts, under another name",
    "pulumi up": "the test of each example; here, pulumi preview stands in for it",
    "pulumi refresh": "pair.test.ts: after it, an audit is silent about Docker, too",
    "pulumi destroy": "the test of each example",
    "pulumi stack export --show-secrets": "test/support/stack.ts, which leaves secrets encrypted",
    "pulumi cancel": "test/support/stack.ts, where an earlier run was killed",
    "find ~/MySQL.Cluster -maxdepth 2": "hostFolders.test.ts, in the folder of its own",
    "docker ps --filter label=example.team=shop": "largerStack.test.ts, as it stands",
    "docker exec -it shop-orders-master-2 mysql -u root -p -e 'SELECT * FROM shop.seen'":
        "largerStack.test.ts, under another name",
    [`docker exec -it mysql-1 mysql -uroot -p test -e "INSERT INTO info (name) VALUES ('written on one')"`]:
        "oneDatabase.test.ts, under another name",
    'docker exec -it mysql-2 mysql -uroot -p test -e "SELECT * FROM info"': "oneDatabase.test.ts, under another name",
    "docker exec -it orders-master-2 mysql -u shop -p -e 'SHOW GRANTS'":
        "applicationDatabases.test.ts, under another name, wherever the MySQL plugin resolves",
    "pulumi preview --expect-no-changes": "the audits in the test of each example",
    "pulumi preview --diff --expect-no-changes": "the audits in the test of each example",
    "pulumi preview --refresh --run-program --diff --expect-no-changes": "the audits in the test of each example",
};

/** Documented commands that nothing runs, each with its reason. */
const NOWHERE: Record<string, string> = {
    "npm run bench": "takes a quarter of an hour; its --help is run here",
    "npm run test:endurance": "takes hours; its --help is run here, and interrupted.test.ts tries some of its points",
    "npm version --no-git-tag-version minor": "would change the version",
    "npm publish": "would release what is being tested",
};

/** What asks for a value, or does it all over, is run as it stands; these need something of their own in front. */
const IN_FULL: Record<string, string> = {
    "npm run pulumi -- ARGS": "npm run pulumi -- stack ls",
    "npm run pulumi -- -C examples/pair": "npm run pulumi -- -C examples/pair stack ls",
};

const HELP = [
    ["node setup/run.mjs --help", "--print-environment"],
    ["npm test -- --help", "PATTERN"],
    ["npm run demo -- --help", "npm run demo:down"],
    ["npm run demo:down -- --help", "npm run demo:down"],
    ["npm run test:endurance -- --help", "--only-audits"],
    ["npm run bench -- --help", "--rounds"],
    ["npm run docs -- --help", "--check"],
] as const;

const EXAMPLES = readdirSync(example(""), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "demo")
    .map(({ name }) => name);

/** How a value is asked for, each time: it is shown anew with every key. More answers than questions do no harm. */
const ANSWERS: Typed[] = Array.from({ length: 6 }, (_each, number) => ({
    once: /\[6n[^]*value:/,
    type: `answer-${number}\r`,
}));

const isRunHere = (command: string): boolean => !(command in ELSEWHERE) && !(command in NOWHERE);

describe("commands that are documented", () => {
    it.each(HELP)("%s should be answered with the help", async (command, says) => {
        const { code, output } = await onTerminal(command, REPOSITORY);
        expect(output).toContain(says);
        expect(code).toBe(0);
    });

    it("should run as they stand on the repository's own pages", async () => {
        const commands = documentedCommands(REPOSITORY).filter(isRunHere);
        expect(commands).toContain("npm run pulumi -- ARGS");
        // What stands alone in a sentence is a part of one that is documented as a whole.
        for (const command of commands.filter((each) => !/^pulumi (preview|up)\b/.test(each))) {
            const outcome = await onTerminal(IN_FULL[command] ?? command, REPOSITORY);
            expect({ command, ...outcome }).toMatchObject({ command, code: 0 });
        }
    });

    describe.each(EXAMPLES)("in examples/%s", (name) => {
        const folder = example(name);
        const forget = (): Promise<unknown> => pulumi(folder, ["stack", "rm", "--yes", "--force", "--stack", STACK]);
        beforeAll(forget);
        afterAll(forget);

        it("should run as they stand, but for the stack's name, and lead to a program that can be deployed", async () => {
            const commands = documentedCommands(folder).filter(
                (command) => isRunHere(command) && !command.startsWith("pulumi preview"),
            );
            expect(commands[0]).toMatch(/^pulumi stack init \w+$/);
            for (const command of commands) {
                const ours = command.replace(/^(pulumi stack init) \w+$/, `$1 ${STACK}`);
                const outcome = await onTerminal(ours, folder, ANSWERS);
                expect({ command, ...outcome }).toMatchObject({ command, code: 0 });
                // Secrets are asked for: in an argument, `ps` and the shell's history would show them.
                expect(command).not.toMatch(/--secret \S+ \S/);
            }
            const { code, output } = await pulumi(folder, ["preview", "--stack", STACK]);
            // Where a plugin can't be had, its example's own test is skipped with that reason.
            if (resourcePlugin("mysql").resolves || name !== "application-databases") {
                expect({ output, code }).toEqual({ output: expect.stringContaining("to create") as string, code: 0 });
            }
        });
    });

    it("should all be known to be run somewhere", () => {
        const all = [REPOSITORY, ...EXAMPLES.map(example)].flatMap(documentedCommands);
        const listed = [...Object.keys(ELSEWHERE), ...Object.keys(NOWHERE)];
        expect(listed.filter((command) => !all.includes(command))).toEqual([]);
    });

    for (const [command, reason] of Object.entries(NOWHERE)) {
        itWhere(false, reason)(`${command} should run as it stands`, () => Promise.resolve());
    }
});
