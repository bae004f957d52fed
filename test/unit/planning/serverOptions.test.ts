import { serverOptionsOf, variablesOf, type OptionsOfServer } from "../../../components/planning/serverOptions";

const master = (over: Partial<OptionsOfServer> = {}): OptionsOfServer => ({
    role: "master",
    myCnf: "generated",
    serverId: 3307,
    peerHost: "orders-master-1",
    lane: { increment: 2, offset: 1 },
    skipErrors: [],
    positioning: "gtid",
    filters: {},
    options: {},
    ...over,
});

/** my.cnf's view: every option that has a line, with its values, in order. */
const lines = (server: OptionsOfServer): [string, string[]][] =>
    serverOptionsOf(server)
        .filter(({ values }) => values.length > 0)
        .map(({ option, values }) => [option, values]);

const SAFE = {
    server_id: "3307",
    report_host: "orders-master-1",
    log_slave_updates: "ON",
    gtid_mode: "ON",
    enforce_gtid_consistency: "ON",
    auto_increment_increment: "2",
    auto_increment_offset: "1",
    master_info_repository: "TABLE",
    relay_log_info_repository: "TABLE",
    relay_log_recovery: "ON",
    log_bin: "ON",
    binlog_format: "ROW",
    binlog_row_image: "FULL",
    sync_binlog: "1",
    innodb_flush_log_at_trx_commit: "1",
    relay_log: "relay-bin",
    slave_net_timeout: "30",
    sync_relay_log_info: "1",
    slave_skip_errors: "OFF",
    read_only: "OFF",
    binlog_do_db: "",
    binlog_ignore_db: "",
};

describe("the settings of a server", () => {
    it("should be the safe ones where nothing else is asked for", () => {
        expect(variablesOf(serverOptionsOf(master()))).toEqual(SAFE);
    });

    it("should name the binary log independently of the host, and still be verified as ON", () => {
        expect(lines(master()).filter(([option]) => ["log_bin", "relay_log"].includes(option))).toEqual([
            ["log_bin", ["mysql-bin"]],
            ["relay_log", ["relay-bin"]],
        ]);
    });

    it("should keep a replica read-only, and give it no lane", () => {
        const { auto_increment_increment: _i, auto_increment_offset: _o, ...rest } = SAFE;
        const replica = master({ role: "replica", lane: undefined });
        expect(variablesOf(serverOptionsOf(replica))).toEqual({ ...rest, read_only: "ON" });
    });

    it("should have no GTIDs where places are files and positions", () => {
        expect(variablesOf(serverOptionsOf(master({ positioning: "binlog" })))).toEqual({
            ...SAFE,
            gtid_mode: "OFF",
            enforce_gtid_consistency: "OFF",
        });
    });

    it("should have filters of the binary log verified, in whichever order a server lists them", () => {
        const filters = { binlogDoDb: ["shop", "my shop"], binlogIgnoreDb: ["tmp"] };
        expect(variablesOf(serverOptionsOf(master({ filters })))).toEqual({
            ...SAFE,
            binlog_do_db: "my shop,shop",
            binlog_ignore_db: "tmp",
        });
        // The lines stand as the author wrote them.
        expect(lines(master({ filters })).find(([option]) => option === "binlog_do_db")?.[1]).toEqual([
            "shop",
            "my shop",
        ]);
    });

    it("should have one line for each filtered database, and none for an empty list", () => {
        const filters = {
            binlogDoDb: ["a"],
            binlogIgnoreDb: ["b", "c"],
            replicateDoDb: ["d", "e"],
            replicateIgnoreDb: [],
        };
        expect(lines(master({ filters })).filter(([option]) => option.endsWith("_db"))).toEqual([
            ["binlog_do_db", ["a"]],
            ["binlog_ignore_db", ["b", "c"]],
            ["replicate_do_db", ["d", "e"]],
        ]);
    });

    it("should hold an overridden default once, with the author's value", () => {
        const options = { "Sync-Binlog": "0", binlog_format: "mixed", "log-bin": "/var/log/mysql/binlog" };
        const server = master({ options });
        const overridden = lines(server).filter(([option]) => /^(sync_binlog|binlog_format|log_bin)$/.test(option));
        expect(overridden).toEqual([
            ["log_bin", ["/var/log/mysql/binlog"]],
            ["binlog_format", ["mixed"]],
            ["sync_binlog", ["0"]],
        ]);
        expect(variablesOf(serverOptionsOf(server))).toEqual({ ...SAFE, sync_binlog: "0", binlog_format: "MIXED" });
    });

    it.each([
        ["binlog_format", "statement", "STATEMENT"],
        ["binlog_row_image", "minimal", "MINIMAL"],
        ["sync_binlog", "100", "100"],
        ["relay_log", "Relay-Of-Mine", "Relay-Of-Mine"],
        ["log_bin", "binlog", "ON"],
        ["master_info_repository", "file", "FILE"],
        ["relay_log_info_repository", "File", "FILE"],
        ["relay_log_recovery", "off", "OFF"],
    ])("should verify %s = %s in the form in which a server shows it: %s", (option, given, shown) => {
        expect(variablesOf(serverOptionsOf(master({ options: { [option]: given } })))[option]).toBe(shown);
    });

    it("should carry every further option as it is, under one spelling", () => {
        const options = { "max-connections": "500", Character_Set_Server: "utf8mb4" };
        expect(lines(master({ options })).slice(-2)).toEqual([
            ["max_connections", ["500"]],
            ["character_set_server", ["utf8mb4"]],
        ]);
    });

    it("should hold every option once", () => {
        const options = { max_connections: "1", slave_net_timeout: "10", relay_log: "x" };
        const names = lines(master({ options })).map(([option]) => option);
        expect(new Set(names).size).toBe(names.length);
    });
});

