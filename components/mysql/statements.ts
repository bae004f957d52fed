import type { BinaryLogCoordinates } from "../model/coordinates";
import { change, Secret } from "./change";
import { CLAIM_RECORD } from "./claim";
import { COPY_RECORD } from "./copyRecord";
import { GtidSet } from "./gtid/gtidSet";
import { quotedName } from "./identifiers";
import { text } from "./values";
import { SECONDS_TO_ACT, SECONDS_TO_ANSWER, SECONDS_TO_READ, type Row, type Session, type Value } from "./session";

/**
 * One function a statement: what each of them sends can be read here, and nowhere else is SQL written.
 * Values go through the driver's placeholders; what MySQL takes no placeholder for is checked before it gets here.
 */

/** The identity and the GTID state that decide whether two servers can be wired. */
export interface Identity {
    serverId: number;
    serverUuid: string;
    version: string;
    gtidMode: string;
    executed: GtidSet;
    purged: GtidSet;
}

async function one(session: Session, sql: string, values: Value[] = [], seconds?: number): Promise<Row> {
    const [row] = await session.query(sql, values, seconds);
    return row ?? {};
}

export async function identity(session: Session): Promise<Identity> {
    const row = await one(
        session,
        "SELECT @@GLOBAL.server_id AS id, @@GLOBAL.server_uuid AS uuid, @@GLOBAL.version AS version, " +
            "@@GLOBAL.gtid_mode AS mode, @@GLOBAL.gtid_executed AS executed, @@GLOBAL.gtid_purged AS purged",
    );
    return {
        serverId: Number(row.id),
        serverUuid: text(row.uuid),
        version: text(row.version),
        gtidMode: text(row.mode),
        executed: GtidSet.parse(text(row.executed)),
        purged: GtidSet.parse(text(row.purged)),
    };
}

/** Global variables by name. A name that the server does not know is absent from the answer. */
export async function globalVariables(session: Session, names: string[]): Promise<Record<string, string>> {
    const rows = await session.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)", [names as unknown as string]);
    return Object.fromEntries(rows.map((row) => [text(row.Variable_name), text(row.Value)]));
}

/** Filters of the binary log, which no variable shows, under the names of their options; their order means nothing. */
export async function binaryLogFilters(session: Session): Promise<Record<string, string>> {
    const row = await one(session, "SHOW MASTER STATUS");
    const sorted = (list: string): string => list.split(",").sort().join(",");
    return {
        binlog_do_db: sorted(text(row.Binlog_Do_DB)),
        binlog_ignore_db: sorted(text(row.Binlog_Ignore_DB)),
    };
}

/** @param name a variable's name, from the plan: never free text */
export async function setGlobal(session: Session, name: string, value: Value): Promise<string> {
    return await change(session, `SET GLOBAL ${name} = ?`, [value]);
}

export async function binaryLogCoordinates(session: Session): Promise<BinaryLogCoordinates | undefined> {
    const [row] = await session.query("SHOW MASTER STATUS");
    return row === undefined
        ? undefined
        : {
              file: text(row.File),
              position: Number(row.Position),
              gtidSet: GtidSet.parse(text(row.Executed_Gtid_Set)).toString(),
          };
}

/** Waits until the server has executed these transactions. @returns false where the time was over first */
export async function waitForGtids(session: Session, set: GtidSet, seconds: number): Promise<boolean> {
    const limit = seconds + SECONDS_TO_ANSWER;
    return (
        Number(
            (await one(session, "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late", [set.toString(), seconds], limit))
                .late,
        ) === 0
    );
}

/**
 * Waits until the applier has reached a place in its source's binary log (manual, 12.19 Miscellaneous Functions).
 *
 * @returns false where the time was over first, or the applier does not run
 */
export async function waitForPosition(
    session: Session,
    { file, position }: BinaryLogCoordinates,
    seconds: number,
): Promise<boolean> {
    const { events } = await one(
        session,
        "SELECT MASTER_POS_WAIT(?, ?, ?, '') AS events",
        [file, position, seconds],
        seconds + SECONDS_TO_ANSWER,
    );
    return events !== null && events !== undefined && Number(events) >= 0;
}

/** One file of the binary log, oldest first. */
export async function binaryLogs(session: Session): Promise<string[]> {
    return (await session.query("SHOW BINARY LOGS")).map((row) => text(row.Log_name));
}

/** An event of the binary log: who wrote it first, and where the next one begins. */
export interface BinaryLogEvent {
    serverId: number;
    end: number;
}

