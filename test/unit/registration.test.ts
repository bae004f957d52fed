import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { DualMasterCluster, DualMasterReplication } from "../../components";
import type { DualMasterClusterArgs, DualMasterReplicationArgs, MasterArgs } from "../../components";
import { nativePasswordHash } from "../../components/mysql/nativePassword";
import { passwordDuringSetUp } from "../../components/containers/rootPassword";
import { cluster, existing, untyped } from "./fakes/arguments";
import { inClear, registeredBy, resolved, type Registered } from "./fakes/engine";

const [NETWORK, VOLUME, CONTAINER] = ["network:Network", "volume:Volume", "container:Container"].map(
    (type) => `docker:index/${type}`,
) as [string, string, string];
const dynamic = (type: string): string => `pulumi-nodejs:dynamic/mysql-dual-master:${type}`;
const [VARIABLES, ACCOUNT, DATA, LINK] = [
    "ServerVariables",
    "ReplicationAccount",
    "InitialData",
    "ReplicationLink",
].map(dynamic) as [string, string, string, string];

async function run(args: DualMasterClusterArgs, config = {}): Promise<Registered[]> {
    const { resources, error } = await registeredBy(() => new DualMasterCluster("orders", args), config);
    expect(error).toBeUndefined();
    return resources;
}

async function runExisting(args: DualMasterReplicationArgs): Promise<Registered[]> {
    const { resources, error } = await registeredBy(() => new DualMasterReplication("orders", args));
    expect(error).toBeUndefined();
    return resources;
}

/** What most tests look at is run once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
}

/** The SDK registers what is ready first: here they come by name. */
const of = (resources: Registered[], wanted: string): Registered[] =>
    resources.filter(({ type }) => type === wanted).sort((a, b) => a.name.localeCompare(b.name));

const first = (resources: Registered[], wanted: string): Registered => {
    const [found] = of(resources, wanted);
    if (found === undefined) {
        throw new Error(`no ${wanted} was registered`);
    }
    return found;
};

const replicas = [
    { of: 0, hostPort: 3309 },
    { of: 1, hostPort: 3310 },
];

/** Of every link of four servers, by name: of those between the masters, one is settled as the other's way back. */
const STARTS = [
    ["orders-master-1-link", "start back of orders-initial-data"],
    ["orders-master-2-link", "start of orders-initial-data"],
    ["orders-replica-1-link", "start of orders-replica-1-initial-data"],
    ["orders-replica-2-link", "start of orders-replica-2-initial-data"],
];

const pair = once(() => run(cluster()));
const four = once(() => run(cluster({ replicas })));

