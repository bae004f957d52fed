/**
 * mysqld options that follow from the topology. An author who could set them too could contradict it, so the refusal
 * names the argument to use instead.
 */
const OWNED: Record<string, string> = {
    server_id: "serverId",
    auto_increment_increment: "lanes.increment",
    auto_increment_offset: "offset",
    binlog_do_db: "filters.binlogDoDb",
    binlog_ignore_db: "filters.binlogIgnoreDb",
    replicate_do_db: "filters.replicateDoDb",
    replicate_ignore_db: "filters.replicateIgnoreDb",
    gtid_mode: "positioning",
    enforce_gtid_consistency: "positioning",
    log_slave_updates: "",
    master_info_repository: "",
    relay_log_info_repository: "",
    relay_log_recovery: "",
    read_only: "",
    super_read_only: "",
    report_host: "hostName",
    datadir: "storage",
    port: "hostPort",
    socket: "",
    bind_address: "bindAddress",
    user: "",
    init_file: "",
    replicate_same_server_id: "",
};

/** Options that would switch off what the set-up stands on. */
const SWITCHED_OFF = new Set(["log_bin", "networking", "slave_start", "grant_tables"]);

/** mysqld reads an option with these in front as a form of the option itself (manual, 4.2.2.4 Program Option Modifiers). */
const MODIFIERS = /^(?:loose_|skip_|disable_|enable_|maximum_)+/;

/** `Sync-Binlog` and `sync_binlog` are one option to mysqld. */
export const optionName = (written: string): string => written.toLowerCase().replaceAll("-", "_");

/** Why an option can't be given, or `undefined` where it can. */
export function whyOwned(written: string): string | undefined {
    const full = optionName(written);
    const bare = full.replace(MODIFIERS, "");
    // mysqld accepts an unambiguous beginning of a name for the whole name; relay_log is a name in its own right.
    const owned = Object.keys(OWNED).find((name) => name === bare || (bare.length >= 4 && name.startsWith(bare)));
    if (owned !== undefined && bare !== "relay_log") {
        const argument = OWNED[owned];
        return argument === "" || argument === undefined
            ? `follows from the set-up (${owned}) and can't be given`
            : `follows from the set-up (${owned}); use the argument ${argument}`;
    }
    if (full !== bare && SWITCHED_OFF.has(bare)) {
        return "would switch off what replication stands on";
    }
    return undefined;
}
