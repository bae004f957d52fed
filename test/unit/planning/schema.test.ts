import type { z } from "zod";
import { clusterArguments, replicationArguments } from "../../../components/planning/schema";
import { refusalsOf } from "../../../components/planning/validate";
import { cluster, existing, untyped } from "../fakes/arguments";

const lines = (rules: z.ZodType, args: unknown): string[] =>
    refusalsOf(rules, args).map(({ path, value, reason }) => `${path} = ${value}: ${reason}`);

const NUMBER = (least: number, most: number): string => `allowed: a whole number from ${least} to ${most}`;
const DOCKER_NAME = "allowed: 2 to 128 letters, digits, '_', '.' or '-', beginning with a letter or a digit";
const HOST = "allowed: 1 to 60 letters, digits, '_', '-' or '.', beginning and ending with a letter or a digit";
const FOLDER = "allowed: an absolute path on the Docker host, without ':'";
const OPTION_VALUE =
    "allowed: text on one line of up to 1000 characters, without '\"', which would break out of my.cnf";
const DATABASE = "allowed: one database name per entry, up to 64 characters, unquoted";
const TABLE = "allowed: database.table, one per entry, unquoted";
const USER = "allowed: 1 to 32 letters, digits, '_', '.', '@', '$' or '-', beginning with a letter, a digit or '_'";
const HOST_PATTERN =
    "allowed: a host name or address of up to 60 characters, with '%' and '_' as wildcards, or address/netmask";
const SKIPPED = "allowed: error numbers from 1000 to 9999, ddl_exist_errors, all";
const IMAGE_KNOWN = "is known not to work; allowed: mysql:5.7, or an image that keeps its contract";

