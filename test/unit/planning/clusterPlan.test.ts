import type { DualMasterClusterArgs } from "../../../components/args";
import { planCluster } from "../../../components/planning/clusterPlan";
import { variablesOf } from "../../../components/planning/serverOptions";
import { cluster, refusedIn, untyped } from "../fakes/arguments";

// All that planning needs of the SDK, which takes its time to load; refusals.test.ts looks at the real one.
jest.mock("@pulumi/pulumi", () => ({ RunError: class RunError extends Error {} }));

const plan = (args: DualMasterClusterArgs) => planCluster("orders", args).servers;
const refused = (args: DualMasterClusterArgs): string[] => refusedIn(() => plan(args));
const replicas = [
    { of: 0, hostPort: 3309 },
    { of: 1, hostPort: 3310 },
];

describe("a cluster's plan", () => {
    it("should list masters first, then replicas, each named after its role and number", () => {
        const servers = plan(cluster({ replicas }));
        expect(servers.map(({ name, resource, role }) => [name, resource, role])).toEqual([
            ["orders-master-1", "orders-master-1", "master"],
            ["orders-master-2", "orders-master-2", "master"],
            ["orders-replica-1", "orders-replica-1", "replica"],
            ["orders-replica-2", "orders-replica-2", "replica"],
        ]);
    });

    it("should leave a replica its number once one before it is taken out", () => {
        const [, , left] = plan(cluster({ replicas: [{ number: 2, of: 1, hostPort: 3310 }] }));
        const [, , , second] = plan(cluster({ replicas }));
        expect(left).toEqual({ ...second, path: "replicas[0]" });
    });

    it("should take the published port for the server id, and the name for the host name", () => {
        expect(plan(cluster({ replicas })).map(({ serverId, port, hostName }) => [serverId, port, hostName])).toEqual([
            [3307, 3307, "orders-master-1"],
            [3308, 3308, "orders-master-2"],
            [3309, 3309, "orders-replica-1"],
            [3310, 3310, "orders-replica-2"],
        ]);
    });

    it("should use what is given instead of what follows", () => {
        const given = {
            name: "MySQL.Cluster.Node1",
            hostName: "node1.internal",
            serverId: 4294967295,
            offset: 7,
            storage: { dataPath: "/srv/node1", configVolume: "node1-conf" },
        };
        const [first] = plan(cluster({ lanes: { increment: 10 } }, given));
        expect(first).toMatchObject({
            resource: "orders-MySQL.Cluster.Node1",
            name: given.name,
            hostName: given.hostName,
            serverId: given.serverId,
            storage: given.storage,
        });
        expect(variablesOf(first?.options ?? [])).toMatchObject({
            server_id: "4294967295",
            report_host: "node1.internal",
            auto_increment_increment: "10",
            auto_increment_offset: "7",
        });
    });

    it("should give every master a lane of its own, as many as there are masters, and replicas none", () => {
        const lanes = plan(cluster({ replicas })).map(({ options }) => {
            const { auto_increment_increment: increment, auto_increment_offset: offset } = variablesOf(options);
            return [increment, offset];
        });
        expect(lanes).toEqual([
            ["2", "1"],
            ["2", "2"],
            [undefined, undefined],
            [undefined, undefined],
        ]);
    });

    it("should have no lanes where only one master is ever written: both hand out 1, 2, 3 …", () => {
        const lanes = plan(cluster({ replicas, lanes: { writers: "one" } })).map(({ options }) => {
            const { auto_increment_increment: increment, auto_increment_offset: offset } = variablesOf(options);
            return [increment, offset];
        });
        expect(lanes).toEqual([
            ["1", "1"],
            ["1", "1"],
            [undefined, undefined],
            [undefined, undefined],
        ]);
    });

    it("should have every server skip the declared errors, and say that none is where none is declared", () => {
        const shown = (args: DualMasterClusterArgs) =>
            plan(args).map(({ options }) => variablesOf(options).slave_skip_errors);
        expect(shown(cluster({ replicas }))).toEqual(["OFF", "OFF", "OFF", "OFF"]);
        expect(shown(cluster({ skipErrors: ["1062"] }))).toEqual(["1062", "1062"]);
    });

    it("should find places by GTID, unless files and positions are asked for", () => {
        const modes = ([undefined, "gtid", "binlog"] as const).map(
            (positioning) => variablesOf(plan(cluster({ positioning }))[0]?.options ?? []).gtid_mode,
        );
        expect(modes).toEqual(["ON", "ON", "OFF"]);
    });

    it("should let only replicas refuse writes", () => {
        const readOnly = plan(cluster({ replicas })).map(({ options }) => variablesOf(options).read_only);
        expect(readOnly).toEqual(["OFF", "OFF", "ON", "ON"]);
    });

    it("should write the error log where a place is given for it, and nowhere else", () => {
        const logs = plan(cluster({}, { storage: { logVolume: "logs" } })).map(({ options }) =>
            options.filter(({ option }) => option === "log_error").flatMap(({ values }) => values),
        );
        expect(logs).toEqual([["/var/log/mysql/error.log"], []]);
    });

    it("should not name two places for one error log", () => {
        const args = cluster({ options: { "log-error": "/tmp/error.log" } }, { storage: { logVolume: "logs" } });
        const said = refused(args);
        if (said.length === 0) {
            const [first] = plan(args);
            expect(first?.options.filter(({ option }) => option === "log_error")).toHaveLength(1);
        }
        expect(said.filter((line) => !/log-error|logVolume/.test(line))).toEqual([]);
    });

    it("should have a server's own options win over the cluster's, however they are written", () => {
        const [first, second] = plan(
            cluster(
                { options: { "sync-binlog": "0", max_connections: "100" } },
                { options: { Sync_Binlog: "5", "MAX-CONNECTIONS": "200" } },
            ),
        );
        const values = (options = first?.options): string[][] =>
            (options ?? [])
                .filter(({ option }) => ["sync_binlog", "max_connections"].includes(option))
                .map(({ option, values: [value = ""] }) => [option, value]);
        expect(values()).toEqual([
            ["sync_binlog", "5"],
            ["max_connections", "200"],
        ]);
        expect(values(second?.options)).toEqual([
            ["sync_binlog", "0"],
            ["max_connections", "100"],
        ]);
    });
});

