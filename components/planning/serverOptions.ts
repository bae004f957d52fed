import { PLANNED_DIALECT } from "./dialect";
import { optionName } from "./managedOptions";
import type { FiltersArgs } from "../model/filters";
import type { MyCnfWriter } from "../model/choices";
import type { Positioning } from "../model/coordinates";

const { options: OPTIONS } = PLANNED_DIALECT;

/** Where a replica keeps its place: in tables, which crash as one with the rows that it applies. */
const REPOSITORIES = [OPTIONS.receiverRepository, OPTIONS.applierRepository].filter((each) => each !== undefined);

/** One line of my.cnf, and how a running server shows that it took effect. */
export interface ServerOption {
    section: string;
    option: string;
    /** Several values stand on a line each, none on no line at all. */
    values: string[];
    /** The variable to look at over SQL, where the option shows as one. */
    effective?: { variable: string; value: string };
}

export interface OptionsOfServer {
    role: "master" | "replica";
    /** Whose my.cnf it is: ours is complete, its owner's needs to hold what replication stands on. */
    myCnf: MyCnfWriter;
    serverId?: number;
    peerHost?: string;
    /** Only on masters. */
    lane?: { increment: number; offset: number };
    skipErrors: string[];
    positioning: Positioning;
    filters: FiltersArgs;
    options: Record<string, string>;
}

/** Seconds of silence after which a replica takes its connection for dead. */
export const RECEIVER_TIMEOUT_SECONDS = 30;

const IDENTITY = "identity";
const BINARY_LOG = "binary log: what replicas read";
const DURABILITY = "durability: no acknowledged transaction is lost in a crash";
const LANES = "lanes: no two masters hand out the same AUTO_INCREMENT value";
const RECEIVING = "receiving and applying, crash-safe";
const READING = "a replica takes no writes of its own, except from accounts with SUPER";
const FILTERS = "filters";
const FURTHER = "further options of the program";

function setting(section: string, option: string, value: string | number, shownAs?: string): ServerOption {
    const text = String(value);
    return { section, option, values: [text], effective: { variable: option, value: shownAs ?? text } };
}

/** The safe defaults, each the answer to one way in which hand-made pairs diverge. */
function owned(server: OptionsOfServer): ServerOption[] {
    const gtid = server.positioning === "gtid" ? "ON" : "OFF";
    return [
        ...(server.serverId === undefined ? [] : [setting(IDENTITY, "server_id", server.serverId)]),
        ...(server.peerHost === undefined ? [] : [setting(IDENTITY, "report_host", server.peerHost)]),
        // Without it, what one master receives never reaches the other one's replicas.
        setting(BINARY_LOG, OPTIONS.logReplicaUpdates, "ON"),
        // By file and position, a server may have GTIDs or not.
        ...(server.myCnf === "owner" && server.positioning === "binlog"
            ? []
            : [setting(BINARY_LOG, "gtid_mode", gtid), setting(BINARY_LOG, "enforce_gtid_consistency", gtid)]),
        ...(server.lane === undefined
            ? []
            : [
                  setting(LANES, "auto_increment_increment", server.lane.increment),
                  setting(LANES, "auto_increment_offset", server.lane.offset),
              ]),
        skipping(server.skipErrors),
        // Not super_read_only: under it, the image can't create root on an empty data directory.
        server.role === "replica"
            ? setting(READING, "read_only", "ON")
            : // Needs no line in my.cnf, and is found all the same where somebody has switched it on.
              { section: READING, option: "read_only", values: [], effective: { variable: "read_only", value: "OFF" } },
    ];
}

/** Defaults that an author may override through `options`; the overriding value is then what is verified. */
function defaults(): ServerOption[] {
    return [
        setting(BINARY_LOG, "log_bin", "mysql-bin", "ON"),
        setting(BINARY_LOG, "binlog_format", "ROW"),
        setting(BINARY_LOG, "binlog_row_image", "FULL"),
        setting(DURABILITY, "sync_binlog", 1),
        setting(DURABILITY, "innodb_flush_log_at_trx_commit", 1),
        ...REPOSITORIES.map((option) => setting(RECEIVING, option, "TABLE")),
        setting(RECEIVING, "relay_log_recovery", "ON"),
        // A name without the host's in it survives a change of host name.
        setting(RECEIVING, "relay_log", "relay-bin"),
        setting(RECEIVING, OPTIONS.receiverTimeout, RECEIVER_TIMEOUT_SECONDS),
        // The place is kept with each transaction, as the manual says (16.1.6.3), but not with a CREATE or an ALTER: an
        // applier that is killed after one would run it again, and stop at what is there already. Seen on 5.7.22.
        setting(RECEIVING, "sync_relay_log_info", 1),
    ];
}