describe("a cluster of two masters", () => {
    it("should register exactly these resources, each beneath the one that it belongs to", async () => {
        const server = (name: string): string[] => [
            `mysql-dual-master:index:MysqlServer ${name} < DualMasterCluster orders`,
            `${VOLUME} ${name}-config < MysqlServer ${name}`,
            `${VOLUME} ${name}-data < MysqlServer ${name}`,
            `${CONTAINER} ${name} < MysqlServer ${name}`,
            `${VARIABLES} ${name}-variables < DualMasterReplication orders`,
            `${ACCOUNT} ${name}-account < DualMasterReplication orders`,
            `${LINK} ${name}-link < DualMasterReplication orders`,
        ];
        const registered = (await pair()).map(({ type, name, parent }) => `${type} ${name} < ${parent}`);
        expect(registered.sort()).toEqual(
            [
                "mysql-dual-master:index:DualMasterCluster orders < ",
                "mysql-dual-master:index:DualMasterReplication orders < DualMasterCluster orders",
                `${NETWORK} orders-network < DualMasterCluster orders`,
                `${DATA} orders-initial-data < DualMasterReplication orders`,
                `${dynamic("ReadinessGate")} orders-master-1-gate < DualMasterCluster orders`,
                `${dynamic("StackIdentity")} mysql-dual-master < `,
                ...server("orders-master-1"),
                ...server("orders-master-2"),
            ].sort(),
        );
    });

    it("should have the stack's identity before anything is done to a server, and wait for no server with it", async () => {
        const resources = await pair();
        const identity = first(resources, dynamic("StackIdentity"));
        expect(identity.dependsOn).toEqual([]);
        for (const { dependsOn } of [VARIABLES, ACCOUNT, DATA, LINK].flatMap((type) => of(resources, type))) {
            expect(dependsOn).toContain("StackIdentity mysql-dual-master");
        }
    });

    it("should make all containers at once where no server is there yet", async () => {
        const containers = of(await four(), CONTAINER);
        expect(containers.flatMap(({ dependsOn }) => dependsOn).filter((each) => /Gate|Container/.test(each))).toEqual(
            [],
        );
    });

    it("should make containers that are safe by default", async () => {
        const { inputs, name } = first(await pair(), CONTAINER);
        expect({ name, ...inputs }).toMatchObject({
            name: "orders-master-1",
            hostname: "orders-master-1",
            image: "mysql:5.7",
            restart: "always",
            ports: [{ internal: 3306, external: 3307, ip: "127.0.0.1" }],
            networksAdvanced: [{ name: "orders", aliases: ["orders-master-1"] }],
            volumes: [
                { volumeName: "orders-master-1-config", containerPath: "/etc/mysql/conf.d" },
                { volumeName: "orders-master-1-data", containerPath: "/var/lib/mysql" },
            ],
            stopTimeout: 120,
            destroyGraceSeconds: 120,
            labels: [{ label: "pulumi-mysql-dual-master.cluster", value: "orders" }],
        });
        expect(inputs.healthcheck).toBeDefined();
    });

    it("should upload the planned my.cnf into the folder that the image includes", async () => {
        const containers = of(await pair(), CONTAINER);
        const configs = containers.map(({ inputs }) => (inputs.uploads as { file: string; content: string }[])[0]);
        expect(configs.map((upload) => upload?.file)).toEqual(["/etc/mysql/conf.d/my.cnf", "/etc/mysql/conf.d/my.cnf"]);
        expect(configs.map((upload) => /server_id = (\d+)/.exec(upload?.content ?? "")?.[1])).toEqual(["3307", "3308"]);
    });

    it("should pass every setting on to the container", async () => {
        const resources = await run(
            cluster(
                {
                    image: "registry:5000/mysql:5.7.44",
                    restart: "unless-stopped",
                    bindAddress: "10.1.2.3",
                    stopSeconds: 300,
                    hostTimeZone: true,
                    networkName: "orders-net",
                },
                { name: "one", hostName: "one.internal" },
            ),
        );
        expect(first(resources, NETWORK).inputs).toMatchObject({ name: "orders-net" });
        expect(of(resources, CONTAINER).find(({ name }) => name === "orders-one")).toMatchObject({
            inputs: {
                name: "one",
                hostname: "one.internal",
                image: "registry:5000/mysql:5.7.44",
                restart: "unless-stopped",
                ports: [{ ip: "10.1.2.3" }],
                stopTimeout: 300,
                destroyGraceSeconds: 300,
                networksAdvanced: [{ name: "orders-net", aliases: ["one.internal"] }],
                volumes: [
                    { volumeName: "one-config" },
                    { volumeName: "one-data" },
                    { hostPath: "/etc/localtime", containerPath: "/etc/localtime", readOnly: true },
                ],
            },
        });
    });

    it("should take the image from the stack's configuration where the program names none", async () => {
        const config = { "pulumi-mysql-dual-master:image": "local/mysql:5.7" };
        expect(first(await run(cluster(), config), CONTAINER).inputs.image).toBe("local/mysql:5.7");
        expect(first(await run(cluster({ image: "mysql:5.7.44" }), config), CONTAINER).inputs.image).toBe(
            "mysql:5.7.44",
        );
    });

    it("should put further labels beside its own on everything that Docker can label", async () => {
        const resources = await run(cluster({ labels: { team: "orders" } }));
        const labelled = [NETWORK, VOLUME, CONTAINER].flatMap((type) => of(resources, type));
        expect(labelled).toHaveLength(7);
        for (const { inputs, type, name } of labelled) {
            expect(inputs.labels).toEqual([
                { label: "pulumi-mysql-dual-master.cluster", value: "orders" },
                { label: "team", value: "orders" },
                ...(type === VOLUME
                    ? [{ label: "pulumi-mysql-dual-master.server", value: name.replace(/-(config|data)$/, "") }]
                    : []),
            ]);
        }
    });

    it("should join a network that is given, and make none", async () => {
        for (const network of ["shared", pulumi.output("shared")]) {
            const resources = await run(cluster({ network }));
            expect(of(resources, NETWORK)).toEqual([]);
            expect(first(resources, CONTAINER).inputs.networksAdvanced).toMatchObject([{ name: "shared" }]);
        }
    });

    it("should keep files in the given folders and volumes, and make no volume for a folder", async () => {
        const storage: MasterArgs["storage"] = { dataPath: "/srv/data", configVolume: "conf-1" };
        const resources = await run(cluster({}, { storage }));
        expect(of(resources, VOLUME).map(({ name, inputs }) => [name, inputs.name])).toEqual([
            ["orders-master-1-config", "conf-1"],
            ["orders-master-2-config", "orders-master-2-config"],
            ["orders-master-2-data", "orders-master-2-data"],
        ]);
        expect(first(resources, CONTAINER).inputs.volumes).toMatchObject([
            { volumeName: "conf-1", containerPath: "/etc/mysql/conf.d" },
            { hostPath: "/srv/data", containerPath: "/var/lib/mysql" },
        ]);
    });

    it.each<[DualMasterClusterArgs["dataOnRemoval"], boolean]>([
        [undefined, true],
        ["keep", true],
        ["delete", false],
    ])(
        "should keep data volumes or let them go as dataOnRemoval = %s says, and always those that its author named",
        async (dataOnRemoval, stays) => {
            const storage = { dataVolume: "precious", logVolume: "logs" };
            const resources = await run(cluster({ dataOnRemoval }, { storage }));
            expect(of(resources, VOLUME).map(({ inputs, retainOnDelete }) => [inputs.name, retainOnDelete])).toEqual([
                ["orders-master-1-config", false],
                ["precious", true],
                ["logs", true],
                ["orders-master-2-config", false],
                ["orders-master-2-data", stays],
            ]);
            expect(of(resources, VARIABLES).map(({ inputs }) => inputs.noteOnRemoval)).toEqual([
                expect.stringContaining("its data stays in the Docker volume precious"),
                expect.stringContaining(
                    `its data ${stays ? "stays in" : "goes with"} the Docker volume orders-master-2-data`,
                ),
            ]);
        },
    );

    it("should say of a folder that it stays, and nothing of how to delete it", async () => {
        const resources = await run(cluster({ dataOnRemoval: "delete" }, { storage: { dataPath: "/srv/data" } }));
        expect(first(resources, VARIABLES).inputs.noteOnRemoval).toBe(
            "its data stays in the folder /srv/data of the Docker host, where a server that is called orders-master-1 again finds it",
        );
    });
});