describe("errors that an applier skips", () => {
    // As 5.7.22 lists them.
    const DDL = "1007,1008,1050,1051,1054,1060,1061,1068,1091,1146";

    it.each<[string[], string[], string]>([
        [[], [], "OFF"],
        [["1062"], ["1062"], "1062"],
        [["1062", "1032", "1062"], ["1062,1032,1062"], "1032,1062"],
        [["ddl_exist_errors"], ["ddl_exist_errors"], DDL],
        [["ddl_exist_errors", "1062", "1007"], ["ddl_exist_errors,1062,1007"], DDL.replace("1068,", "1062,1068,")],
        [["all"], ["all"], "ALL"],
        // Words are read only where they stand first, and nothing is after `all`.
        [["1062", "ddl_exist_errors"], ["ddl_exist_errors,1062"], DDL.replace("1068,", "1062,1068,")],
        [["1062", "all"], ["all"], "ALL"],
        [["all", "ddl_exist_errors"], ["all"], "ALL"],
    ])("should stand on one line, and be verified as a server lists them: %j", (skipErrors, written, shown) => {
        const server = master({ skipErrors });
        expect(lines(server).filter(([option]) => option === "slave_skip_errors")).toEqual(
            written.map((value) => ["slave_skip_errors", [value]]),
        );
        expect(variablesOf(serverOptionsOf(server))).toEqual({ ...SAFE, slave_skip_errors: shown });
    });
});

describe("a server whose my.cnf is its owner's", () => {
    const { relay_log: _name, gtid_mode: _mode, enforce_gtid_consistency: _consistency, ...STANDS_ON } = SAFE;
    const owners = (over: Partial<OptionsOfServer> = {}): Record<string, string> =>
        variablesOf(serverOptionsOf(master({ myCnf: "owner", positioning: "binlog", ...over })));

    it("should have GTIDs or not, and call its relay log as it likes, where places are files and positions", () => {
        expect(owners()).toEqual(STANDS_ON);
    });

    it("should have GTIDs where places are found by them", () => {
        expect(owners({ positioning: "gtid" })).toEqual({
            ...STANDS_ON,
            gtid_mode: "ON",
            enforce_gtid_consistency: "ON",
        });
    });

    it("should be verified in its relay log's name where the author gives one", () => {
        expect(owners({ options: { "relay-log": "relay-of-mine" } })).toEqual({
            ...STANDS_ON,
            relay_log: "relay-of-mine",
        });
    });

    it("should be held to no identity that is not declared", () => {
        const { server_id: _id, report_host: _host, ...rest } = STANDS_ON;
        expect(owners({ serverId: undefined, peerHost: undefined })).toEqual(rest);
    });
});