describe("a cluster's arguments that contradict each other", () => {
    it.each<[string, DualMasterClusterArgs, string[]]>([
        [
            "one published port twice",
            cluster({}, { serverId: 1 }, { hostPort: 3307, serverId: 2 }),
            ["masters[1].hostPort = 3307: is masters[0].hostPort as well; allowed: a port of its own"],
        ],
        [
            "one server id twice",
            cluster({}, { serverId: 9 }, { serverId: 9 }),
            ["masters[1].serverId = 9: is masters[0].serverId as well; allowed: an id of its own"],
        ],
        [
            "a server id that is another server's port",
            cluster({}, { serverId: 3308 }),
            ["masters[1].serverId = 3308: is masters[0].serverId as well; allowed: an id of its own"],
        ],
        [
            "one name twice",
            cluster({ replicas: [{ of: 0, hostPort: 3309, name: "a-server" }] }, { name: "a-server" }),
            ['replicas[0].name = "a-server": is masters[0].name as well; allowed: a name of its own'],
        ],
        [
            "a number that two replicas have",
            cluster({
                replicas: [
                    { number: 2, of: 1, hostPort: 3310 },
                    { of: 0, hostPort: 3309 },
                ],
            }),
            ["replicas[1].number = 2: is replicas[0].number as well; allowed: a number of its own"],
        ],
        [
            "a name that follows for another server",
            cluster({}, { name: "orders-master-2" }),
            ['masters[1].name = "orders-master-2": is masters[0].name as well; allowed: a name of its own'],
        ],
        [
            "one host name twice",
            cluster({}, { hostName: "db" }, { hostName: "db" }),
            ['masters[1].hostName = "db": is masters[0].hostName as well; allowed: a host name of its own'],
        ],
        [
            "one lane twice",
            cluster({}, { offset: 2 }),
            ["masters[1].offset = 2: is masters[0].offset as well; allowed: a lane of its own"],
        ],
        [
            "a lane above the increment",
            cluster({}, {}, { offset: 3 }),
            ["masters[1].offset = 3: is above the increment, so that the server would ignore it; allowed: 1 to 2"],
        ],
        [
            "fewer lanes than masters",
            cluster({ lanes: { increment: 1 } }),
            [
                "lanes.increment = 1: leaves fewer lanes than there are masters, so that both hand out the same ids; " +
                    'allowed: 2 to 65535, or lanes.writers = "one" where only one of them is ever written',
                "masters[1].offset = 2: is above the increment, so that the server would ignore it; allowed: 1 to 1",
            ],
        ],
        [
            "one volume twice",
            cluster({}, { storage: { dataVolume: "vol" } }, { storage: { configVolume: "vol" } }),
            [
                'masters[1].storage.configVolume = "vol": is masters[0].storage.dataVolume as well; ' +
                    "allowed: a volume of its own",
            ],
        ],
        [
            "one volume for data and for logs",
            cluster({}, { storage: { logVolume: "vol" } }, { storage: { dataVolume: "vol" } }),
            [
                'masters[1].storage.dataVolume = "vol": is masters[0].storage.logVolume as well; ' +
                    "allowed: a volume of its own",
            ],
        ],
        [
            "one folder twice",
            cluster({}, { storage: { dataPath: "/srv/x" } }, { storage: { dataPath: "/srv/x" } }),
            [
                'masters[1].storage.dataPath = "/srv/x": is masters[0].storage.dataPath as well; ' +
                    "allowed: a folder of its own",
            ],
        ],
        [
            "a network to join and one to make",
            cluster({ network: "shared", networkName: "own" }),
            [
                'networkName = "own": names a network to make, while `network` names one that exists; ' +
                    "allowed: one of the two",
            ],
        ],
    ])("should be refused: %s", (_what, args, expected) => {
        expect(refused(args)).toEqual(expected);
    });

    it.each<[string, DualMasterClusterArgs, string[]]>([
        ["no replication password at all", cluster({ replication: undefined }), ["replication.password: is missing"]],
        ["none for any master", cluster({ replication: { user: "repl" } }), ["replication.password: is missing"]],
        [
            "one for one master only",
            cluster({ replication: undefined }, { replication: { password: "of-1" } }),
            ["masters[1].replication.password: is missing"],
        ],
        [
            "one for the other master only",
            cluster({ replication: { password: untyped(null) } }, {}, { replication: { password: "of-2" } }),
            ["masters[0].replication.password: is missing"],
        ],
        [
            "lanes where only one master is ever written",
            cluster({ lanes: { writers: "one", increment: 10 } }, { offset: 1 }, { offset: 11 }),
            ["lanes.increment = 10", "masters[0].offset = 1", "masters[1].offset = 11"].map(
                (given) => `${given}: has no meaning with lanes.writers = "one"; allowed: one of the two`,
            ),
        ],
        [
            "a master to copy from where nothing is copied",
            cluster({ copyFrom: 1 }),
            ['copyFrom = 1: has a meaning only with initialData = "copy"; allowed: both, or none'],
        ],
        [
            "a master to copy from where both sides are identical",
            cluster({ copyFrom: 0, initialData: "identical" }),
            ['copyFrom = 0: has a meaning only with initialData = "copy"; allowed: both, or none'],
        ],
    ])("should be refused: %s", (_what, args, expected) => {
        expect(refused(args)).toEqual(expected);
    });

    it.each<[string, DualMasterClusterArgs]>([
        ["a password for all", cluster()],
        [
            "a password for each master",
            cluster(
                { replication: undefined },
                { replication: { password: "of-1" } },
                { replication: { password: "of-2" } },
            ),
        ],
        ["a password for all, and another for one", cluster({}, { replication: { password: "of-1" } })],
        ["one master's own user, with everybody's password", cluster({}, {}, { replication: { user: "repl2" } })],
        ["all lanes open, and none given", cluster({ lanes: { writers: "all" } })],
        ["lanes of all writers", cluster({ lanes: { writers: "all", increment: 10 } }, { offset: 7 })],
        ["one writer", cluster({ lanes: { writers: "one" } })],
        ["a master to copy from", cluster({ initialData: "copy", copyFrom: 1 })],
    ])("should be none of these: %s", (_what, args) => {
        expect(refused(args)).toEqual([]);
    });

    it("should be refused: a host name under which another server is reached by its name", () => {
        const said = refused(cluster({}, { name: "db-one" }, { hostName: "db-one" }));
        expect(said).toEqual([
            expect.stringMatching(/^masters\[1\]\.hostName = "db-one": is masters\[0\]\.\w+ as well/),
        ]);
    });

    it("should be refused: a volume that follows for another server", () => {
        const said = refused(cluster({}, { name: "db-one" }, { storage: { dataVolume: "db-one-data" } }));
        expect(said).toEqual([
            expect.stringMatching(/^masters\[1\]\.storage\.dataVolume = "db-one-data": .*masters\[0\]/),
        ]);
    });

    it("should be refused: a volume and a folder for the same files", () => {
        const said = refused(
            cluster(
                {},
                { storage: { dataVolume: "vol", dataPath: "/srv/x" } },
                { storage: { configVolume: "conf", configPath: "/srv/y" } },
            ),
        );
        expect(said.map((line) => line.replace(/:.*/, ""))).toEqual([
            expect.stringMatching(/^masters\[0\]\.storage\.data(Volume|Path) = /),
            expect.stringMatching(/^masters\[1\]\.storage\.config(Volume|Path) = /),
        ]);
    });

    it("should be refused: the same option in two spellings", () => {
        const said = refused(cluster({ options: { "sync-binlog": "0", sync_binlog: "1" } }));
        expect(said).toEqual([expect.stringMatching(/^options\.sync[-_]binlog = "[01]": .*options\.sync[-_]binlog/)]);
    });

    it("should be told of the port alone where the server id only follows from it", () => {
        expect(refused(cluster({}, {}, { hostPort: 3307 }))).toEqual([
            "masters[1].hostPort = 3307: is masters[0].hostPort as well; allowed: a port of its own",
        ]);
    });

    it("should be refused: a heartbeat that comes later than the replica gives up waiting for one", () => {
        const late = { password: "replication-secret", heartbeatSeconds: 60 };
        expect(refused(cluster({ replication: late }))).toEqual([
            expect.stringMatching(/^replication\.heartbeatSeconds = 60: .*slave_net_timeout/),
        ]);
        expect(refused(cluster({ replication: late, options: { slave_net_timeout: "120" } }))).toEqual([]);
    });
});