describe("a server's files", () => {
    it("should be where a write-up puts them, with the folders that the image includes still there", async () => {
        const storage = {
            configFile: "/etc/mysql/my.cnf",
            configPath: "/srv/conf",
            logPath: "/srv/log",
            dataPath: "/srv/data",
        };
        const { inputs } = first(await run(cluster({}, { storage })), CONTAINER);
        expect(inputs.volumes).toEqual([
            { hostPath: "/srv/conf", containerPath: "/etc/mysql" },
            { hostPath: "/srv/data", containerPath: "/var/lib/mysql" },
            { hostPath: "/srv/log", containerPath: "/var/log/mysql" },
        ]);
        const uploads = inputs.uploads as { file: string; content: string }[];
        expect(uploads.find(({ content }) => content.includes("[mysqld]"))?.file).toBe("/etc/mysql/my.cnf");
        expect(uploads.map(({ file }) => file)).toEqual(
            expect.arrayContaining(["/etc/mysql/conf.d/README", "/etc/mysql/mysql.conf.d/README"]),
        );
    });

    it("should hold logs that mysqld may write, by way of the image's own entrypoint", async () => {
        const [kept, dockers] = of(await run(cluster({}, { storage: { logVolume: "logs" } })), CONTAINER);
        expect(kept?.inputs.volumes).toContainEqual({ volumeName: "logs", containerPath: "/var/log/mysql" });
        expect(kept?.inputs.entrypoints).toContainEqual(
            expect.stringMatching(/chown .*exec docker-entrypoint\.sh "\$@"/),
        );
        expect(kept?.inputs.command).toEqual(["mysqld"]);
        expect(dockers?.inputs.entrypoints).toBeUndefined();
    });

    it("should open a folder for my.cnf to mysqld that its user has closed, and leave a volume as it is", async () => {
        const given = { configPath: "/srv/conf", configFile: "/etc/mysql/my.cnf" };
        const [folder, volume] = of(
            await run(cluster({}, { storage: given }, { storage: { configVolume: "conf" } })),
            CONTAINER,
        );
        expect(folder?.inputs.entrypoints).toContain('chmod a+rx /etc/mysql && exec docker-entrypoint.sh "$@"');
        expect(folder?.inputs.command).toEqual(["mysqld"]);
        expect(volume?.inputs.entrypoints).toBeUndefined();
    });
});

describe("a replica that stays when one before it is taken out", () => {
    it("should keep every resource that it had", async () => {
        const [first, second] = [
            { of: 0, hostPort: 3309 },
            { of: 1, hostPort: 3310 },
        ] as const;
        const named = (resources: Registered[]): string[] =>
            resources.map(({ type, name }) => `${type} ${name}`).filter((each) => !each.includes("orders-replica-1"));
        const before = named(await run(cluster({ replicas: [first, second] })));
        const after = named(await run(cluster({ replicas: [{ ...second, number: 2 }] })));
        expect(after.sort()).toEqual(before.sort());
        expect(after.filter((each) => each.includes("orders-replica-2"))).not.toEqual([]);
    });
});

describe("an auditor", () => {
    const auditor = { user: "auditor", password: pulumi.secret("auditor-secret") };

    it("should go with every connection, its password secret, and with none where there is none", async () => {
        for (const resources of [await run(cluster({ auditor, replicas })), await runExisting(existing({ auditor }))]) {
            const looking = resources.filter(({ type }) => [VARIABLES, ACCOUNT, LINK].includes(type));
            expect(looking.length).toBeGreaterThan(5);
            for (const { inputs, raw } of looking) {
                const { connection = inputs.replica, source = connection } = inputs;
                const own = { user: "auditor", password: "auditor-secret" };
                expect([connection, source]).toMatchObject([{ auditor: own }, { auditor: own }]);
                expect(inClear(raw, "auditor-secret")).toEqual([]);
            }
        }
        for (const { inputs } of of(await pair(), VARIABLES)) {
            expect(inputs.connection).not.toHaveProperty("auditor");
        }
    });
});

describe("what a cluster has of secrets", () => {
    it("should stand in clear nowhere", async () => {
        for (const { name, type, raw } of await four()) {
            const found = [...inClear(raw, "root-secret"), ...inClear(raw, "replication-secret")];
            expect({ type, name, found }).toEqual({ type, name, found: [] });
        }
    });

    it("should reach the container as a file, in a secret upload, and not in its environment", async () => {
        for (const { inputs, additionalSecretOutputs } of of(await four(), CONTAINER)) {
            expect(JSON.stringify(inputs.envs)).not.toContain("root-secret");
            expect(inputs.envs).toContain("MYSQL_ROOT_PASSWORD_FILE=/run/secrets/mysql-root-password");
            const own = { permissions: "0600", owner: "999" };
            expect(inputs.uploads).toContainEqual({
                file: "/run/secrets/mysql-root-password",
                content: passwordDuringSetUp("root-secret"),
                ...own,
            });
            expect(inputs.uploads).toContainEqual({
                file: "/docker-entrypoint-initdb.d/zzz-root-password.sh",
                content: expect.stringContaining(nativePasswordHash("root-secret")) as string,
                ...own,
            });
            expect(JSON.stringify(inputs)).not.toContain("root-secret");
            expect(additionalSecretOutputs).toEqual(["uploads"]);
        }
    });
});