export async function binaryLogEvents(
    session: Session,
    file: string,
    from: number,
    limit: number,
): Promise<BinaryLogEvent[]> {
    const rows = await session.query(`SHOW BINLOG EVENTS IN ? FROM ${from} LIMIT ${limit}`, [file], SECONDS_TO_READ);
    return rows.map((row) => ({ serverId: Number(row.Server_id), end: Number(row.End_log_pos) }));
}

/** Transactions that the server's data holds and its binary log does not: only for a server without any of its own. */
export async function setGtidPurged(session: Session, set: string): Promise<string> {
    return await change(session, "SET GLOBAL gtid_purged = ?", [set]);
}

/** A character set or a collation, as the server itself names it: MySQL takes no placeholder for one. */
const asWord = (name: string): string => {
    if (!/^\w+$/.test(name)) {
        throw new Error(`"${name}" is no name of a character set or a collation`);
    }
    return name;
};

/** What tables of a database are made with, where they say nothing else. */
export interface DatabaseDefaults {
    characterSet: string;
    collation: string;
}

export async function databaseDefaults(session: Session, name: string): Promise<DatabaseDefaults> {
    const row = await one(
        session,
        "SELECT DEFAULT_CHARACTER_SET_NAME AS character_set, DEFAULT_COLLATION_NAME AS collation_name " +
            "FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
        [name],
    );
    return { characterSet: text(row.character_set), collation: text(row.collation_name) };
}

/** @throws Error of the server where there is one of that name: it is somebody else's */
export async function createDatabase(
    session: Session,
    name: string,
    { characterSet, collation }: DatabaseDefaults,
): Promise<string> {
    return await change(
        session,
        `CREATE DATABASE ?? CHARACTER SET ${asWord(characterSet)} COLLATE ${asWord(collation)}`,
        [name],
    );
}

/** @param name a part of a copy that this library has begun: nothing else is ever dropped */
export async function dropDatabase(session: Session, name: string): Promise<string> {
    return await change(session, "DROP DATABASE IF EXISTS ??", [name], SECONDS_TO_ACT);
}

/** How every database begins that this library makes: none of them belongs to an application. */
export const OWN_DATABASES = "pulumi_mysql_dual_master";

/**
 * Databases that are neither the server's own nor this library's. A folder of the data directory that MySQL has not
 * named, e.g. the file system's `lost+found`, is shown as `#mysql50#lost+found` (manual, 9.2.4), and is none.
 */
export async function userDatabases(session: Session): Promise<string[]> {
    const rows = await session.query(
        "SELECT schema_name AS name FROM information_schema.schemata " +
            "WHERE schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys', ?, ?) " +
            "AND schema_name NOT LIKE '#mysql50#%' ORDER BY 1",
        [CLAIM_RECORD, COPY_RECORD],
    );
    return rows.map((row) => text(row.name));
}

/** What this session writes from now on stays out of the binary log (manual, 13.4.1.3 SET sql_log_bin). */
export async function keepOutOfBinaryLog(session: Session): Promise<void> {
    await session.query("SET SESSION sql_log_bin = 0");
}

/** A row of mysql.user: all that decides over the next login. */
export interface AccountRow {
    plugin: string;
    authenticationString: string;
    locked: boolean;
    expired: boolean;
    /** The day on which its password expires, or has; empty where it never does. */
    expiresOn: string;
    /** What it takes of a connection, as its REQUIRE clause says it; empty where nothing. */
    requires: string;
    /** How much of it is allowed, as its WITH clause says it; empty where there is no limit. */
    limits: string;
}

/** Columns of mysql.user, and the option of CREATE USER that each stands for (manual, 13.7.1.2 CREATE USER). */
const LIMITS = [
    ["max_questions", "MAX_QUERIES_PER_HOUR"],
    ["max_updates", "MAX_UPDATES_PER_HOUR"],
    ["max_connections", "MAX_CONNECTIONS_PER_HOUR"],
    ["max_user_connections", "MAX_USER_CONNECTIONS"],
] as const;

const LOGIN =
    "plugin, authentication_string AS hash, account_locked AS locked, password_expired AS expired, " +
    "ssl_type, ssl_cipher, x509_issuer, x509_subject, max_questions, max_updates, max_connections, max_user_connections, " +
    // Without a lifetime of its own, a password has the server's (manual, 6.2.11 Password Management).
    "IF(COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) = 0, '', DATE(password_last_changed + " +
    "INTERVAL COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) DAY)) AS expires_on, " +
    "COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) > 0 AND NOW() > password_last_changed + " +
    "INTERVAL COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) DAY AS is_over";

