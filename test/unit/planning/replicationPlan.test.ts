import type { DualMasterReplicationArgs } from "../../../components/args";
import { planReplication } from "../../../components/planning/replicationPlan";
import { variablesOf } from "../../../components/planning/serverOptions";
import { existing, refusedIn, untyped } from "../fakes/arguments";

// All that planning needs of the SDK, which takes its time to load; refusals.test.ts looks at the real one.
jest.mock("@pulumi/pulumi", () => ({ RunError: class RunError extends Error {} }));

const plan = (args: DualMasterReplicationArgs) => planReplication("orders", args);
const refused = (args: DualMasterReplicationArgs): string[] => refusedIn(() => plan(args));
let hosts = 0;
const replica = (of: number, over = {}) => ({ of, host: `10.0.1.${++hosts}`, password: "root-secret-3", ...over });

describe("a plan of existing servers", () => {
    it("should wire the masters to each other first, then each replica to its own master", () => {
        const { servers, links } = plan(existing({ replicas: [replica(1), replica(0), replica(1)] }));
        const name = (index: number): string | undefined => servers[index]?.name;
        expect(links.map((link) => [name(link.replica), name(link.source), link.resource])).toEqual([
            ["orders-master-2", "orders-master-1", "orders-master-2-link"],
            ["orders-master-1", "orders-master-2", "orders-master-1-link"],
            ["orders-replica-1", "orders-master-2", "orders-replica-1-link"],
            ["orders-replica-2", "orders-master-1", "orders-replica-2-link"],
            ["orders-replica-3", "orders-master-2", "orders-replica-3-link"],
        ]);
    });

    it("should have a heartbeat come before the replica gives up waiting for one", () => {
        const beats = (args: Partial<DualMasterReplicationArgs>): (number | undefined)[] =>
            plan(existing(args, { options: { "slave-net-timeout": "8" } })).links.map(
                ({ receiver }) => receiver.heartbeatSeconds,
            );
        expect(beats({})).toEqual([10, 4]);
        expect(beats({ options: { slave_net_timeout: "5" } })).toEqual([2.5, 4]);
        expect(beats({ options: { slave_net_timeout: "11" } })).toEqual([10, 4]);
        expect(beats({ replication: { password: "replication-secret", heartbeatSeconds: 3 } })).toEqual([3, 3]);
    });

    it("should call a link by its replica, so that another source makes no other resource", () => {
        const resources = [0, 1].map((of) => plan(existing({ replicas: [replica(of)] })).links.at(-1)?.resource);
        expect(resources).toEqual(["orders-replica-1-link", "orders-replica-1-link"]);
    });

    it("should compare rows only where its author wants that: the masters' once, and each replica's with its source's", () => {
        const replicas = [replica(1), replica(0, { number: 7 })];
        expect(plan(existing({ replicas })).comparisons).toEqual([]);
        const everything = { databases: [], ignoreTables: [], secondsAtMost: 300 };
        expect(plan(existing({ replicas, rowComparison: {} })).comparisons).toEqual([
            { resource: "orders-rows", replica: 1, source: 0, mutual: true, ...everything },
            { resource: "orders-replica-1-rows", replica: 2, source: 1, mutual: false, ...everything },
            { resource: "orders-replica-7-rows", replica: 3, source: 0, mutual: false, ...everything },
        ]);
    });

    it("should call resources by the server's name, so that they are its own wherever it stands in the list", () => {
        const names = (args: DualMasterReplicationArgs): string[][] =>
            plan(args).servers.map(({ name, resource }) => [name, resource]);
        const [db1, db2] = [{ name: "db1.example.com" }, { name: "orders-db2" }];
        expect(names(existing({}, db1, db2))).toEqual([
            ["db1.example.com", "orders-db1.example.com"],
            ["orders-db2", "orders-db2"],
        ]);
        expect(names(existing({}, db2, db1))).toEqual(names(existing({}, db1, db2)).reverse());
    });

    it("should refuse two names that make one name of resources", () => {
        expect(refused(existing({}, { name: "west" }, { name: "orders-west" }))).toEqual([
            'masters[1].name = "orders-west": is masters[0].name as well; allowed: a name of its own',
        ]);
    });

    it("should expect a server id only where it is declared", () => {
        const [open, declared] = plan(existing({}, {}, { serverId: 7 })).servers;
        expect(variablesOf(open?.options ?? [])).not.toHaveProperty("server_id");
        expect(variablesOf(declared?.options ?? [])).toMatchObject({ server_id: "7" });
    });

    it("should expect a host name and a relay log's name only of a server whose my.cnf is generated", () => {
        const peerHost = "db.internal";
        const servers = plan(
            existing({}, { peerHost, myCnf: "generated" }, { peerHost, peerPort: 3307, myCnf: "owner" }),
        ).servers;
        const [generated, owners] = servers.map(({ options }) => variablesOf(options));
        expect(generated).toMatchObject({ report_host: peerHost, relay_log: "relay-bin" });
        expect(owners).not.toHaveProperty("report_host");
        expect(owners).not.toHaveProperty("relay_log");
    });

    it("should expect no host name that is only known while the program runs", () => {
        const peerHost = untyped({ apply: () => undefined });
        const [first] = plan(existing({}, { peerHost, myCnf: "generated" })).servers;
        expect(variablesOf(first?.options ?? [])).not.toHaveProperty("report_host");
    });

    it.each<["owner" | "generated", "gtid" | "binlog" | undefined, "gtid" | "binlog", string | undefined]>([
        ["owner", undefined, "binlog", undefined],
        ["owner", "binlog", "binlog", undefined],
        ["owner", "gtid", "gtid", "ON"],
        ["generated", undefined, "binlog", "OFF"],
        ["generated", "gtid", "gtid", "ON"],
        ["generated", "binlog", "binlog", "OFF"],
    ])(
        "should find places by what its servers can do at once: my.cnf of its %s, %s declared → %s",
        (myCnf, positioning, used, mode) => {
            const { servers, links } = plan(
                existing({ positioning, replicas: [replica(0, { myCnf })] }, { myCnf }, { myCnf }),
            );
            expect(links.map((link) => link.positioning)).toEqual([used, used, used]);
            expect(servers.map(({ options }) => variablesOf(options).gtid_mode)).toEqual([mode, mode, mode]);
        },
    );

    it("should keep the binary log of a server that is taken out, unless its author wants it gone", () => {
        const replicas = [
            replica(0),
            replica(1, { binaryLogOnRemoval: "reset" }),
            replica(1, { binaryLogOnRemoval: "keep" }),
        ];
        expect(plan(existing({ replicas })).servers.map(({ binaryLogOnRemoval }) => binaryLogOnRemoval)).toEqual([
            "keep",
            "keep",
            "keep",
            "reset",
            "keep",
        ]);
    });

    it.each<[Partial<DualMasterReplicationArgs>, string[]]>([
        [{}, ["empty", "empty", "empty", "empty"]],
        [{ initialData: "empty" }, ["empty", "empty", "empty", "empty"]],
        [{ initialData: "identical" }, ["identical", "identical", "identical", "identical"]],
        // Links are those of the second master, the first master, and the replicas.
        [{ initialData: "copy" }, ["copy", "copied", "copy", "copy"]],
        [{ initialData: "copy", copyFrom: 0 }, ["copy", "copied", "copy", "copy"]],
        [{ initialData: "copy", copyFrom: 1 }, ["copied", "copy", "copy", "copy"]],
    ])("should say of each link what its two servers hold, or are to be given: %j", (args, expected) => {
        const { links } = plan(existing({ ...args, replicas: [replica(0), replica(1)] }));
        expect(links.map(({ data }) => data)).toEqual(expected);
        expect(links.map(({ dataResource }) => dataResource)).toEqual(
            // What the masters hold is one question for both of their links.
            ["orders", "orders", "orders-replica-1", "orders-replica-2"].map((name) => `${name}-initial-data`),
        );
    });

    it("should give masters their lanes, with headroom where it is asked for", () => {
        const lanes = plan(existing({ lanes: { increment: 10 } }, { offset: 4 })).servers.map(({ options }) => {
            const { auto_increment_increment: increment, auto_increment_offset: offset } = variablesOf(options);
            return [increment, offset];
        });
        expect(lanes).toEqual([
            ["10", "4"],
            ["10", "2"],
        ]);
    });
});