describe("replication of a cluster", () => {
    it("should dial servers at their published ports, and let them dial each other inside the network", async () => {
        const [link] = of(await run(cluster({}, { hostName: "one" })), LINK).filter(({ name }) =>
            name.endsWith("master-2-link"),
        );
        expect(link?.inputs).toMatchObject({
            name: "orders-master-2 from orders-master-1",
            replica: { name: "orders-master-2", host: "127.0.0.1", port: 3308, user: "root", password: "root-secret" },
            source: { name: "orders-master-1", host: "127.0.0.1", port: 3307 },
            sourceAddress: { host: "one", port: 3306 },
            replicaIncarnation: "orders-master-2-id",
            sourceIncarnation: "orders-master-1-id",
        });
    });

    it.each([
        [{}, "127.0.0.1"],
        [{ bindAddress: "0.0.0.0" }, "127.0.0.1"],
        [{ bindAddress: "10.1.2.3" }, "10.1.2.3"],
        [{ bindAddress: "0.0.0.0", dialAddress: "docker.example.com" }, "docker.example.com"],
    ])("should dial where the ports are published: %j", async (args, host) => {
        const hosts = of(await run(cluster(args)), VARIABLES).map(({ inputs }) => inputs.connection);
        expect(hosts).toMatchObject([{ host }, { host }]);
    });

    it("should want each link in the words in which a healthy one is observed", async () => {
        const replication = {
            password: "replication-secret",
            user: "repl",
            connectRetrySeconds: 7,
            heartbeatSeconds: 3,
        };
        const links = of(await run(cluster({ replication, filters: { replicateDoDb: ["shop"] } })), LINK);
        const words = {
            server: "reachable",
            user: "repl",
            credentials: "as declared",
            ioThread: "running",
            sqlThread: "running",
            position: "GTID auto-position",
            connectRetrySeconds: "7",
            heartbeatSeconds: "3",
            retries: "without end",
            delaySeconds: "0",
            otherChannels: "none",
            filters: "Replicate_Do_DB: shop",
        };
        expect(links.map(({ inputs }) => inputs)).toMatchObject([
            { ...words, follows: "orders-master-2:3306" },
            { ...words, follows: "orders-master-1:3306" },
        ]);
    });

    it("should want every server's planned variables", async () => {
        const wanted = of(await run(cluster({ replicas, options: { sync_binlog: "7" } })), VARIABLES);
        expect(wanted.map(({ inputs }) => inputs.variables)).toMatchObject([
            { server_id: "3307", auto_increment_offset: "1", sync_binlog: "7", report_host: "orders-master-1" },
            { server_id: "3308", auto_increment_offset: "2", sync_binlog: "7", report_host: "orders-master-2" },
            { server_id: "3309", read_only: "ON" },
            { server_id: "3310", read_only: "ON" },
        ]);
    });

    it("should make the account on masters only, under a host pattern as MySQL stores it", async () => {
        const replication = { password: "replication-secret", hostPattern: "Db%.Example.COM" };
        const accounts = of(await run(cluster({ replicas, replication })), ACCOUNT);
        expect(accounts.map(({ name, inputs }) => [name, inputs.hostPattern])).toEqual([
            ["orders-master-1-account", "db%.example.com"],
            ["orders-master-2-account", "db%.example.com"],
        ]);
    });

    it("should make each master's account as that master's own arguments say, completed by what holds for all", async () => {
        const replication = { password: "replication-secret", user: "repl", hostPattern: "10.%" };
        // What is undefined is left open, as everywhere in a program.
        const own = { user: undefined, password: "of-master-2", hostPattern: "Db2.Internal" };
        const resources = await run(cluster({ replication, replicas }, {}, { replication: own }));
        const users = of(resources, ACCOUNT).map(({ inputs: { user, password, hostPattern } }) => [
            user,
            password,
            hostPattern,
        ]);
        expect(users).toEqual([
            ["repl", "replication-secret", "10.%"],
            ["repl", "of-master-2", "db2.internal"],
        ]);
    });

    it("should let everybody log in at a master with that master's account", async () => {
        const [first, second] = ["1", "2"].map((n) => ({ user: `repl-${n}`, password: `of-master-${n}` }));
        const args = cluster({ replication: undefined, replicas }, { replication: first }, { replication: second });
        const links = of(await run(args), LINK).map(({ name, inputs }) => [
            name,
            inputs.replicationUser,
            inputs.user,
            inputs.replicationPassword,
        ]);
        expect(links).toEqual([
            ["orders-master-1-link", "repl-2", "repl-2", "of-master-2"],
            ["orders-master-2-link", "repl-1", "repl-1", "of-master-1"],
            ["orders-replica-1-link", "repl-1", "repl-1", "of-master-1"],
            ["orders-replica-2-link", "repl-2", "repl-2", "of-master-2"],
        ]);
    });

    it("should settle what two servers hold only once every server is verified and both accounts are there", async () => {
        for (const { dependsOn } of of(await four(), DATA)) {
            expect(dependsOn).toEqual(
                expect.arrayContaining([
                    ...["master-1", "master-2", "replica-1", "replica-2"].map(
                        (name) => `ServerVariables orders-${name}-variables`,
                    ),
                    ...["master-1", "master-2"].map((name) => `ReplicationAccount orders-${name}-account`),
                ]),
            );
        }
    });

    // Otherwise, what one link brings would be taken for what its replica held before.
    it("should wire neither of the masters' links before both masters' data is settled", async () => {
        const resources = await four();
        const waiting = of(resources, LINK).map(({ name, dependsOn }) => [
            name,
            dependsOn.filter((each) => each.startsWith("InitialData ")),
        ]);
        expect(waiting).toEqual([
            ["orders-master-1-link", ["InitialData orders-initial-data"]],
            ["orders-master-2-link", ["InitialData orders-initial-data"]],
            ["orders-replica-1-link", ["InitialData orders-replica-1-initial-data"]],
            ["orders-replica-2-link", ["InitialData orders-replica-2-initial-data"]],
        ]);
        const { name, dependsOn } = first(resources, DATA);
        expect([name, dependsOn.filter((each) => each.startsWith("ReplicationLink "))]).toEqual([
            "orders-initial-data",
            [],
        ]);
    });

    it("should settle and wire a replica only once the masters follow each other", async () => {
        const between = ["ReplicationLink orders-master-1-link", "ReplicationLink orders-master-2-link"];
        for (const type of [DATA, LINK]) {
            for (const { name, dependsOn } of of(await four(), type)) {
                const waitsFor = dependsOn.filter((each) => between.includes(each)).sort();
                expect([name, waitsFor]).toEqual([name, name.includes("replica") ? between : []]);
            }
        }
    });

    // Another start is another link: linkDiff.test.ts.
    it("should begin each link where its own data was settled", async () => {
        const links = of(await four(), LINK);
        expect(links.map(({ name, inputs }) => [name, inputs.start])).toEqual(STARTS);
    });

    it("should settle both of the masters' links at once, and only one for a replica, which nobody follows", async () => {
        const ports = { peerPort: 3306, port: 3310 };
        const reader = { of: 1, host: "10.0.0.3", password: "root-secret-3" };
        const ways = (resources: Registered[]): unknown[] =>
            of(resources, DATA).map(({ name, inputs }) => [
                name,
                inputs.name,
                inputs.sourceAddress,
                inputs.replicaAddress,
            ]);
        expect(ways(await run(cluster({ replicas }, { hostName: "one" }, { hostName: "two" })))).toEqual([
            [
                "orders-initial-data",
                "orders-master-2 from orders-master-1",
                { host: "one", port: 3306 },
                { host: "two", port: 3306 },
            ],
            [
                "orders-replica-1-initial-data",
                "orders-replica-1 from orders-master-1",
                { host: "one", port: 3306 },
                undefined,
            ],
            [
                "orders-replica-2-initial-data",
                "orders-replica-2 from orders-master-2",
                { host: "two", port: 3306 },
                undefined,
            ],
        ]);
        expect(ways(await runExisting(existing({ replicas: [reader] }, {}, { ...ports, peerHost: "db2" })))).toEqual([
            [
                "orders-initial-data",
                "orders-master-2 from orders-master-1",
                { host: "10.0.0.1", port: 3306 },
                { host: "db2", port: 3306 },
            ],
            [
                "orders-replica-1-initial-data",
                "orders-replica-1 from orders-master-2",
                { host: "db2", port: 3306 },
                undefined,
            ],
        ]);
    });

    it("should settle data between just the two servers of its link, by that link's own way to its place", async () => {
        const filters = { replicateDoDb: ["shop"] };
        const args = cluster({ replicas, filters, deadlineSeconds: 7 }, { hostName: "one" });
        const [masters, reader] = of(await run(args), DATA).map(({ inputs }) => inputs);
        expect(masters).toMatchObject({
            name: "orders-master-2 from orders-master-1",
            replica: { name: "orders-master-2", host: "127.0.0.1", port: 3308, user: "root", password: "root-secret" },
            source: { name: "orders-master-1", host: "127.0.0.1", port: 3307, user: "root", password: "root-secret" },
            sourceAddress: { host: "one", port: 3306 },
            positioning: "gtid",
            data: "empty",
            filters,
            deadlineSeconds: 7,
        });
        expect(reader).toMatchObject({ name: "orders-replica-1 from orders-master-1", replica: { port: 3309 } });
    });

    it.each([
        [{}, "copy"],
        [{ copyFrom: 0 }, "copy"],
        [{ copyFrom: 1 }, "copied"],
    ])("should copy one master to all others: %j", async (args, between) => {
        const resources = await run(cluster({ replicas, initialData: "copy", ...args }));
        expect(of(resources, DATA).map(({ inputs }) => [inputs.name, inputs.data])).toEqual([
            ["orders-master-2 from orders-master-1", between],
            ["orders-replica-1 from orders-master-1", "copy"],
            ["orders-replica-2 from orders-master-2", "copy"],
        ]);
        // Whichever of the two is copied, each link begins where its own data was settled.
        expect(of(resources, LINK).map(({ name, inputs }) => [name, inputs.start])).toEqual(STARTS);
    });

    it("should have a replica's binary log go with it where its author asks for that", async () => {
        const leaving = [
            { ...replicas[0], of: 0, hostPort: 3309, binaryLogOnRemoval: "reset" as const },
            ...replicas.slice(1),
        ];
        const kept = of(await run(cluster({ replicas: leaving })), VARIABLES).map(
            ({ inputs }) => inputs.binaryLogOnRemoval,
        );
        expect(kept).toEqual(["keep", "keep", "reset", "keep"]);
    });

    it("should tell no owner about my.cnf files that are generated", async () => {
        expect(of(await four(), VARIABLES).map(({ inputs }) => inputs.myCnfIsGiven)).toEqual([
            false,
            false,
            false,
            false,
        ]);
    });

    it("should verify a server, its account and its links again when its container is another one", async () => {
        const resources = await pair();
        for (const type of [VARIABLES, ACCOUNT]) {
            expect(of(resources, type).map(({ inputs }) => inputs.incarnation)).toEqual([
                "orders-master-1-id",
                "orders-master-2-id",
            ]);
        }
    });

    it("should take a link down before it makes it anew: the other way round, the new one would be taken down", async () => {
        const links = of(await pair(), LINK);
        expect(links.map(({ deleteBeforeReplace }) => deleteBeforeReplace)).toEqual([true, true]);
    });
});