function readAccount(row: Row): AccountRow {
    const limits = LIMITS.filter(([column]) => Number(row[column] ?? 0) > 0);
    return {
        plugin: text(row.plugin),
        authenticationString: text(row.hash),
        locked: row.locked === "Y",
        expired: row.expired === "Y" || Number(row.is_over ?? 0) === 1,
        expiresOn: text(row.expires_on),
        requires: requirement(row),
        limits: limits.map(([column, option]) => `${option} ${text(row[column])}`).join(" "),
    };
}

/** How CREATE USER writes what the server keeps as a type and three texts. */
function requirement(row: Row): string {
    const type = text(row.ssl_type);
    const specified = (["ssl_cipher", "x509_issuer", "x509_subject"] as const)
        .filter((column) => text(row[column]) !== "")
        .map((column) => column.slice(column.indexOf("_") + 1).toUpperCase());
    return type === "SPECIFIED" ? specified.join(" AND ") : type === "ANY" ? "SSL" : type;
}

export async function account(session: Session, user: string, host: string): Promise<AccountRow | undefined> {
    const [row] = await session.query(`SELECT ${LOGIN} FROM mysql.user WHERE user = ? AND host = ?`, [user, host]);
    return row === undefined ? undefined : readAccount(row);
}

/** Another row that somebody who logs in as `user` can be taken for. */
export interface OtherAccountRow extends AccountRow {
    /** Empty: it stands for any name. */
    user: string;
    host: string;
    mayFollow: boolean;
}

/** All the other rows of mysql.user that stand for this name from somewhere. */
export async function otherAccounts(session: Session, user: string, host: string): Promise<OtherAccountRow[]> {
    const rows = await session.query(
        `SELECT user, host, Repl_slave_priv AS may_follow, ${LOGIN} FROM mysql.user ` +
            "WHERE user IN (?, '') AND NOT (user = ? AND host = ?) ORDER BY host, user",
        [user, user, host],
    );
    return rows.map((row) => ({
        ...readAccount(row),
        user: text(row.user),
        host: text(row.host),
        mayFollow: row.may_follow === "Y",
    }));
}

/** All accounts with that name and a password of MySQL's own, from wherever they log in. */
export async function nativeAccounts(session: Session, user: string): Promise<{ host: string; hash: string }[]> {
    const rows = await session.query(
        "SELECT host, authentication_string AS hash FROM mysql.user WHERE user = ? AND plugin = 'mysql_native_password'",
        [user],
    );
    return rows.map(({ host, hash }) => ({ host: text(host), hash: text(hash) }));
}

export async function grants(session: Session, user: string, host: string): Promise<string[]> {
    const rows = await session.query("SHOW GRANTS FOR ?@?", [user, host]);
    return rows.map((row) => text(Object.values(row)[0]));
}

/** The password travels as its hash: neither the wire nor any log ever holds it in clear. */
export async function createAccount(session: Session, user: string, host: string, hash: string): Promise<string> {
    return await change(
        session,
        "CREATE USER IF NOT EXISTS ?@? IDENTIFIED WITH mysql_native_password AS ? PASSWORD EXPIRE NEVER",
        [user, host, new Secret(hash)],
    );
}

/** A receiver asks for no TLS, and comes back as often as its network lets it down. */
const WITHOUT_LIMITS =
    "REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0";

export async function mendAccount(session: Session, user: string, host: string, hash: string): Promise<string> {
    return await change(
        session,
        "ALTER USER ?@? IDENTIFIED WITH mysql_native_password AS ? " +
            `${WITHOUT_LIMITS} PASSWORD EXPIRE NEVER ACCOUNT UNLOCK`,
        [user, host, new Secret(hash)],
    );
}

export async function dropAccount(session: Session, user: string, host: string): Promise<string> {
    return await change(session, "DROP USER IF EXISTS ?@?", [user, host]);
}

export async function grantReplicationSlave(session: Session, user: string, host: string): Promise<string> {
    return await change(session, "GRANT REPLICATION SLAVE ON *.* TO ?@?", [user, host]);
}

/** @param privileges and @param level as SHOW GRANTS printed them, quoting included */
export async function revoke(
    session: Session,
    privileges: string,
    level: string,
    user: string,
    host: string,
): Promise<string> {
    return await change(session, `REVOKE ${privileges} ON ${level} FROM ?@?`, [user, host]);
}