describe("arguments about existing servers", () => {
    it.each<[string, DualMasterReplicationArgs, string[]]>([
        [
            "one declared server id twice",
            existing({}, { serverId: 5 }, { serverId: 5 }),
            ["masters[1].serverId = 5: is masters[0].serverId as well; allowed: an id of its own"],
        ],
        [
            "a port that is none",
            existing({}, { port: 70000 }, { peerPort: 0 }),
            [
                "masters[0].port = 70000: allowed: a whole number from 1 to 65535",
                "masters[1].peerPort = 0: allowed: a whole number from 1 to 65535",
            ],
        ],
        [
            "an argument of the cluster's",
            existing({}, untyped({ hostPort: 3307 })),
            ["masters[0].hostPort = 3307: is no argument of this component"],
        ],
        [
            "one server twice, in other letters",
            existing({}, { host: "DB1.example.com" }, { host: "db1.example.com", port: 3306 }),
            ['masters[1].host = "db1.example.com:3306": is masters[0].host as well; allowed: an address of its own'],
        ],
        [
            "a peer's port that makes two published containers one",
            existing(
                {},
                { host: "127.0.0.1", port: 3307, peerPort: 3306 },
                { host: "127.0.0.1", port: 3308, peerPort: 3306 },
            ),
            ['masters[1].peerPort = "127.0.0.1:3306": is masters[0].peerPort as well; allowed: an address of its own'],
        ],
        [
            "a replica that its peers would take for a master",
            existing({ replicas: [replica(0, { peerHost: "10.0.0.2" })] }),
            ['replicas[0].peerHost = "10.0.0.2:3306": is masters[1].host as well; allowed: an address of its own'],
        ],
        ["no host", existing({}, { host: untyped(undefined) }), ["masters[0].host: is missing"]],
        ["no password", existing({}, { password: untyped(undefined) }), ["masters[0].password: is missing"]],
        ["no replication password", existing({ replication: undefined }), ["replication.password: is missing"]],
        [
            "a replication password for one master only",
            existing({ replication: undefined }, { replication: { password: "of-1" } }),
            ["masters[1].replication.password: is missing"],
        ],
        [
            "another writer of its my.cnf",
            existing({}, { myCnf: untyped("me") }),
            ['masters[0].myCnf = "me": allowed: owner, generated'],
        ],
        [
            "an option that only its owner can set",
            existing({}, { options: { max_connections: "500" } }),
            [
                'masters[0].options.max_connections = "500": ' +
                    "belongs in the server's own my.cnf; allowed: log_bin, binlog_format, binlog_row_image, sync_binlog, " +
                    "innodb_flush_log_at_trx_commit, relay_log, slave_net_timeout, sync_relay_log_info, master_info_repository, " +
                    "relay_log_info_repository, relay_log_recovery",
            ],
        ],
        [
            "a replica of a replica",
            existing({ replicas: [replica(2)] }),
            ["replicas[0].of = 2: allowed: a whole number from 0 to 1"],
        ],
    ])("should be refused: %s", (_what, args, expected) => {
        expect(refused(args)).toEqual(expected);
    });

    it("should be refused in the words of this component's own arguments", () => {
        const said = refused(
            existing({
                options: { report_host: "x", port: "1", datadir: "/x", bind_address: "::", server_id: "1" },
            }),
        );
        expect(said).toHaveLength(5);
        const advised = said.flatMap((line) => /use the argument ([\w.]+)/.exec(line)?.[1] ?? []);
        const ofClustersOnly = ["hostName", "hostPort", "storage", "bindAddress"];
        expect(advised.filter((argument) => ofClustersOnly.includes(argument))).toEqual([]);
    });

    it.each<[string, unknown[]]>([
        ["one master", [{ host: "10.0.0.1", password: "hunter2" }]],
        ["three masters", ["1", "2", "3"].map((n) => ({ host: `10.0.0.${n}`, password: "hunter2" }))],
    ])("should be refused without showing a password: %s", (_what, masters) => {
        const said = refused(existing({ masters: untyped(masters) }));
        expect(said).toHaveLength(1);
        expect(said[0]).toMatch(/^masters\b.*allowed: exactly two; a server that only reads belongs in `replicas`$/);
        expect(said[0]).not.toContain("hunter2");
    });
});