describe("errors that are skipped", () => {
    const warnings = async (program: () => Promise<unknown>): Promise<string[]> => {
        const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
        try {
            await program();
            return warn.mock.calls.map(([message]) => message);
        } finally {
            warn.mockRestore();
        }
    };

    it("should be verified on every server, and warned of once: what is skipped is lost", async () => {
        let resources: Registered[] = [];
        const said = await warnings(async () => {
            resources = await run(cluster({ skipErrors: ["1062", "1032"] }));
        });
        expect(of(resources, VARIABLES).map(({ inputs }) => inputs.variables)).toMatchObject([
            { slave_skip_errors: "1032,1062" },
            { slave_skip_errors: "1032,1062" },
        ]);
        expect(said).toEqual([expect.stringMatching(/^skipErrors = 1062, 1032: .* the servers differ from then on/)]);
    });

    it("should be warned of nowhere where there are none", async () => {
        expect(await warnings(() => run(cluster()))).toEqual([]);
        expect(await warnings(() => runExisting(existing({ skipErrors: [] })))).toEqual([]);
    });
});

describe("a cluster's outputs", () => {
    it("should tell where everything is, with root's password as a secret", async () => {
        let made: DualMasterCluster | undefined;
        await registeredBy(
            () => (made = new DualMasterCluster("orders", cluster({ replicas: [{ of: 1, hostPort: 3309 }] }))),
        );
        const orders = made as unknown as DualMasterCluster;
        expect((await resolved(orders.endpoints)).value).toEqual(
            [
                ["orders-master-1", "master", 3307] as const,
                ["orders-master-2", "master", 3308] as const,
                ["orders-replica-1", "replica", 3309] as const,
            ].map(([name, role, port]) => ({
                name,
                role,
                host: "127.0.0.1",
                port,
                networkHost: name,
                networkPort: 3306,
            })),
        );
        expect((await resolved(orders.containerNames)).value).toEqual([
            "orders-master-1",
            "orders-master-2",
            "orders-replica-1",
        ]);
        expect((await resolved(orders.networkName)).value).toBe("orders");
        expect((await resolved(orders.state)).value).toBe(
            "orders-master-1 and orders-master-2 follow each other; orders-replica-1 follows orders-master-2; " +
                "every thread is running",
        );
        expect(await resolved(orders.rootPassword)).toMatchObject({ value: "root-secret", secret: true });
        expect(Object.keys((await resolved(orders.coordinates)).value as object)).toEqual([
            "orders-master-2",
            "orders-master-1",
            "orders-replica-1",
        ]);
    });

    it("should all wait for every link, so that nobody writes before", async () => {
        let made: DualMasterCluster | undefined;
        await registeredBy(() => (made = new DualMasterCluster("orders", cluster({ replicas }))));
        const orders = made as unknown as DualMasterCluster;
        const links = ["master-1", "master-2", "replica-1", "replica-2"].map(
            (name) => `ReplicationLink orders-${name}-link`,
        );
        const { endpoints, containerNames, networkName, coordinates, rootPassword, state } = orders;
        for (const output of [endpoints, containerNames, networkName, coordinates, rootPassword, state]) {
            expect((await resolved<unknown>(output)).after).toEqual(expect.arrayContaining(links));
        }
    });

    it("should not be secret where they hold no secret", async () => {
        let made: DualMasterCluster | undefined;
        await registeredBy(() => (made = new DualMasterCluster("orders", cluster())));
        const { endpoints, containerNames, networkName, coordinates, state } = made as unknown as DualMasterCluster;
        for (const output of [endpoints, containerNames, networkName, coordinates, state]) {
            expect((await resolved<unknown>(output)).secret).toBe(false);
        }
    });
});