/** What `ddl_exist_errors` stands for, as 5.7.22 lists it; the manual (16.1.6.3) has 1094 in the place of 1091. */
const DDL_EXIST_ERRORS = [1007, 1008, 1050, 1051, 1054, 1060, 1061, 1068, 1091, 1146];

/** Nothing is skipped unless declared, and what nobody declared is found. */
function skipping(errors: string[]): ServerOption {
    const numbers = errors.flatMap((each) => (each === "ddl_exist_errors" ? DDL_EXIST_ERRORS : [Number(each)]));
    const listed = [...new Set(numbers)].sort((a, b) => a - b).join(",");
    const shown = errors.includes("all") ? "ALL" : errors.length === 0 ? "OFF" : listed;
    return {
        section: RECEIVING,
        option: OPTIONS.skipErrors,
        values: errors.length === 0 ? [] : [skippedAsRead(errors)],
        effective: { variable: OPTIONS.skipErrors, value: shown },
    };
}

/** mysqld reads either word only where it stands first, and after `all` nothing: `1062,all` would skip 1062 alone. */
const skippedAsRead = (errors: string[]): string =>
    errors.includes("all")
        ? "all"
        : [...errors].sort((a, b) => Number(/^\d/.test(a)) - Number(/^\d/.test(b))).join(",");

function filters({ binlogDoDb, binlogIgnoreDb, replicateDoDb, replicateIgnoreDb }: FiltersArgs): ServerOption[] {
    const filter = (option: string, values: string[] = []): ServerOption => ({ section: FILTERS, option, values });
    return [
        // A filter that nobody declared is found as well: no value is what is expected then.
        ...[filter("binlog_do_db", binlogDoDb), filter("binlog_ignore_db", binlogIgnoreDb)].map((each) => ({
            ...each,
            effective: { variable: each.option, value: [...each.values].sort().join(",") },
        })),
        // These belong to the link, which shows and mends them.
        filter("replicate_do_db", replicateDoDb),
        filter("replicate_ignore_db", replicateIgnoreDb),
    ];
}

const SWITCHES = new Map([
    ["0", "OFF"],
    ["1", "ON"],
    ["FALSE", "OFF"],
    ["TRUE", "ON"],
    ["", "ON"],
]);

/** An option may be written in more ways than the one in which its variable shows (manual, 4.2.2.4). */
function asShown(byDefault: ServerOption, given: string): string {
    switch (byDefault.option) {
        case "log_bin":
            return "ON";
        case "relay_log":
            return given;
        case "relay_log_recovery":
            return SWITCHES.get(given.toUpperCase()) ?? given.toUpperCase();
        default:
            return given.toUpperCase();
    }
}

/** Names that are ours to choose only where the files are ours. */
const isOfNoConsequence = ({ option }: ServerOption, { myCnf }: OptionsOfServer): boolean =>
    myCnf === "owner" && option === "relay_log";

/** Everything a server is to run with, in the order of its my.cnf. */
export function serverOptionsOf(server: OptionsOfServer): ServerOption[] {
    const given = new Map(Object.entries(server.options).map(([name, value]) => [optionName(name), value]));
    const ofUse = defaults().filter((each) => given.has(each.option) || !isOfNoConsequence(each, server));
    const chosen = ofUse.map((byDefault) => {
        const value = given.get(byDefault.option);
        given.delete(byDefault.option);
        return value === undefined
            ? byDefault
            : setting(byDefault.section, byDefault.option, value, asShown(byDefault, value));
    });
    const further = [...given].map(([option, value]) => ({ section: FURTHER, option, values: [value] }));
    return [...owned(server), ...chosen, ...filters(server.filters), ...further];
}

/** The variables by which a running server proves that it runs with these settings. */
export function variablesOf(settings: ServerOption[]): Record<string, string> {
    return Object.fromEntries(
        settings.flatMap(({ effective }) => (effective === undefined ? [] : [[effective.variable, effective.value]])),
    );
}
