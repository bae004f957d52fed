import type { DualMasterClusterArgs } from "pulumi-mysql-dual-master";
import { inspect } from "../support/containers";
import { IMAGE, succeeded } from "../support/deployment";
import { docker, whatIsThereOf } from "../support/docker";
import { program } from "../support/programs";
import { eventually } from "../support/servers";
import { openStack, type DeployedStack, type Outcome } from "../support/stack";
import { kindOf, resourcesIn } from "../support/state";

jest.setTimeout(300_000);

const CLUSTER = "it-refusals";
const FIRST_PORT = 24327;
const [ONE, TWO] = [FIRST_PORT, FIRST_PORT + 1];

/**
 * One argument that is refused: its path, its value as the message shows it, which is none where it could hold a
 * password, and what the message says is allowed.
 */
type Refused = [path: string, value: string, allowed: string];

/** Arguments as a program in JavaScript or a configuration could give them: the compiler has not seen them. */
type Given = { [key in keyof DualMasterClusterArgs]?: unknown } & Record<string, unknown>;

/** What a program, and the configuration of its stack, say. */
interface Said {
    given?: Given;
    image?: string;
    passwords?: { root?: string; replication?: string };
    passwordKnownLate?: boolean;
}

interface Case extends Said {
    what: string;
    refused: Refused[];
}

const CONFIGURED_IMAGE = "pulumi-mysql-dual-master:image";
const LONG = `${"kept-to-itself".repeat(2)}-long`;

