/** Whose arguments an option is refused in: each has words of its own for where a server is. */
export type Component = "cluster" | "replication";

/** The argument that stands for an option, by component; none where the option just follows. */
type Instead = Partial<Record<Component, string>>;

const ofBoth = (argument: string): Instead => ({ cluster: argument, replication: argument });

/**
 * mysqld options that follow from the topology. An author who could set them too could contradict it, so the refusal
 * names the argument to use instead.
 */
const OWNED: Record<string, Instead> = {
    server_id: ofBoth("serverId"),
    auto_increment_increment: ofBoth("lanes.increment"),
    auto_increment_offset: ofBoth("offset"),
    binlog_do_db: ofBoth("filters.binlogDoDb"),
    binlog_ignore_db: ofBoth("filters.binlogIgnoreDb"),
    replicate_do_db: ofBoth("filters.replicateDoDb"),
    replicate_ignore_db: ofBoth("filters.replicateIgnoreDb"),
    gtid_mode: ofBoth("positioning"),
    enforce_gtid_consistency: ofBoth("positioning"),
    log_slave_updates: {},
    slave_skip_errors: ofBoth("skipErrors"),
    read_only: {},
    super_read_only: {},
    report_host: { cluster: "hostName", replication: "peerHost" },
    datadir: { cluster: "storage" },
    port: { cluster: "hostPort", replication: "port" },
    socket: {},
    bind_address: { cluster: "bindAddress" },
    user: {},
    init_file: {},
    replicate_same_server_id: {},
};

/** Options with a default of ours that an author may override, by exactly their name. */
const DEFAULTED = [
    "log_bin",
    "binlog_format",
    "binlog_row_image",
    "sync_binlog",
    "innodb_flush_log_at_trx_commit",
    "relay_log",
    "slave_net_timeout",
    "sync_relay_log_info",
    "master_info_repository",
    "relay_log_info_repository",
    "relay_log_recovery",
];

/** Options that would switch off what the set-up stands on. */
const SWITCHED_OFF = new Set(["log_bin", "networking", "slave_start", "grant_tables"]);

/** mysqld reads an option with these in front as a form of the option itself (manual, 4.2.2.4 Program Option Modifiers). */
const MODIFIERS = /^(?:loose_|skip_|disable_|enable_|maximum_)+/;

/** mysqld accepts an unambiguous beginning of a name for the whole name; shorter ones are never unambiguous. */
const SHORTEST_BEGINNING = 4;

/** `Sync-Binlog` and `sync_binlog` are one option to mysqld. */
export const optionName = (written: string): string => written.toLowerCase().replaceAll("-", "_");

/** True for an option that is verified on a running server with the author's value in the place of the default. */
export const hasDefault = (written: string): boolean => DEFAULTED.includes(optionName(written));

/** Those options, in the words of a refusal. */
export const OPTIONS_WITH_DEFAULT = DEFAULTED.join(", ");

const meant = (names: string[], bare: string): string | undefined =>
    names.find((name) => name === bare) ??
    (bare.length >= SHORTEST_BEGINNING ? names.find((name) => name.startsWith(bare)) : undefined);

/** Why an option can't be given, or `undefined` where it can. */
export function whyOwned(written: string, component: Component = "cluster"): string | undefined {
    const full = optionName(written);
    const bare = full.replace(MODIFIERS, "");
    if (DEFAULTED.includes(full)) {
        return undefined;
    }
    if (full !== bare && SWITCHED_OFF.has(bare)) {
        return "would switch off what replication stands on";
    }
    const defaulted = meant(DEFAULTED, bare);
    if (defaulted !== undefined) {
        return `is another form of ${defaulted}, which would go unverified; allowed: ${defaulted}`;
    }
    const owned = meant(Object.keys(OWNED), bare);
    if (owned === undefined) {
        return undefined;
    }
    const argument = OWNED[owned]?.[component];
    return argument === undefined
        ? `follows from the set-up (${owned}) and can't be given`
        : `follows from the set-up (${owned}); use the argument ${argument}`;
}