describe("arguments that can't be used", () => {
    it("should end the program before anything beneath the component is registered", async () => {
        const { resources, error } = await registeredBy(
            () => new DualMasterCluster("orders", cluster({ stopSeconds: 0 }, {}, { hostPort: 3307, serverId: 9 })),
        );
        expect((error as Error).message.split("\n").slice(1)).toEqual([
            "  stopSeconds = 0: allowed: a whole number from 1 to 3600",
            "  masters[1].hostPort = 3307: is masters[0].hostPort as well; allowed: a port of its own",
        ]);
        expect(resources.filter(({ parent }) => parent !== "")).toEqual([]);
    });

    it("should end it so for existing servers as well", async () => {
        const { resources, error } = await registeredBy(
            () => new DualMasterReplication("orders", existing({ positioning: untyped("x") })),
        );
        expect((error as Error).message).toContain('positioning = "x": allowed: gtid, binlog');
        expect(resources.filter(({ parent }) => parent !== "")).toEqual([]);
    });
});

describe("a password that can't be used", () => {
    // In a process of its own: it ends a program by a rejection that nobody handles, which jest takes for its own.
    const outcomes = once(async () => {
        const script = join(__dirname, "fakes/refusedLater.ts");
        const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script]);
        type Program = "cluster" | "network" | "existing" | "ofOneMaster" | "ofOneExisting";
        return JSON.parse(stdout) as Record<Program, { registered: string[]; message: string }>;
    });

    it.each(["cluster", "ofOneMaster"] as const)(
        "should end the program before anything beneath the components is registered (%s)",
        async (program) => {
            const { registered } = (await outcomes())[program];
            expect(registered.filter((each) => !each.startsWith("mysql-dual-master:"))).toEqual([]);
        },
    );

    it.each(["existing", "ofOneExisting"] as const)(
        "should end it before anything is done to an existing server (%s)",
        async (program) => {
            const { registered } = (await outcomes())[program];
            expect(registered.filter((each) => !each.startsWith("mysql-dual-master:"))).toEqual([]);
        },
    );

    it("should be a network of Docker's own, before anything is made", async () => {
        const { registered, message } = (await outcomes()).network;
        expect(registered.filter((each) => each.startsWith("docker:"))).toEqual([]);
        expect(message).toMatch(
            /^orders: 1 argument .*:\n {2}network = "bridge": is Docker's own, .*; allowed: a network/,
        );
    });

    it("should be told by the path of the master whose it is", async () => {
        expect((await outcomes()).ofOneExisting.message).toMatch(
            /^orders: 1 argument can't be used, so nothing was created:\n {2}masters\[1\]\.replication\.password = \(secret\): has 33 bytes/,
        );
    });

    it("should be told together with every other one", async () => {
        const [heading, ...lines] = (await outcomes()).ofOneMaster.message.split("\n");
        expect(heading).toBe("orders: 2 arguments can't be used, so nothing was created:");
        expect(lines).toEqual([
            expect.stringMatching(/^ {2}rootPassword = \(secret\): holds a control character/),
            expect.stringMatching(/^ {2}masters\[1\]\.replication\.password = \(secret\): has 33 bytes/),
        ]);
    });

    it("should be told in the words of every refusal, and not be shown", async () => {
        const { cluster: ofCluster, existing: ofExisting } = await outcomes();
        expect(ofCluster.message).toBe(
            "orders: 1 argument can't be used, so nothing was created:\n" +
                "  rootPassword = (secret): holds a control character or a line break; allowed: printable characters",
        );
        expect(ofExisting.message).toMatch(
            /^orders: 1 argument can't be used, so nothing was created:\n {2}replication.password = \(secret\): is empty/,
        );
    });
});