/** Each holds as much as there can be at once: all of it is refused together. */
const CASES: Case[] = [
    {
        what: "what two servers can't both have, options that follow from the set-up, and the image mysql:8.0",
        given: {
            masters: [
                {
                    ...{ hostPort: ONE, serverId: 7, offset: 2, name: "it-refusals-a", hostName: "node" },
                    storage: { dataVolume: "it-refusals-both", configPath: "/srv/both" },
                    options: { "auto-increment-offset": "9", replicate_do_db: "shop" },
                },
                {
                    ...{ hostPort: ONE, serverId: 7, offset: 2, name: "it-refusals-a", hostName: "node" },
                    storage: { dataVolume: "it-refusals-both", configPath: "/srv/both" },
                },
            ],
            options: { "Server-Id": "1", gtid_mode: "OFF", "skip-log-bin": "", "loose-read-only": "1" },
            image: "mysql:8.0",
        },
        refused: [
            ["masters[1].hostPort", String(ONE), "is masters[0].hostPort as well; allowed: a port of its own"],
            ["masters[1].serverId", "7", "is masters[0].serverId as well; allowed: an id of its own"],
            ["masters[1].offset", "2", "is masters[0].offset as well; allowed: a lane of its own"],
            ["masters[1].name", '"it-refusals-a"', "is masters[0].name as well; allowed: a name of its own"],
            ["masters[1].hostName", '"node"', "is masters[0].hostName as well; allowed: a host name of its own"],
            ["masters[1].storage.dataVolume", '"it-refusals-both"', "allowed: a volume of its own"],
            ["masters[1].storage.configPath", '"/srv/both"', "allowed: a folder of its own"],
            ["options.Server-Id", '"1"', "use the argument serverId"],
            ["options.gtid_mode", '"OFF"', "use the argument positioning"],
            ["options.skip-log-bin", '""', "would switch off what replication stands on"],
            ["options.loose-read-only", '"1"', "follows from the set-up (read_only) and can't be given"],
            ["masters[0].options.auto-increment-offset", '"9"', "use the argument offset"],
            ["masters[0].options.replicate_do_db", '"shop"', "use the argument filters.replicateDoDb"],
            ["image", '"mysql:8.0"', "known not to work; allowed: mysql:5.7"],
        ],
    },
    {
        what: "numbers out of range, choices that there are not, arguments that do not exist, and the image mariadb",
        given: {
            masters: [
                { hostPort: 0, serverId: 0, offset: 0, hostname: "node" },
                { hostPort: 65536, serverId: 4294967296, offset: 1.5 },
            ],
            replicas: [{ hostPort: TWO + 1, of: 2 }],
            master: [],
            replication: { connectRetrySeconds: 86401, heartbeatSeconds: 0 },
            deadlineSeconds: 0,
            stopSeconds: 3601,
            positioning: "guess",
            initialData: "some",
            restart: "sometimes",
            bindAddress: "everywhere",
            hostTimeZone: "yes",
            network: "it-refusals-other",
            networkName: "it-refusals-own",
            image: "docker.io/library/mariadb:10.11",
        },
        refused: [
            ["masters[0].hostPort", "0", "allowed: a whole number from 1 to 65535"],
            ["masters[0].serverId", "0", "allowed: a whole number from 1 to 4294967295"],
            ["masters[0].offset", "0", "allowed: a whole number from 1 to 65535"],
            ["masters[0].hostname", "", "is no argument of this component"],
            ["masters[1].hostPort", "65536", "allowed: a whole number from 1 to 65535"],
            ["masters[1].serverId", "4294967296", "allowed: a whole number from 1 to 4294967295"],
            ["masters[1].offset", "1.5", "allowed: a whole number from 1 to 65535"],
            ["replicas[0].of", "2", "allowed: a whole number from 0 to 1"],
            ["master", "", "is no argument of this component"],
            ["replication.connectRetrySeconds", "86401", "allowed: a whole number from 1 to 86400"],
            ["replication.heartbeatSeconds", "0", "allowed: a whole number from 1 to 3600"],
            ["deadlineSeconds", "0", "allowed: a whole number from 1 to 3600"],
            ["stopSeconds", "3601", "allowed: a whole number from 1 to 3600"],
            ["positioning", '"guess"', "allowed: gtid, binlog"],
            ["initialData", '"some"', "allowed: empty, identical"],
            ["restart", '"sometimes"', "allowed: no, on-failure, unless-stopped, always"],
            ["bindAddress", '"everywhere"', "allowed: an IPv4 or IPv6 address"],
            ["hostTimeZone", '"yes"', "allowed: true or false"],
            ["networkName", '"it-refusals-own"', "while `network` names one that exists; allowed: one of the two"],
            ["image", '"docker.io/library/mariadb:10.11"', "known not to work; allowed: mysql:5.7"],
        ],
    },
    {
        what: "names that nothing takes, values that would break out of my.cnf, too few lanes, and an account to be misread",
        given: {
            masters: [
                {
                    ...{ hostPort: ONE, name: "it refusals", hostName: "node_1;" },
                    storage: { dataPath: "srv/relative", configPath: "/srv:/etc" },
                },
                { hostPort: TWO, name: "-it-refusals", hostName: `n${"o".repeat(59)}de` },
            ],
            networkName: "it/refusals",
            options: {
                init_connect: "SET @a = 1\nskip-grant-tables",
                ft_stopword_file: 'a"b',
                "max connections": "5",
                "port=1\nuser": "root",
            },
            filters: { replicateDoDb: ["shop", "it's"], binlogIgnoreDb: ["a\nb", "c,d"] },
            lanes: { increment: 1 },
            replication: { user: `r' OR "${"r".repeat(32)}`, hostPattern: "10.0.0.% or any" },
        },
        refused: [
            ["masters[0].name", '"it refusals"', "allowed: 2 to 128 letters, digits, '_', '.' or '-'"],
            ["masters[0].hostName", '"node_1;"', "allowed: 1 to 60 letters, digits, '_', '-' or '.'"],
            ["masters[1].name", '"-it-refusals"', "allowed: 2 to 128 letters, digits, '_', '.' or '-'"],
            ["masters[1].hostName", `"n${"o".repeat(59)}de"`, "allowed: 1 to 60 letters, digits, '_', '-' or '.'"],
            ["networkName", '"it/refusals"', "allowed: 2 to 128 letters, digits, '_', '.' or '-'"],
            ["options.init_connect", '"SET @a = 1\\nskip-grant-tables"', "allowed: text on one line"],
            ["options.ft_stopword_file", '"a\\"b"', "without '\"', which would break out of my.cnf"],
            ['options["max connections"]', '"5"', "is no option name; allowed: up to 64 letters, digits, '_' and '-'"],
            ['options["port=1\\nuser"]', '"root"', "is no option name; allowed: up to 64 letters, digits, '_' and '-'"],
            ["filters.replicateDoDb[1]", `"it's"`, "allowed: one database name per entry"],
            ["filters.binlogIgnoreDb[0]", '"a\\nb"', "allowed: one database name per entry"],
            ["filters.binlogIgnoreDb[1]", '"c,d"', "allowed: one database name per entry"],
            ["masters[0].storage.dataPath", '"srv/relative"', "allowed: an absolute path on the Docker host"],
            ["masters[0].storage.configPath", '"/srv:/etc"', "allowed: an absolute path on the Docker host"],
            [
                "lanes.increment",
                "1",
                'allowed: 2 to 65535, or lanes.writers = "one" where only one of them is ever written',
            ],
            ["masters[1].offset", "2", "above the increment, so that the server would ignore it; allowed: 1 to 1"],
            ["replication.user", JSON.stringify(`r' OR "${"r".repeat(32)}`), "allowed: 1 to 32 letters, digits, '_',"],
            ["replication.hostPattern", '"10.0.0.% or any"', "allowed: a host name or address of up to 60 characters"],
        ],
    },
    {
        what: "a network of Docker's own, and options with which no server serves, or nobody can follow it",
        given: {
            network: "bridge",
            options: {
                "require-secure-transport": "ON",
                initialize: "",
                "innodb-force-recovery": "1",
                "innodb-read-only": "1",
                offline_mode: "ON",
            },
        },
        refused: [
            ["network", '"bridge"', "allowed: a network that was made"],
            ["options.require-secure-transport", '"ON"', "turns away every connection that is not encrypted"],
            ["options.initialize", '""', "makes mysqld do something else than serve"],
            ["options.innodb-force-recovery", '"1"', "is for rescuing what is left of a damaged server"],
            ["options.innodb-read-only", '"1"', "makes a server that takes no changes"],
            ["options.offline_mode", '"ON"', "turns away every account without SUPER"],
        ],
    },
    {
        what: "another number of masters than two",
        given: { masters: [{ hostPort: ONE }] },
        refused: [["masters", "", "allowed: exactly two"]],
    },
    {
        what: "an image of the stack's configuration that is known not to work",
        image: "mariadb:10.11",
        refused: [[`${CONFIGURED_IMAGE} (stack configuration)`, '"mariadb:10.11"', "is known not to work"]],
    },
];