export interface ChangeMasterOptions {
    host?: string;
    port?: number;
    user?: string;
    password?: string;
    connectRetrySeconds?: number;
    heartbeatSeconds?: number;
    retryCount?: number;
    delaySeconds?: number;
    autoPosition?: boolean;
    file?: string;
    position?: number;
}

/** The clause of CHANGE MASTER TO that each option stands for (manual, 13.4.2.1 CHANGE MASTER TO). */
const CLAUSES: [keyof ChangeMasterOptions, string][] = [
    ["host", "MASTER_HOST"],
    ["port", "MASTER_PORT"],
    ["user", "MASTER_USER"],
    ["password", "MASTER_PASSWORD"],
    ["connectRetrySeconds", "MASTER_CONNECT_RETRY"],
    ["heartbeatSeconds", "MASTER_HEARTBEAT_PERIOD"],
    ["retryCount", "MASTER_RETRY_COUNT"],
    ["delaySeconds", "MASTER_DELAY"],
    ["autoPosition", "MASTER_AUTO_POSITION"],
    ["file", "MASTER_LOG_FILE"],
    ["position", "MASTER_LOG_POS"],
];

export async function changeMaster(session: Session, options: ChangeMasterOptions): Promise<string> {
    const given = CLAUSES.flatMap(([option, clause]) => {
        const value = options[option];
        return value === undefined ? [] : [{ clause, value: typeof value === "boolean" ? Number(value) : value }];
    });
    return await change(
        session,
        `CHANGE MASTER TO ${given.map(({ clause }) => `${clause} = ?`).join(", ")}`,
        given.map(({ clause, value }) => (clause === "MASTER_PASSWORD" ? new Secret(value) : value)),
        SECONDS_TO_ACT,
    );
}

/** Any look at replication takes locks that a thread may keep for as long as it waits for its disk (seen on 5.7.22). */
const SECONDS_TO_LOOK_AT_THREADS = 10;

const lookAtThreads = (session: Session, sql: string): Promise<Row[]> =>
    session.query(sql, [], SECONDS_TO_LOOK_AT_THREADS);

export async function showSlaveStatus(session: Session): Promise<Row | undefined> {
    // A server with further channels answers with a row for each; the link is the one without a name.
    return (await lookAtThreads(session, "SHOW SLAVE STATUS")).find((row) => text(row.Channel_Name) === "");
}

/** True where a receiver or an applier of any channel runs, or tries to. */
export async function replicaThreadRuns(session: Session): Promise<boolean> {
    const rows = await lookAtThreads(session, "SHOW SLAVE STATUS");
    return rows.some((row) => [row.Slave_IO_Running, row.Slave_SQL_Running].some((running) => text(running) !== "No"));
}

/** A source beside the one that replication without a channel's name follows (manual, 16.2.3 Replication Channels). */
export interface NamedChannel {
    name: string;
    host: string;
    port: number;
}