describe("a cluster's refusals", () => {
    it("should come all at once, rules of one argument and of several together", () => {
        expect(
            refused(
                cluster(
                    { replicas: [{ of: 2, hostPort: 3307 }], stopSeconds: 0, networkName: "n" },
                    { serverId: 0, options: { server_id: "5" } },
                    { offset: 1 },
                ),
            ),
        ).toEqual([
            "masters[0].serverId = 0: allowed: a whole number from 1 to 4294967295",
            'masters[0].options.server_id = "5": follows from the set-up (server_id); use the argument serverId',
            "replicas[0].of = 2: allowed: a whole number from 0 to 1",
            expect.stringMatching(/^networkName = "n": allowed: 2 to 128 letters/),
            "stopSeconds = 0: allowed: a whole number from 1 to 3600",
            "masters[1].offset = 1: is masters[0].offset as well; allowed: a lane of its own",
            "replicas[0].hostPort = 3307: is masters[0].hostPort as well; allowed: a port of its own",
        ]);
    });

    it("should tell that a name that follows from the component's can't be used", () => {
        expect(() => planCluster("o".repeat(52), cluster()).servers).toThrow(
            /masters\[0\]\.name = "o{52}-master-1": follows from the component's name and can't be used; allowed: at most 60/,
        );
        expect(() => planCluster("o".repeat(51), cluster()).servers).not.toThrow();
        expect(() => planCluster("my orders", cluster()).servers).toThrow(
            /masters\[1\]\.name = "my orders-master-2": follows from the component's name and can't be used; allowed: 2 to/,
        );
        expect(() => planCluster("my orders", cluster({}, { name: "one" }, { name: "two" })).servers).not.toThrow();
    });

    it.each<[string, unknown]>([
        ["no masters", undefined],
        ["a master that is none", [undefined, { hostPort: 3308 }]],
        ["a word for masters", "3307,3308"],
    ])("should name the argument instead of failing on %s", (_what, masters) => {
        const said = refused(cluster({ masters: untyped(masters) }));
        expect(said.length).toBeGreaterThan(0);
        expect(said.filter((line) => !/^masters(\[0\])?[ :]/.test(line))).toEqual([]);
    });

    it("should name the argument instead of failing on replicas that are no list", () => {
        expect(refused(cluster({ replicas: untyped({ of: 0, hostPort: 3309 }) }))).toEqual([
            expect.stringMatching(/^replicas\b/),
        ]);
    });
});
