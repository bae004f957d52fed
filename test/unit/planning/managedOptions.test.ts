import { hasDefault, optionName, OPTIONS_WITH_DEFAULT, whyOwned } from "../../../components/planning/managedOptions";

describe("an option's name", () => {
    it.each(["sync_binlog", "sync-binlog", "Sync-Binlog", "SYNC_BINLOG"])(
        "should be one however it is written: %s",
        (written) => {
            expect(optionName(written)).toBe("sync_binlog");
        },
    );
});

describe("an option that follows from the topology", () => {
    it.each([
        ["server_id", "serverId"],
        ["auto_increment_increment", "lanes.increment"],
        ["auto_increment_offset", "offset"],
        ["binlog_do_db", "filters.binlogDoDb"],
        ["binlog_ignore_db", "filters.binlogIgnoreDb"],
        ["replicate_do_db", "filters.replicateDoDb"],
        ["replicate_ignore_db", "filters.replicateIgnoreDb"],
        ["gtid_mode", "positioning"],
        ["enforce_gtid_consistency", "positioning"],
        ["slave_skip_errors", "skipErrors"],
        ["report_host", "hostName"],
        ["datadir", "storage"],
        ["port", "hostPort"],
        ["bind_address", "bindAddress"],
    ])("should be refused in favour of the argument: %s → %s", (option, argument) => {
        expect(whyOwned(option)).toBe(`follows from the set-up (${option}); use the argument ${argument}`);
    });

    it.each([
        "log_slave_updates",
        "read_only",
        "super_read_only",
        "socket",
        "user",
        "init_file",
        "replicate_same_server_id",
    ])("should be refused where no argument stands for it: %s", (option) => {
        expect(whyOwned(option)).toBe(`follows from the set-up (${option}) and can't be given`);
    });

    it.each([
        ["SERVER-ID", "server_id"],
        ["loose-server_id", "server_id"],
        ["loose_skip_log_slave_updates", "log_slave_updates"],
        ["skip-log-slave-updates", "log_slave_updates"],
        ["disable_super_read_only", "super_read_only"],
        ["enable-read-only", "read_only"],
        ["maximum-auto-increment-offset", "auto_increment_offset"],
        ["auto_increment_off", "auto_increment_offset"],
        ["replicate-do", "replicate_do_db"],
        ["bind", "bind_address"],
        ["gtid", "gtid_mode"],
    ])("should be recognised in every form in which mysqld reads it: %s", (written, option) => {
        expect(whyOwned(written)).toContain(`follows from the set-up (${option})`);
    });

    it.each([
        "skip-log-bin",
        "skip_networking",
        "disable-log-bin",
        "skip-slave-start",
        "skip-grant-tables",
        "loose_skip_log_bin",
    ])("should be refused where it switches off what replication stands on: %s", (option) => {
        expect(whyOwned(option)).toBe("would switch off what replication stands on");
    });
});

describe("an option with which no server serves, or can be followed", () => {
    it.each([
        ["require_secure_transport", "ON", "not encrypted"],
        ["Require-Secure", "", "not encrypted"],
        ["loose_require_secure_transport", "1", "not encrypted"],
        ["help", "", "something else than serve"],
        ["initialize-insecure", "", "something else than serve"],
        ["bootstrap", "", "something else than serve"],
        ["daemonize", "ON", "something else than serve"],
        ["offline_mode", "1", "without SUPER"],
        ["innodb_read_only", "ON", "takes no changes"],
        ["innodb_force_recovery", "6", "takes no changes"],
        ["disabled_storage_engines", "MyISAM,InnoDB", "keeps out InnoDB"],
        ["server_id_bits", "8", "pass for each other"],
        ["chroot", "/srv", "hides"],
        ["abort_slave_event_count", "5", "MySQL's own tests"],
    ])("should be refused: %s = %s", (option, value, why) => {
        expect(whyOwned(option, "cluster", value)).toContain(why);
    });

    it.each([
        ["require_secure_transport", "OFF"],
        ["skip-require-secure-transport", ""],
        ["offline_mode", "0"],
        ["innodb_force_recovery", "0"],
        ["disabled_storage_engines", "MyISAM,BLACKHOLE"],
        ["server_id_bits", "32"],
        ["init_connect", "SET @a = 1"],
        ["version_comment", "x"],
    ])("should be allowed where it changes nothing of that: %s = %s", (option, value) => {
        expect(whyOwned(option, "cluster", value)).toBeUndefined();
    });
});

describe("any other option", () => {
    it.each([
        "max_connections",
        "innodb_buffer_pool_size",
        "sync_binlog",
        "log_bin",
        "relay_log",
        "relay_log_purge",
        "relay_log_recovery",
        "master_info_repository",
        "relay_log_info_repository",
        "skip_name_resolve",
        "binlog_format",
        "expire_logs_days",
        "replicate_wild_do_table",
        "replicate_rewrite_db",
        "log_bin_trust_function_creators",
        "log_error",
        "lower_case_table_names",
        "port_open_timeout",
        "report_port",
        "sql_mode",
        "loose_validate_password_policy",
    ])("should be allowed: %s", (option) => {
        expect(whyOwned(option)).toBeUndefined();
    });

    it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
        "should not be found on a prototype: %s",
        (option) => {
            expect(whyOwned(option)).toBeUndefined();
        },
    );

    it.each(["skip-relay-log-recovery", "loose_relay_log_recovery", "relay_log_recov"])(
        "should not override by another form of its name what goes unverified then: %s",
        (written) => {
            expect(whyOwned(written)).toBe(
                "is another form of relay_log_recovery, which would go unverified; allowed: relay_log_recovery",
            );
        },
    );

    it.each(["loose-sync-binlog", "maximum_sync_binlog", "sync_binlo", "innodb_flush_log_at"])(
        "should not override a documented default behind its back: %s",
        (written) => {
            // It would stand below the default in my.cnf and win there, while the default is what is verified.
            expect(whyOwned(written)).toMatch(/sync_binlog|innodb_flush_log_at_trx_commit/);
        },
    );
});

describe("an option with a default", () => {
    it.each(["sync_binlog", "Sync-Binlog", "relay_log", "relay-log-recovery", "MASTER_INFO_REPOSITORY", "log_bin"])(
        "should be known by exactly its name, however it is written: %s",
        (written) => {
            expect(hasDefault(written)).toBe(true);
            expect(OPTIONS_WITH_DEFAULT.split(", ")).toContain(optionName(written));
        },
    );

    it.each(["max_connections", "loose_sync_binlog", "skip_log_bin", "relay_log_purge", "gtid_mode", "sync"])(
        "should not be taken for one: %s",
        (written) => {
            expect(hasDefault(written)).toBe(false);
        },
    );
});