describe("replication of existing servers", () => {
    const reader = { of: 0, host: "10.0.0.3", password: "root-secret-3" };

    it("should register no container, and dial each server at its own address", async () => {
        const resources = await runExisting(
            existing(
                { replicas: [{ ...reader, name: "reader" }] },
                { user: "admin", port: 3310, peerHost: "db1.internal" },
            ),
        );
        expect(resources.filter(({ type }) => type.startsWith("docker:"))).toEqual([]);
        const [owner, stackId] = ["organization/project/stack", "id of this stack"];
        expect(of(resources, VARIABLES).map(({ inputs }) => inputs.connection)).toEqual([
            {
                owner,
                stackId,
                name: "orders-master-1",
                host: "10.0.0.1",
                port: 3310,
                user: "admin",
                password: "root-secret-1",
            },
            {
                owner,
                stackId,
                name: "orders-master-2",
                host: "10.0.0.2",
                port: 3306,
                user: "root",
                password: "root-secret-2",
            },
            { owner, stackId, name: "reader", host: "10.0.0.3", port: 3306, user: "root", password: "root-secret-3" },
        ]);
        expect(of(resources, LINK).map(({ name, inputs }) => [name, inputs.follows])).toEqual(
            expect.arrayContaining([
                ["orders-master-2-link", "db1.internal:3310"],
                ["orders-master-1-link", "10.0.0.2:3306"],
                ["orders-reader-link", "db1.internal:3310"],
            ]),
        );
    });

    it("should dial peers at a port of their own where that is another one", async () => {
        const links = of(await runExisting(existing({}, { port: 3310, peerPort: 3306 })), LINK);
        expect(links.map(({ inputs }) => inputs.follows)).toContain("10.0.0.1:3306");
    });

    it("should hold no password in clear", async () => {
        const own = { password: "of-master-2" };
        for (const { raw } of await runExisting(existing({}, {}, { replication: own }))) {
            const found = ["root-secret", "replication-secret", "of-master-2"].flatMap((secret) =>
                inClear(raw, secret),
            );
            expect(found).toEqual([]);
        }
    });

    it("should find places in files unless told otherwise, and demand no more of a my.cnf than that stands on", async () => {
        const resources = await runExisting(existing({ replicas: [reader] }));
        expect(of(resources, LINK).map(({ inputs }) => inputs.position)).toEqual(
            Array(3).fill("binary log file and position"),
        );
        expect(of(resources, DATA).map(({ inputs }) => inputs.positioning)).toEqual(Array(2).fill("binlog"));
        for (const { inputs } of of(resources, VARIABLES)) {
            const demanded = Object.keys(inputs.variables as object);
            expect(demanded.filter((name) => /gtid|report_host|^relay_log$/.test(name))).toEqual([]);
            expect(demanded).toEqual(expect.arrayContaining(["log_slave_updates", "slave_skip_errors"]));
        }
    });

    it("should have owners told about their my.cnf, and hold a generated one to its own rules", async () => {
        const [owners, generated] = of(
            await runExisting(existing({ positioning: "gtid" }, {}, { myCnf: "generated", peerHost: "db2.internal" })),
            VARIABLES,
        ).map(({ inputs }) => inputs);
        expect([owners?.myCnfIsGiven, generated?.myCnfIsGiven]).toEqual([true, false]);
        expect(owners?.variables).toMatchObject({ gtid_mode: "ON" });
        expect(generated?.variables).toMatchObject({ report_host: "db2.internal", relay_log: "relay-bin" });
    });

    it("should have each master's account with a password of its own where none holds for all", async () => {
        const [one, two] = [{ password: "of-1", user: "repl-1" }, { password: "of-2" }];
        const accounts = of(
            await runExisting(existing({ replication: undefined }, { replication: one }, { replication: two })),
            ACCOUNT,
        ).map(({ inputs: { user, password, hostPattern } }) => [user, password, hostPattern]);
        expect(accounts).toEqual([
            ["repl-1", "of-1", "%"],
            ["replication", "of-2", "%"],
        ]);
    });

    it("should have a replica's binary log go with it where its author asks for that", async () => {
        const wanted = of(
            await runExisting(existing({ replicas: [{ ...reader, binaryLogOnRemoval: "reset" }] })),
            VARIABLES,
        );
        expect(wanted.map(({ inputs }) => inputs.binaryLogOnRemoval)).toEqual(["keep", "keep", "reset"]);
    });
});

