import { PLANNED_DIALECT } from "./dialect";

const { options: OPTIONS } = PLANNED_DIALECT;

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
    [OPTIONS.logReplicaUpdates]: {},
    [OPTIONS.skipErrors]: ofBoth("skipErrors"),
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

/** Options that are no part of a server that serves, each with why, and the values under which they change nothing. */
const UNUSABLE: [names: string[], reason: string, harmless: RegExp][] = [
    [
        ["help", "version", "initialize", "initialize_insecure", "bootstrap", "daemonize", "keyring_migration_source"],
        "makes mysqld do something else than serve, so that its container ends",
        /^(?:0|off|false)$/i,
    ],
    [
        ["require_secure_transport"],
        "turns away every connection that is not encrypted, as those of this program and of the receivers are not yet",
        /^(?:0|off|false)$/i,
    ],
    [
        ["offline_mode"],
        "turns away every account without SUPER, and so those who follow this server",
        /^(?:0|off|false)$/i,
    ],
    [["innodb_read_only"], "makes a server that takes no changes, and can follow nobody", /^(?:0|off|false)$/i],
    [
        ["innodb_force_recovery"],
        "is for rescuing what is left of a damaged server by hand: it takes no changes then, and can follow nobody",
        /^0$/,
    ],
    [
        ["disabled_storage_engines"],
        "keeps out InnoDB, in which this library and every copy make tables",
        /^(?!.*innodb)/i,
    ],
    [["server_id_bits"], "lets servers pass for each other whose server_id differs in other bits", /^32$/],
    [["chroot"], "hides from mysqld the folders that the image and its volumes have for it", /^$/],
    [
        [
            OPTIONS.abortAfterEvents,
            OPTIONS.disconnectAfterEvents,
            "max_binlog_dump_events",
            "sporadic_binlog_dump_fail",
        ],
        "is for MySQL's own tests, and ends replication after a few events",
        /^(?:0|off|false)$/i,
    ],
];

/** Options with a default of ours that an author may override, by exactly their name. */
const DEFAULTED = [
    "log_bin",
    "binlog_format",
    "binlog_row_image",
    "sync_binlog",
    "innodb_flush_log_at_trx_commit",
    "relay_log",
    OPTIONS.receiverTimeout,
    "sync_relay_log_info",
    ...[OPTIONS.receiverRepository, OPTIONS.applierRepository].filter((each) => each !== undefined),
    "relay_log_recovery",
];

/** Options that would switch off what the set-up stands on. */
const SWITCHED_OFF = new Set(["log_bin", "networking", OPTIONS.startWithServer, "grant_tables"]);

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

/** Without a value, an option is given as it stands: on. */
function whyUnusable(full: string, bare: string, value: string): string | undefined {
    const isOff = /^(?:loose_)?(?:skip|disable)_/.test(full);
    const found = UNUSABLE.find(([names]) => meant(names, bare) !== undefined && OWNED[bare] === undefined);
    return found === undefined || isOff || found[2].test(value) ? undefined : `${found[1]}; allowed: to leave it out`;
}

/** Why an option can't be given with this value, or `undefined` where it can. */
export function whyOwned(written: string, component: Component = "cluster", value = ""): string | undefined {
    const full = optionName(written);
    const bare = full.replace(MODIFIERS, "");
    if (DEFAULTED.includes(full)) {
        return undefined;
    }
    const unusable = whyUnusable(full, bare, value);
    if (unusable !== undefined) {
        return unusable;
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