/** Not from performance_schema, which is empty where the server was started without it. */
export async function namedChannels(session: Session): Promise<NamedChannel[]> {
    return (await lookAtThreads(session, "SHOW SLAVE STATUS"))
        .map((row) => ({ name: text(row.Channel_Name), host: text(row.Master_Host), port: Number(row.Master_Port) }))
        .filter(({ name }) => name !== "")
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a server's own threads, the receiver and the applier among them, are doing: takes none of their locks. */
export async function threadActivities(session: Session): Promise<string[]> {
    const rows = await session.query(
        "SELECT STATE AS activity FROM information_schema.PROCESSLIST WHERE USER = 'system user' ORDER BY ID",
    );
    return rows.map(({ activity }) => text(activity));
}

export async function stopChannel(session: Session, name: string): Promise<string> {
    return await change(session, "STOP SLAVE FOR CHANNEL ?", [name], SECONDS_TO_ACT);
}

export async function resetChannelAll(session: Session, name: string): Promise<string> {
    return await change(session, "RESET SLAVE ALL FOR CHANNEL ?", [name], SECONDS_TO_ACT);
}

/** What the receiver has stored: SHOW SLAVE STATUS shows neither the password nor the heartbeat. */
export async function receiverSettings(session: Session): Promise<Row | undefined> {
    const [row] = await session.query(
        "SELECT User_password AS password, Heartbeat AS heartbeat FROM mysql.slave_master_info WHERE Channel_name = ''",
    );
    return row;
}

/** Errors of the applier's workers: the coordinator's own error only says to look here. */
export async function applierWorkerErrors(session: Session): Promise<Row[]> {
    return await session.query(
        "SELECT LAST_ERROR_NUMBER AS number, LAST_ERROR_MESSAGE AS message " +
            "FROM performance_schema.replication_applier_status_by_worker " +
            "WHERE CHANNEL_NAME = '' AND LAST_ERROR_NUMBER <> 0",
    );
}

/** False where the server was started without it: its tables are there then, and empty. */
export async function hasPerformanceSchema(session: Session): Promise<boolean> {
    return Number((await one(session, "SELECT @@GLOBAL.performance_schema AS is_on")).is_on) === 1;
}

/** @param thread which of the two; both where it is left out */
export async function startSlave(session: Session, thread?: "IO_THREAD" | "SQL_THREAD"): Promise<string> {
    return await change(session, thread === undefined ? "START SLAVE" : `START SLAVE ${thread}`, [], SECONDS_TO_ACT);
}

export async function stopSlave(session: Session): Promise<string> {
    return await change(session, "STOP SLAVE", [], SECONDS_TO_ACT);
}

/** Replaces the filters of the applier, which must not be running (manual, 13.4.2.2 CHANGE REPLICATION FILTER). */
export async function changeReplicationFilter(session: Session, doDb: string[], ignoreDb: string[]): Promise<string> {
    const names = (databases: string[]): string => databases.map(quotedName).join(", ");
    return await change(
        session,
        `CHANGE REPLICATION FILTER REPLICATE_DO_DB = (${names(doDb)}), REPLICATE_IGNORE_DB = (${names(ignoreDb)})`,
    );
}

/** Deletes the relay logs and the place in them; which source it is, the data and the binary log stay. */
export async function resetSlave(session: Session): Promise<string> {
    return await change(session, "RESET SLAVE", [], SECONDS_TO_ACT);
}

/** Forgets the source and the relay logs; the data and the binary log stay (manual, 13.4.2.3 RESET SLAVE). */
export async function resetSlaveAll(session: Session): Promise<string> {
    return await change(session, "RESET SLAVE ALL", [], SECONDS_TO_ACT);
}

/** Deletes the binary log and the GTID history (manual, 13.4.1.2 RESET MASTER): only where an author asked for it. */
export async function resetMaster(session: Session): Promise<string> {
    return await change(session, "RESET MASTER", [], SECONDS_TO_ACT);
}

/** A server that reads this one's binary log (manual, 13.7.5.33 SHOW SLAVE HOSTS). */
export interface Follower {
    serverId: number;
    serverUuid: string;
    /** What it reports of itself, where it reports anything. */
    host: string;
    port: number;
}

export async function registeredReplicas(session: Session): Promise<Follower[]> {
    return (await session.query("SHOW SLAVE HOSTS")).map((row) => ({
        serverId: Number(row.Server_id),
        serverUuid: text(row.Slave_UUID),
        host: text(row.Host),
        port: Number(row.Port),
    }));
}

/** A connection over which somebody reads this server's binary log at this moment. */
export interface BinaryLogReader {
    id: number;
    user: string;
    /** From where, e.g. `10.0.0.2:51234`. */
    from: string;
}

export async function binaryLogReaders(session: Session): Promise<BinaryLogReader[]> {
    const rows = await session.query(
        "SELECT ID AS id, USER AS user, HOST AS host FROM information_schema.PROCESSLIST " +
            "WHERE COMMAND LIKE 'Binlog Dump%' ORDER BY ID",
    );
    return rows.map(({ id, user, host }) => ({ id: Number(id), user: text(user), from: text(host) }));
}

/** Connections over which this server sends its binary log to the replica with that server_uuid. */
export async function dumpConnections(session: Session, replicaUuid: string): Promise<number[]> {
    const rows = await session.query(
        "SELECT t.PROCESSLIST_ID AS id FROM performance_schema.threads t " +
            "JOIN performance_schema.user_variables_by_thread v USING (THREAD_ID) " +
            "WHERE t.PROCESSLIST_COMMAND LIKE 'Binlog Dump%' AND v.VARIABLE_NAME = 'slave_uuid' AND v.VARIABLE_VALUE = ?",
        [replicaUuid],
    );
    return rows.map((row) => Number(row.id));
}

export async function killConnection(session: Session, id: number): Promise<void> {
    await session.query("KILL ?", [id]);
}