/** Sets the value at a path such as `masters[0].hostPort`. */
function withValue(args: unknown, path: string, value: unknown): unknown {
    const copy = structuredClone(args) as Record<string, unknown>;
    const steps = path.replaceAll("]", "").split(/[.[]/);
    const last = steps.pop() ?? "";
    let at = copy;
    for (const [index, step] of steps.entries()) {
        at[step] ??= /^\d+$/.test(steps[index + 1] ?? last) ? [] : {};
        at = at[step] as Record<string, unknown>;
    }
    at[last] = value;
    return copy;
}

const withReplica = cluster({ replicas: [{ of: 0, hostPort: 3309 }] });

describe("an argument out of its bounds", () => {
    it.each<[string, unknown[], string]>([
        ["masters[0].hostPort", [0, 65536, 1.5, -1, "3307", undefined, null], NUMBER(1, 65535)],
        ["masters[1].serverId", [0, 4294967296, 0.1, "1"], NUMBER(1, 4294967295)],
        ["masters[1].offset", [0, 65536, "2"], NUMBER(1, 65535)],
        ["replicas[0].of", [-1, 2, 0.5, "0", undefined], NUMBER(0, 1)],
        ["replicas[0].number", [0, 65536, 1.5, "2", null], NUMBER(1, 65535)],
        ["lanes.increment", [0, 65536, "2"], NUMBER(1, 65535)],
        ["deadlineSeconds", [0, 3601, "60"], NUMBER(1, 3600)],
        ["stopSeconds", [0, 3601], NUMBER(1, 3600)],
        ["replication.connectRetrySeconds", [0, 86401], NUMBER(1, 86400)],
        ["replication.heartbeatSeconds", [0, 3601], NUMBER(1, 3600)],
        ["positioning", ["GTID", "file", 1], "allowed: gtid, binlog"],
        ["initialData", ["Copy", "", 1], "allowed: empty, identical, copy"],
        ["copyFrom", [-1, 2, 0.5, "0", null], NUMBER(0, 1)],
        ["rowComparison.secondsAtMost", [0, 86401, "60"], NUMBER(1, 86400)],
        ["rowComparison.databases[0]", ["", "a,b", "a`b"], DATABASE],
        ["rowComparison.ignoreTables[0]", ["", "orders", ".orders", "shop.", "a`b.c", 7], TABLE],
        ["lanes.writers", ["both", "", 1, null], "allowed: all, one"],
        ["skipErrors[0]", ["", "0", "62", "999", "01062", "10000", "1062,1032", "ALL", 1062, null], SKIPPED],
        ["replicas[0].binaryLogOnRemoval", ["delete", "", true], "allowed: keep, reset"],
        ["masters[1].replication.user", ["", "a b", "x".repeat(33)], USER],
        ["masters[0].replication.hostPattern", ["", "a b", "10.0.0.0/8"], HOST_PATTERN],
        ["restart", ["never", "Always"], "allowed: no, on-failure, unless-stopped, always"],
        ["hostTimeZone", ["yes", 1], "allowed: true or false"],
        ["networkName", ["a", "-a", "a b", "a/b", "x".repeat(129)], DOCKER_NAME],
        ["masters[0].name", ["a", ".ab", "a b", "ä-server"], DOCKER_NAME],
        ["masters[0].hostName", ["", "-db", "db-", "d b", "x".repeat(61), "db:3306"], HOST],
        ["masters[0].storage.dataVolume", ["v", "/srv", "a:b"], DOCKER_NAME],
        ["masters[0].storage.dataPath", ["srv", "./x", "C:\\x", "/srv:ro", "/srv\n"], FOLDER],
        ["masters[0].storage.configPath", ["", "~/x"], FOLDER],
        ["masters[0].storage.logPath", ["logs"], FOLDER],
        ["masters[0].storage.logVolume", ["/logs"], DOCKER_NAME],
        ["masters[0].storage.configFile", ["/etc/my.cnf"], "allowed: /etc/mysql/conf.d/my.cnf, /etc/mysql/my.cnf"],
        ["dialAddress", ["not a host", "-x", "http://host"], HOST],
        ["bindAddress", ["localhost", "256.0.0.1", ""], "allowed: an IPv4 or IPv6 address"],
        ["options.max_connections", ["1\n[client]", 'a"b', "a\u0000", "a\r"], OPTION_VALUE],
        ["masters[0].options.max_connections", ["1\nport=1"], OPTION_VALUE],
        ["filters.replicateDoDb[0]", ["a,b", "`a`", "a'b", 'a"b', "", "x".repeat(65), "a#b", "a\\b", "a\nb"], DATABASE],
        ["filters.binlogIgnoreDb[0]", ["a/b"], DATABASE],
        ["replication.user", ["", "-x", "a b", "x".repeat(33), "a'b", 'a"b', "ä"], USER],
        ["replication.hostPattern", ["", "a b", "x".repeat(61), "a'b", "10.0.0.0/8", "a@b"], HOST_PATTERN],
        ["image", ["", "mysql 5.7", "$(x)"], "allowed: the name of an image"],
        ["labels.team", [7, true, null], "allowed: text"],
    ])("should be refused: %s = %j", (path, values, allowed) => {
        for (const value of values) {
            const shown = JSON.stringify(value) as string | undefined;
            expect(lines(clusterArguments, withValue(withReplica, path, value))).toEqual([
                `${path} = ${shown ?? ""}: ${allowed}`,
            ]);
        }
    });

    it.each<[string, unknown[]]>([
        ["masters[0].hostPort", [1, 65535]],
        ["masters[1].serverId", [1, 4294967295]],
        ["masters[1].offset", [1, 65535]],
        ["replicas[0].of", [0, 1]],
        ["replicas[0].number", [1, 65535, undefined]],
        ["lanes.increment", [1, 65535]],
        ["deadlineSeconds", [1, 3600]],
        ["replication.connectRetrySeconds", [1, 86400]],
        ["positioning", ["gtid", "binlog", undefined]],
        ["initialData", ["empty", "identical", "copy", undefined]],
        ["copyFrom", [0, 1]],
        [
            "rowComparison",
            [{}, undefined, { databases: ["shop"], ignoreTables: ["shop.my orders"], secondsAtMost: 86400 }],
        ],
        ["lanes.writers", ["all", "one"]],
        ["skipErrors[0]", ["1000", "1062", "9999", "ddl_exist_errors", "all"]],
        ["skipErrors", [[], undefined]],
        ["replicas[0].binaryLogOnRemoval", ["keep", "reset", undefined]],
        // Whether every master has a password is a question of agreement.
        ["replication", [undefined, {}]],
        ["masters[1].replication", [{}, { password: "of-2" }, { user: "repl2", hostPattern: "10.0.0.%" }]],
        ["restart", ["no", "on-failure", "unless-stopped", "always"]],
        ["hostTimeZone", [true, false]],
        ["labels", [{}, { "com.example/team": "orders", cost_centre: "" }]],
        ["networkName", ["ab", "My_Net.1-x", "x".repeat(128)]],
        ["masters[0].name", ["MySQL.Cluster.Node1", "x".repeat(60)]],
        ["masters[0].hostName", ["d", "db_1.internal-net", "x".repeat(60)]],
        ["masters[0].storage.dataPath", ["/", "/srv/mysql data/ü"]],
        ["bindAddress", ["0.0.0.0", "::", "127.0.0.1", "fe80::1"]],
        ["dialAddress", ["docker.example.com", "192.168.1.5", "::1"]],
        ["options.max_connections", ["", "500", "it's # fine; `really` \\", "ü"]],
        ["filters.replicateDoDb[0]", ["shop", "my shop", "x".repeat(64), "größe", "a-b.c"]],
        ["replication.user", ["r", "repl_1@site$x-y.z", "x".repeat(32), "1"]],
        ["replication.hostPattern", ["%", "10.0.0.%", "db_.example.com", "10.0.0.0/255.255.0.0", "::1"]],
        [
            "image",
            [
                "mysql:5.7",
                "mysql:5.7.44-debian",
                "docker.io/library/mysql:5.7",
                "registry:5000/team/mysql:5.7",
                "percona:5.7",
                "mysql/mysql-server:5.7",
                "my-mysql:latest",
                "local/mysql-like:1",
                `mysql:5.7@sha256:${"a".repeat(64)}`,
            ],
        ],
    ])("should be allowed within them: %s = %j", (path, values) => {
        for (const value of values) {
            expect(lines(clusterArguments, withValue(withReplica, path, value))).toEqual([]);
        }
    });

    it.each([
        "mysql",
        "mysql:8.0",
        "mysql:latest",
        "library/mysql:8",
        "mariadb:10.11",
        "registry:5000/mariadb",
        "mysql:9",
    ])("should be refused where the image's server is known to speak otherwise: %s", (image) => {
        expect(lines(clusterArguments, cluster({ image }))).toEqual([`image = "${image}": ${IMAGE_KNOWN}`]);
    });

    it("should not hold a digest alone for another version: it may well be 5.7's", () => {
        expect(lines(clusterArguments, cluster({ image: `mysql@sha256:${"a".repeat(64)}` }))).toEqual([]);
    });

    it("should refuse a name at which its peers can't dial the server", () => {
        expect(lines(clusterArguments, cluster({}, { name: "x".repeat(61) }))).toEqual([
            `masters[0].name = "${"x".repeat(61)}": allowed: at most 60 characters, because its peers connect to it by that name`,
        ]);
    });

    it.each<[string, unknown]>([
        ["replication", "password"],
        ["replication", null],
        ["masters[1].replication", "password"],
        ["skipErrors", "1062"],
        ["filters", ["shop"]],
        ["filters.replicateDoDb", "shop"],
        ["lanes", 2],
        ["options", "sync_binlog=1"],
        ["masters[0]", 3307],
        ["masters[0].storage", "/srv"],
        ["replicas", { of: 0, hostPort: 1 }],
    ])("should say what is allowed where the shape is wrong: %s = %j", (path, value) => {
        const said = lines(clusterArguments, withValue(cluster(), path, value));
        expect(said).toHaveLength(1);
        expect(said[0]).toMatch(/: (allowed|Invalid input: expected) /);
        expect(said[0]?.startsWith(`${path} = `)).toBe(true);
    });

    it("should refuse an option value so long that mysqld reads its end as a line of its own", () => {
        const options = { init_connect: `${"a".repeat(4079)}skip-grant-tables` };
        expect(lines(clusterArguments, cluster({ options }))).toHaveLength(1);
        expect(lines(clusterArguments, cluster({ options: { init_connect: "a".repeat(1000) } }))).toEqual([]);
    });
});

const noOptionName = (name: string, path = `options.${name}`): string =>
    `${path} = "1": is no option name; allowed: up to 64 letters, digits, '_' and '-', without dashes in front`;

const LABEL = "is no label; allowed: up to 128 letters, digits, '_', '.', '/' and '-'";

describe("an argument that is missing or unknown", () => {
    it.each<[string, z.ZodType, unknown, string]>([
        [
            "rootPassword",
            clusterArguments,
            cluster({ rootPassword: untyped(undefined) }),
            "rootPassword = : is missing",
        ],
        [
            "masters[1].host",
            replicationArguments,
            existing({}, {}, { host: untyped(undefined) }),
            "masters[1].host = : is missing",
        ],
        [
            "masters[0].serverID",
            clusterArguments,
            cluster({}, untyped({ serverID: 5 })),
            "masters[0].serverID = 5: is no argument of this component",
        ],
        [
            "masters[1].binaryLogOnRemoval",
            clusterArguments,
            cluster({}, {}, untyped({ binaryLogOnRemoval: "reset" })),
            "masters[1].binaryLogOnRemoval = : is no argument of this component",
        ],
        [
            "masters[0].replication.heartbeatSeconds",
            clusterArguments,
            cluster({}, { replication: untyped({ heartbeatSeconds: 3 }) }),
            "masters[0].replication.heartbeatSeconds = 3: is no argument of this component",
        ],
        [
            "masters[0].myCnf",
            clusterArguments,
            cluster({}, untyped({ myCnf: "owner" })),
            "masters[0].myCnf = : is no argument of this component",
        ],
        [
            "filters.replicateDoDB",
            clusterArguments,
            cluster({ filters: untyped({ replicateDoDB: ["a"] }) }),
            "filters.replicateDoDB = : is no argument of this component",
        ],
        ["option name", clusterArguments, cluster({ options: { "--max": "1" } }), noOptionName("--max")],
        ["option name", clusterArguments, cluster({ options: { "a b": "1" } }), noOptionName("a b", 'options["a b"]')],
        [
            "option name",
            clusterArguments,
            cluster({ options: { "x\n[client]": "1" } }),
            noOptionName("x\n[client]", 'options["x\\n[client]"]'),
        ],
    ])("should be refused: %s", (_what, rules, args, expected) => {
        expect(lines(rules, args)).toEqual([expected]);
    });

    it.each([
        [
            "pulumi-mysql-dual-master.cluster",
            'labels["pulumi-mysql-dual-master.cluster"]',
            "is a label of the library's own",
        ],
        ["a b", 'labels["a b"]', LABEL],
        ["", 'labels[""]', LABEL],
        ["x".repeat(129), `labels.${"x".repeat(129)}`, LABEL],
    ])("should be refused: label %s", (label, path, reason) => {
        expect(lines(clusterArguments, cluster({ labels: { [label]: "1" } }))).toEqual([`${path} = "1": ${reason}`]);
    });

    it("should not be missing where its value is only known while the program runs", () => {
        const known = { apply: () => undefined };
        expect(lines(clusterArguments, cluster({ rootPassword: untyped(known), network: untyped(known) }))).toEqual([]);
    });

    it.each([
        ["one", [{ hostPort: 3307 }]],
        ["three", [{ hostPort: 1 }, { hostPort: 2 }, { hostPort: 3 }]],
        ["none", []],
    ])("should be refused: %s masters", (_what, masters) => {
        expect(lines(clusterArguments, cluster({ masters }))).toEqual([
            expect.stringMatching(/^masters.*: allowed: exactly two; a server that only reads belongs in `replicas`$/),
        ]);
    });
});

describe("an option of a server whose my.cnf is its owner's", () => {
    const OWNERS =
        "belongs in the server's own my.cnf; allowed: log_bin, binlog_format, binlog_row_image, sync_binlog, " +
        "innodb_flush_log_at_trx_commit, relay_log, slave_net_timeout, sync_relay_log_info, master_info_repository, " +
        "relay_log_info_repository, relay_log_recovery";

    it.each(["sync_binlog", "Relay-Log", "relay_log_recovery", "log-bin"])(
        "should be allowed where it has a default that is verified: %s",
        (name) => {
            const options = { [name]: "1" };
            expect(lines(replicationArguments, existing({ options }, { options }, { options }))).toEqual([]);
        },
    );

    it.each(["max_connections", "init_connect", "toString"])(
        "should be refused where nothing would ever come of it: %s",
        (name) => {
            const options = { [name]: "1" };
            const replicas = [{ of: 0, host: "10.0.0.3", password: "root-secret-3", options }];
            expect(lines(replicationArguments, existing({ options, replicas }, { options })).sort()).toEqual(
                ["masters[0].", "", "replicas[0]."].map((where) => `${where}options.${name} = "1": ${OWNERS}`).sort(),
            );
            expect(lines(clusterArguments, cluster({ options }))).toEqual([]);
        },
    );

    it("should be refused once, in the words of the argument that stands for it", () => {
        expect(lines(replicationArguments, existing({ options: { slave_skip_errors: "1062" } }))).toEqual([
            'options.slave_skip_errors = "1062": follows from the set-up (slave_skip_errors); use the argument skipErrors',
        ]);
    });
});

describe("several arguments that can't be used", () => {
    it("should all be told at once", () => {
        const said = lines(
            clusterArguments,
            cluster(
                { positioning: untyped("x"), stopSeconds: 0, image: "mysql:8", options: { port: "1", "b c": "2" } },
                { hostPort: 0, name: "-" },
                { hostPort: untyped("3308"), storage: { dataPath: "rel" } },
            ),
        );
        expect(said.map((line) => line.split(" = ")[0]).sort()).toEqual(
            [
                "positioning",
                "stopSeconds",
                "image",
                "options.port",
                'options["b c"]',
                "masters[0].hostPort",
                "masters[0].name",
                "masters[1].hostPort",
                "masters[1].storage.dataPath",
            ].sort(),
        );
    });

    it("should all be told at once, also where one value has the wrong type", () => {
        const said = lines(
            clusterArguments,
            cluster({ options: untyped({ max_connections: 500, server_id: "1", "b c": "2" }) }),
        );
        expect(said.map((line) => line.split(" = ")[0]).sort()).toEqual([
            "options.max_connections",
            "options.server_id",
            'options["b c"]',
        ]);
    });

    it("should show no password, wherever it stands and however it is misspelt", () => {
        const secret = "hunter2";
        const said = [
            ...lines(clusterArguments, cluster({ rootPassword: secret, stopSeconds: 0 })),
            ...lines(clusterArguments, cluster({ replication: untyped(secret) })),
            ...lines(clusterArguments, cluster({ replication: untyped({ passwort: secret }) })),
            ...lines(clusterArguments, cluster({ replication: untyped([secret]) })),
            ...lines(clusterArguments, { ...cluster(), rootPasword: secret }),
            ...lines(clusterArguments, cluster({ replication: { password: secret, user: "" } })),
            ...lines(clusterArguments, cluster({}, { replication: untyped(secret) })),
            ...lines(clusterArguments, cluster({}, { replication: untyped({ passwort: secret }) })),
            ...lines(clusterArguments, cluster({}, { replication: { password: secret, user: "" } })),
            ...lines(replicationArguments, existing({ masters: untyped([{ host: "a", password: secret }]) })),
            ...lines(replicationArguments, existing({ masters: untyped({ first: { password: secret } }) })),
            ...lines(replicationArguments, existing({ replicas: untyped({ of: 0, password: secret }) })),
            ...lines(replicationArguments, existing({}, untyped({ passwd: secret }))),
        ];
        expect(said.length).toBeGreaterThan(12);
        expect(said.filter((line) => line.includes(secret))).toEqual([]);
    });
});