describe("arguments that can't be used", () => {
    let stack: DeployedStack;

    beforeAll(async () => {
        stack = await openStack(program("givenArguments"), CLUSTER, FIRST_PORT);
    });

    afterAll(async () => {
        await stack.dispose();
    });

    it.each(CASES)("should be refused: $what", async ({ refused, ...said }) => {
        await configure(stack, said);
        expectRefusedIn(await stack.up({ refresh: false }), refused);
        await expectNothingCreated(stack, []);
        // Not even the component itself is in the state.
        expect(resourcesIn(await stack.state()).filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
    });

    it("should be refused in a preview as well", async () => {
        expectRefusedIn(await stack.preview(), CASES.at(-1)?.refused ?? []);
    });

    it("should be refused without being shown: passwords that a server would read otherwise", async () => {
        await configure(stack, {
            passwords: { root: "Ro\tot kept-to-itself", replication: `${"kept-to-itself".repeat(2)}-😀` },
        });
        const refused: Refused[] = [
            ["rootPassword", "(secret)", "a control character or a line break"],
            ["replication.password", "(secret)", "has 33 bytes"],
            ["replication.password", "(secret)", "a character beyond U+FFFF, e.g. an emoji"],
        ];
        expectRefusedIn(await stack.preview(), refused);
        expectRefusedIn(await stack.up({ refresh: false }), refused);
        await expectNothingCreated(stack, []);
    });

    it("should be refused as soon as they are known, where that is only once the program runs", async () => {
        await configure(stack, { passwords: { root: "", replication: LONG }, passwordKnownLate: true });
        const preview = await stack.preview();
        expect(preview).toMatchObject({ code: 0 });
        expect(preview.output).toMatch(/name\s*: \[unknown\]/);

        expectRefusedIn(await stack.up({ refresh: false }), [
            ["rootPassword", "(secret)", "is empty; allowed: at least 1 character"],
            ["replication.password", "(secret)", "has 33 bytes"],
        ]);
        await expectNothingCreated(stack, ["Resource"]);
    });
});

/** What no argument shows beforehand: the server itself says it, as soon as its container has ended. */
describe("a server that does not start", () => {
    const UNSTARTED = "it-unstarted";
    const PORT = 27300;
    const [one, two] = [`${UNSTARTED}-master-1`, `${UNSTARTED}-master-2`];
    let stack: DeployedStack;

    beforeAll(async () => {
        stack = await openStack(program("givenArguments"), UNSTARTED, PORT);
    });

    afterAll(async () => {
        await stack.dispose();
    });

    /** Which servers do not start, why, and what helps. */
    const told = ({ output }: Outcome): string[] =>
        [
            ...new Set(
                [...output.matchAll(/(\S+): \[server-does-not-start\] (does not start: .*?) \(its container/g)].map(
                    ([, where, why]) => `${where}: ${why}`,
                ),
            ),
        ].sort();

    it("should be told by up in mysqld's own words, long before the deadline", async () => {
        await stack.setConfig({
            arguments: { value: JSON.stringify({ options: { max_conections: "300" }, deadlineSeconds: 600 }) },
        });
        const up = await stack.up({ refresh: false });
        expect(up.code).not.toBe(0);
        const why = "does not start: unknown variable 'max_conections=300'";
        expect(told(up)).toEqual([`${one}: ${why}`, `${two}: ${why}`]);
        expect(up.output).toContain("correct max_conections in options, or remove it");
        for (const password of Object.values(stack.passwords)) {
            expect(up.output).not.toContain(password);
        }
    });

    it("should be told by an audit as well, and mended by the next up", async () => {
        await stack.setConfig({ arguments: { value: "{}" } });
        succeeded(await stack.up());
        // As a first start leaves it that is killed half-way.
        await docker("exec", two, "sh", "-c", "rm -rf /var/lib/mysql/mysql; kill -SEGV 1");
        await eventually("Docker has started it anew", async () => (await inspect(two)).RestartCount > 0);
        const audit = await stack.audit();
        expect(audit.code).toBe(7);
        expect(told(audit)).toEqual([
            expect.stringMatching(
                new RegExp(`^${two}: does not start: --initialize specified but the data directory has files`),
            ),
        ]);
        expect(audit.output).toContain("Nothing is deleted for you");
    });
});

async function configure(
    stack: DeployedStack,
    { given = {}, passwords, image, passwordKnownLate }: Said,
): Promise<void> {
    await stack.setConfig({
        arguments: { value: JSON.stringify(given) },
        rootPassword: { value: passwords?.root ?? stack.passwords.root, secret: true },
        replicationPassword: { value: passwords?.replication ?? stack.passwords.replication, secret: true },
        passwordKnownLate: { value: String(passwordKnownLate ?? false) },
        [CONFIGURED_IMAGE]: { value: image ?? IMAGE },
    });
}

/** The message names each of them and nothing else, and nothing stands around it that would bury it. */
function expectRefusedIn({ code, output }: Outcome, refused: Refused[]): void {
    expect(code).not.toBe(0);
    const lines = refusalsIn(output);
    expect(lines).toHaveLength(refused.length);
    const said = refused.map(([path, value, allowed]) => {
        const start = value === "" ? `${path}: ` : `${path} = ${value}: `;
        return expect.stringMatching(new RegExp(`^${literally(start)}.*${literally(allowed)}`)) as string;
    });
    expect(lines).toEqual(expect.arrayContaining(said));
    expect(output.match(/error: /g)).toHaveLength(1);
    expect(output).toContain(`error: ${CLUSTER}: `);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(output).not.toMatch(/unhandled|error serializing|kept-to-itself/i);
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The indented lines below the message's first one. */
function refusalsIn(output: string): string[] {
    const lines = output.split("\n");
    const first = lines.findIndex((line) => line.endsWith(" can't be used, so nothing was created:"));
    const below = first < 0 ? [] : lines.slice(first + 1);
    const end = below.findIndex((line) => !line.startsWith("  "));
    return below.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
}

/** @param others kinds of resources that the program made beside the cluster */
async function expectNothingCreated(stack: DeployedStack, others: string[]): Promise<void> {
    expect(await whatIsThereOf(CLUSTER)).toEqual([]);
    const labelled = ["-q", "--filter", `label=pulumi-mysql-dual-master.cluster=${CLUSTER}`];
    expect(await docker("container", "ls", "-a", ...labelled)).toBe("");
    expect(await docker("volume", "ls", ...labelled)).toBe("");
    expect(await docker("network", "ls", ...labelled)).toBe("");
    const managed = resourcesIn(await stack.state()).filter(
        ({ custom, type }) => custom && !type.startsWith("pulumi:providers:"),
    );
    expect(managed.map(kindOf)).toEqual(others);
}