describe("the container of a server", () => {
    const engines = (resources: Registered[]): unknown[] =>
        [VARIABLES, ACCOUNT]
            .flatMap((type) => of(resources, type))
            .map(({ inputs }) => (inputs.connection as { container: unknown }).container);

    it("should be known to whatever waits for the server, by its name alone where nothing says which engine", async () => {
        const [one, two] = [{ name: "orders-master-1" }, { name: "orders-master-2" }];
        expect(engines(await pair())).toEqual([one, two, one, two]);
        const links = of(await pair(), LINK);
        expect(links.map(({ inputs }) => (inputs.source as { container: unknown }).container)).toEqual([two, one]);
    });

    it("should be on the engine of the configuration, or of the cluster's own provider", async () => {
        const configured = await run(cluster(), { "docker:host": "tcp://configured:2375" });
        expect(engines(configured)[0]).toEqual({ name: "orders-master-1", engine: { host: "tcp://configured:2375" } });
        const { resources } = await registeredBy(() => {
            const provider = new docker.Provider("far", { host: "ssh://me@far", certPath: "/certificates" });
            new DualMasterCluster("orders", cluster(), { providers: [provider] });
        });
        expect(engines(resources)[0]).toEqual({
            name: "orders-master-1",
            engine: { host: "ssh://me@far", certPath: "/certificates" },
        });
    });
});

describe("a comparison of rows", () => {
    const ROWS = dynamic("RowComparison");

    it("should be registered by nobody who does not ask for it", async () => {
        expect(of(await run(cluster({ replicas })), ROWS)).toEqual([]);
    });

    it("should be between the masters, and between each replica and its source, once every link runs", async () => {
        const resources = await run(
            cluster({
                replicas,
                filters: { replicateDoDb: ["shop"] },
                rowComparison: { databases: ["shop"], ignoreTables: ["shop.log"], secondsAtMost: 60 },
            }),
        );
        const links = of(resources, LINK).map(({ name }) => `ReplicationLink ${name}`);
        expect(links).toHaveLength(4);
        for (const { dependsOn } of of(resources, ROWS)) {
            expect(dependsOn).toEqual(expect.arrayContaining(links));
        }
        expect(of(resources, ROWS).map(({ name, inputs }) => [name, inputs.name, inputs.mutual])).toEqual([
            ["orders-replica-1-rows", "orders-master-1 and orders-replica-1", false],
            ["orders-replica-2-rows", "orders-master-2 and orders-replica-2", false],
            ["orders-rows", "orders-master-1 and orders-master-2", true],
        ]);
        expect(of(resources, ROWS).at(-1)?.inputs).toMatchObject({
            source: { name: "orders-master-1", port: 3307 },
            replica: { name: "orders-master-2", port: 3308 },
            filters: { replicateDoDb: ["shop"] },
            databases: ["shop"],
            ignoreTables: ["shop.log"],
            secondsAtMost: 60,
            compared: "every table",
            tables: {},
        });
    });

    it("should be of everything, for five minutes at most, and hold no password in clear", async () => {
        const [rows] = of(await runExisting(existing({ rowComparison: {} })), ROWS);
        expect(rows?.inputs).toMatchObject({
            databases: [],
            ignoreTables: [],
            secondsAtMost: 300,
            deadlineSeconds: 120,
        });
        expect(["root-secret-1", "root-secret-2"].flatMap((secret) => inClear(rows?.raw, secret))).toEqual([]);
    });
});
