import { format, raw } from "mysql2";
import { GtidSet } from "../../../components/mysql/gtid/gtidSet";
import { CLAIM_RECORD, COPY_RECORD } from "../../../components/mysql/ownDatabases";
import type { Row, Session, Value } from "../../../components/mysql/session";
import * as statements from "../../../components/mysql/statements";
import { fakeSession } from "../fakes/session";

interface Case {
    does: string;
    call: (session: Session) => Promise<unknown>;
    rows?: Row[];
    sql: string;
    values?: unknown[];
    answer?: unknown;
}

const PASSWORD = "p'w";
const HASH = "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19";
const [USER, HOST] = ["repl'; DROP", "10.0.0.%"];
const IDENTITY =
    "SELECT @@GLOBAL.server_id AS id, @@GLOBAL.server_uuid AS uuid, @@GLOBAL.version AS version, " +
    "@@GLOBAL.gtid_mode AS mode, @@GLOBAL.gtid_executed AS executed, @@GLOBAL.gtid_purged AS purged";
const LIFETIME = "COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime)";
const EXPIRY = `password_last_changed + INTERVAL ${LIFETIME} DAY`;
const LOGIN =
    "plugin, authentication_string AS hash, account_locked AS locked, password_expired AS expired, " +
    "ssl_type, ssl_cipher, x509_issuer, x509_subject, max_questions, max_updates, max_connections, max_user_connections, " +
    `IF(${LIFETIME} = 0, '', DATE(${EXPIRY})) AS expires_on, ${LIFETIME} > 0 AND NOW() > ${EXPIRY} AS is_over`;
const ACCOUNT = `SELECT ${LOGIN} FROM mysql.user WHERE user = ? AND host = ?`;

const A = "aaaaaaaa-0000-0000-0000-000000000000";
const B = "bbbbbbbb-0000-0000-0000-000000000000";

const CASES: Case[] = [
    {
        does: "identity, with GTID sets on one line",
        call: statements.identity,
        rows: [
            { id: 3307, uuid: "u-1", version: "5.7.22-log", mode: "ON", executed: `${A}:1-5,\n${B}:1-3`, purged: "" },
        ],
        sql: IDENTITY,
        answer: {
            serverId: 3307,
            serverUuid: "u-1",
            version: "5.7.22-log",
            gtidMode: "ON",
            executed: GtidSet.parse(`${A}:1-5,${B}:1-3`),
            purged: GtidSet.EMPTY,
        },
    },
    {
        does: "global variables, those that the server knows",
        call: (session) => statements.globalVariables(session, ["read_only", "no_such_thing"]),
        rows: [{ Variable_name: "read_only", Value: "ON" }],
        sql: "SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)",
        values: [["read_only", "no_such_thing"]],
        answer: { read_only: "ON" },
    },
    {
        does: "a global variable's new value",
        call: (session) => statements.setGlobal(session, "sync_binlog", 1),
        sql: "SET GLOBAL sync_binlog = ?",
        values: [1],
    },
    {
        does: "the binary log's coordinates",
        call: statements.binaryLogCoordinates,
        rows: [{ File: "mysql-bin.000003", Position: "194", Executed_Gtid_Set: `${A}:1-5,\n${B}:1` }],
        sql: "SHOW MASTER STATUS",
        answer: { file: "mysql-bin.000003", position: 194, gtidSet: `${A}:1-5,${B}:1` },
    },
    {
        does: "no coordinates where the binary log is off",
        call: statements.binaryLogCoordinates,
        sql: "SHOW MASTER STATUS",
        answer: undefined,
    },
    {
        does: "filters of the binary log, under the names of their options",
        call: statements.binaryLogFilters,
        rows: [{ File: "mysql-bin.000001", Position: "4", Binlog_Do_DB: "shop,orders", Binlog_Ignore_DB: "" }],
        sql: "SHOW MASTER STATUS",
        answer: { binlog_do_db: "orders,shop", binlog_ignore_db: "" },
    },
    {
        does: "no filters of a binary log that is off",
        call: statements.binaryLogFilters,
        sql: "SHOW MASTER STATUS",
        answer: { binlog_do_db: "", binlog_ignore_db: "" },
    },
    {
        does: "files of the binary log",
        call: statements.binaryLogs,
        rows: [
            { Log_name: "mysql-bin.000001", File_size: "177" },
            { Log_name: "mysql-bin.000002", File_size: "154" },
        ],
        sql: "SHOW BINARY LOGS",
        answer: ["mysql-bin.000001", "mysql-bin.000002"],
    },
    {
        does: "events of the binary log, with who wrote them and where they end",
        call: (session) => statements.binaryLogEvents(session, "mysql-bin.000001", 154, 1000),
        rows: [
            { Log_name: "mysql-bin.000001", Pos: "154", Event_type: "Query", Server_id: "3307", End_log_pos: "219" },
        ],
        sql: "SHOW BINLOG EVENTS IN ? FROM 154 LIMIT 1000",
        values: ["mysql-bin.000001"],
        answer: [{ serverId: 3307, end: 219 }],
    },
    {
        does: "the history of data that came without it",
        call: (session) => statements.setGtidPurged(session, "a:1-5,b:1"),
        sql: "SET GLOBAL gtid_purged = ?",
        values: ["a:1-5,b:1"],
    },
    {
        does: "what tables of a database are made with",
        call: (session) => statements.databaseDefaults(session, "shop"),
        rows: [{ character_set: "latin1", collation_name: "latin1_german1_ci" }],
        sql:
            "SELECT DEFAULT_CHARACTER_SET_NAME AS character_set, DEFAULT_COLLATION_NAME AS collation_name " +
            "FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
        values: ["shop"],
        answer: { characterSet: "latin1", collation: "latin1_german1_ci" },
    },
    {
        does: "a database, its name as a name",
        call: (session) =>
            statements.createDatabase(session, "my `shop`", {
                characterSet: "latin1",
                collation: "latin1_german1_ci",
            }),
        sql: "CREATE DATABASE ?? CHARACTER SET latin1 COLLATE latin1_german1_ci",
        values: ["my `shop`"],
    },
    {
        does: "a database's end, its name as a name",
        call: (session) => statements.dropDatabase(session, "my `shop`"),
        sql: "DROP DATABASE IF EXISTS ??",
        values: ["my `shop`"],
    },
    {
        does: "databases that are neither the server's own nor this library's",
        call: statements.userDatabases,
        rows: [{ name: "orders" }, { name: "shop" }],
        sql:
            "SELECT schema_name AS name FROM information_schema.schemata " +
            "WHERE schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys', ?, ?) " +
            "AND schema_name NOT LIKE '#mysql50#%' ORDER BY 1",
        values: [CLAIM_RECORD, COPY_RECORD],
        answer: ["orders", "shop"],
    },
    {
        does: "nothing into the binary log from here on",
        call: statements.keepOutOfBinaryLog,
        sql: "SET SESSION sql_log_bin = 0",
    },
    {
        does: "an account",
        call: (session) => statements.account(session, USER, HOST),
        rows: [{ plugin: "mysql_native_password", hash: HASH, locked: "Y", expired: "N" }],
        sql: ACCOUNT,
        values: [USER, HOST],
        answer: {
            plugin: "mysql_native_password",
            authenticationString: HASH,
            locked: true,
            expired: false,
            expiresOn: "",
            requires: "",
            limits: "",
        },
    },
    {
        does: "what an account's next login takes",
        call: (session) => statements.account(session, USER, HOST),
        rows: [
            {
                ...{ plugin: "sha256_password", hash: "", locked: "N", expired: "N" },
                ...{ ssl_type: "SPECIFIED", ssl_cipher: "AES", x509_issuer: "", x509_subject: "CN=x" },
                ...{ max_questions: 5, max_updates: 0, max_connections: 0, max_user_connections: 2 },
                ...{ expires_on: "2026-01-02", is_over: 1 },
            },
        ],
        sql: ACCOUNT,
        values: [USER, HOST],
        answer: {
            plugin: "sha256_password",
            authenticationString: "",
            locked: false,
            expired: true,
            expiresOn: "2026-01-02",
            requires: "CIPHER AND SUBJECT",
            limits: "MAX_QUERIES_PER_HOUR 5 MAX_USER_CONNECTIONS 2",
        },
    },
    {
        does: "the other accounts that a login can be taken for",
        call: (session) => statements.otherAccounts(session, USER, HOST),
        rows: [{ user: "", host: "db2", may_follow: "N", plugin: "mysql_native_password", hash: "", ssl_type: "ANY" }],
        sql:
            `SELECT user, host, Repl_slave_priv AS may_follow, ${LOGIN} FROM mysql.user ` +
            "WHERE user IN (?, '') AND NOT (user = ? AND host = ?) ORDER BY host, user",
        values: [USER, USER, HOST],
        answer: [
            {
                ...{ user: "", host: "db2", mayFollow: false, plugin: "mysql_native_password" },
                ...{ authenticationString: "", locked: false, expired: false, expiresOn: "" },
                ...{ requires: "SSL", limits: "" },
            },
        ],
    },
    {
        does: "an account that is not there",
        call: (session) => statements.account(session, USER, HOST),
        sql: ACCOUNT,
        values: [USER, HOST],
        answer: undefined,
    },
    {
        does: "an account's grants, whatever the column is called",
        call: (session) => statements.grants(session, USER, HOST),
        rows: [{ "Grants for x": "GRANT USAGE …" }, { "Grants for x": "GRANT SELECT …" }],
        sql: "SHOW GRANTS FOR ?@?",
        values: [USER, HOST],
        answer: ["GRANT USAGE …", "GRANT SELECT …"],
    },
    {
        does: "a new account, by its password's hash",
        call: (session) => statements.createAccount(session, USER, HOST, HASH),
        sql: "CREATE USER IF NOT EXISTS ?@? IDENTIFIED WITH mysql_native_password AS ? PASSWORD EXPIRE NEVER",
        values: [USER, HOST, HASH],
    },
    {
        does: "a mended account, by its password's hash",
        call: (session) => statements.mendAccount(session, USER, HOST, HASH),
        sql:
            "ALTER USER ?@? IDENTIFIED WITH mysql_native_password AS ? REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 0 " +
            "MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0 PASSWORD EXPIRE NEVER ACCOUNT UNLOCK",
        values: [USER, HOST, HASH],
    },
    {
        does: "an account's end",
        call: (session) => statements.dropAccount(session, USER, HOST),
        sql: "DROP USER IF EXISTS ?@?",
        values: [USER, HOST],
    },
    {
        does: "the one grant",
        call: (session) => statements.grantReplication(session, USER, HOST),
        sql: "GRANT REPLICATION SLAVE ON *.* TO ?@?",
        values: [USER, HOST],
    },
    {
        does: "a grant's end, as SHOW GRANTS quoted it",
        call: (session) => statements.revoke(session, "SELECT (a, b)", "`x`.`t`", USER, HOST),
        sql: "REVOKE SELECT (a, b) ON `x`.`t` FROM ?@?",
        values: [USER, HOST],
    },
    {
        does: "a source by GTID",
        call: (session) =>
            statements.changeSource(session, {
                host: "db1",
                port: 3306,
                user: USER,
                password: PASSWORD,
                autoPosition: true,
            }),
        sql:
            "CHANGE MASTER TO MASTER_HOST = ?, MASTER_PORT = ?, MASTER_USER = ?, MASTER_PASSWORD = ?, " +
            "MASTER_AUTO_POSITION = ?",
        values: ["db1", 3306, USER, PASSWORD, 1],
    },
    {
        does: "a source by file and position",
        call: (session) =>
            statements.changeSource(session, {
                position: 4,
                file: "mysql-bin.000001",
                autoPosition: false,
                host: "db1",
            }),
        sql: "CHANGE MASTER TO MASTER_HOST = ?, MASTER_AUTO_POSITION = ?, MASTER_LOG_FILE = ?, MASTER_LOG_POS = ?",
        values: ["db1", 0, "mysql-bin.000001", 4],
    },
    {
        does: "a receiver's other settings alone, a zero among them",
        call: (session) =>
            statements.changeSource(session, {
                connectRetrySeconds: 5,
                heartbeatSeconds: 10,
                retryCount: 0,
                user: undefined,
            }),
        sql: "CHANGE MASTER TO MASTER_CONNECT_RETRY = ?, MASTER_HEARTBEAT_PERIOD = ?, MASTER_RETRY_COUNT = ?",
        values: [5, 10, 0],
    },
    {
        does: "a replica's status",
        call: statements.showReplicaStatus,
        rows: [{ Master_Host: "db1" }],
        sql: "SHOW SLAVE STATUS",
        answer: { Master_Host: "db1" },
    },
    {
        does: "a replica's status, of the channel without a name",
        call: statements.showReplicaStatus,
        rows: [
            { Master_Host: "db3", Channel_Name: "third" },
            { Master_Host: "db1", Channel_Name: "" },
        ],
        sql: "SHOW SLAVE STATUS",
        answer: { Master_Host: "db1", Channel_Name: "" },
    },
    {
        does: "no status of a server that follows nobody",
        call: statements.showReplicaStatus,
        sql: "SHOW SLAVE STATUS",
        answer: undefined,
    },
    {
        does: "what the receiver has stored",
        call: statements.receiverSettings,
        rows: [{ password: "x", heartbeat: 10 }],
        sql: "SELECT User_password AS password, Heartbeat AS heartbeat FROM mysql.slave_master_info WHERE Channel_name = ''",
        answer: { password: "x", heartbeat: 10 },
    },
    {
        does: "errors of the applier's workers",
        call: statements.applierWorkerErrors,
        rows: [{ number: 1062, message: "Duplicate entry" }],
        sql:
            "SELECT LAST_ERROR_NUMBER AS number, LAST_ERROR_MESSAGE AS message " +
            "FROM performance_schema.replication_applier_status_by_worker " +
            "WHERE CHANNEL_NAME = '' AND LAST_ERROR_NUMBER <> 0",
        answer: [{ number: 1062, message: "Duplicate entry" }],
    },
    { does: "both threads' start", call: (session) => statements.startReplica(session), sql: "START SLAVE" },
    {
        does: "the receiver's start",
        call: (session) => statements.startReplica(session, "IO_THREAD"),
        sql: "START SLAVE IO_THREAD",
    },
    {
        does: "the applier's start",
        call: (session) => statements.startReplica(session, "SQL_THREAD"),
        sql: "START SLAVE SQL_THREAD",
    },
    {
        does: "what a server's own threads are doing",
        call: statements.threadActivities,
        rows: [{ activity: "Queueing master event to the relay log" }, { activity: null }],
        sql: "SELECT STATE AS activity FROM information_schema.PROCESSLIST WHERE USER = 'system user' ORDER BY ID",
        answer: ["Queueing master event to the relay log", ""],
    },
    {
        does: "whether a replica's threads run: the receiver does",
        call: statements.replicaThreadRuns,
        rows: [{ Channel_Name: "", Slave_IO_Running: "Yes", Slave_SQL_Running: "No" }],
        sql: "SHOW SLAVE STATUS",
        answer: true,
    },
    {
        does: "whether a replica's threads run: the receiver tries to",
        call: statements.replicaThreadRuns,
        rows: [{ Channel_Name: "", Slave_IO_Running: "Connecting", Slave_SQL_Running: "No" }],
        sql: "SHOW SLAVE STATUS",
        answer: true,
    },
    {
        does: "whether a replica's threads run: the applier does",
        call: statements.replicaThreadRuns,
        rows: [{ Channel_Name: "", Slave_IO_Running: "No", Slave_SQL_Running: "Yes" }],
        sql: "SHOW SLAVE STATUS",
        answer: true,
    },
    {
        does: "whether a replica's threads run: those of a channel with a name do",
        call: statements.replicaThreadRuns,
        rows: [
            { Channel_Name: "", Slave_IO_Running: "No", Slave_SQL_Running: "No" },
            { Channel_Name: "third", Slave_IO_Running: "No", Slave_SQL_Running: "Yes" },
        ],
        sql: "SHOW SLAVE STATUS",
        answer: true,
    },
    {
        does: "whether a replica's threads run: none does",
        call: statements.replicaThreadRuns,
        rows: [
            { Channel_Name: "", Slave_IO_Running: "No", Slave_SQL_Running: "No" },
            { Channel_Name: "third", Slave_IO_Running: "No", Slave_SQL_Running: "No" },
        ],
        sql: "SHOW SLAVE STATUS",
        answer: false,
    },
    {
        does: "whether a replica's threads run: it follows nobody",
        call: statements.replicaThreadRuns,
        sql: "SHOW SLAVE STATUS",
        answer: false,
    },
    { does: "both threads' stop", call: statements.stopReplica, sql: "STOP SLAVE" },
    { does: "the relay logs' end", call: statements.resetReplica, sql: "RESET SLAVE" },
    { does: "the link's end", call: statements.resetReplicaAll, sql: "RESET SLAVE ALL" },
    { does: "the binary log's end", call: statements.resetBinaryLog, sql: "RESET MASTER" },
    {
        does: "sources that are followed over channels with a name",
        call: statements.namedChannels,
        rows: [
            { Channel_Name: "third", Master_Host: "db3", Master_Port: 3306 },
            { Channel_Name: "", Master_Host: "db1", Master_Port: 3306 },
            { Channel_Name: "fourth", Master_Host: "db4", Master_Port: 3307 },
        ],
        sql: "SHOW SLAVE STATUS",
        answer: [
            { name: "fourth", host: "db4", port: 3307 },
            { name: "third", host: "db3", port: 3306 },
        ],
    },
    {
        does: "whether there is a performance_schema",
        call: statements.hasPerformanceSchema,
        rows: [{ is_on: 0 }],
        sql: "SELECT @@GLOBAL.performance_schema AS is_on",
        answer: false,
    },
    {
        does: "the stop of a channel's threads",
        call: (session) => statements.stopChannel(session, "third"),
        sql: "STOP SLAVE FOR CHANNEL ?",
        values: ["third"],
    },
    {
        does: "a channel's end",
        call: (session) => statements.resetChannelAll(session, "third"),
        sql: "RESET SLAVE ALL FOR CHANNEL ?",
        values: ["third"],
    },
    {
        does: "the applier's filters, each database quoted as a name",
        call: (session) => statements.changeReplicationFilter(session, ["shop", "my `shop`"], ["tmp"]),
        sql: "CHANGE REPLICATION FILTER REPLICATE_DO_DB = (`shop`, `my ``shop```), REPLICATE_IGNORE_DB = (`tmp`)",
    },
    {
        does: "no filters",
        call: (session) => statements.changeReplicationFilter(session, [], []),
        sql: "CHANGE REPLICATION FILTER REPLICATE_DO_DB = (), REPLICATE_IGNORE_DB = ()",
    },
    {
        does: "a wait for transactions, which is true once they are there",
        call: (session) => statements.waitForGtids(session, GtidSet.parse(`${A}:1-5`), 30),
        rows: [{ late: 0 }],
        sql: "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late",
        values: [`${A}:1-5`, 30],
        answer: true,
    },
    {
        does: "a wait for transactions that did not come in time",
        call: (session) => statements.waitForGtids(session, GtidSet.parse(`${A}:1-5`), 30),
        rows: [{ late: 1 }],
        sql: "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late",
        values: [`${A}:1-5`, 30],
        answer: false,
    },
    ...[
        { events: 0, is: "reached already", answer: true },
        { events: "7", is: "reached by now", answer: true },
        { events: -1, is: "not reached in time", answer: false },
        { events: null, is: "not on the way of an applier that does not run", answer: false },
    ].map(({ events, is, answer }) => ({
        does: `a wait for a place that is ${is}`,
        call: (session: Session) =>
            statements.waitForPosition(session, { file: "bin.000003", position: 4711, gtidSet: "" }, 30),
        rows: [{ events }],
        sql: "SELECT MASTER_POS_WAIT(?, ?, ?, '') AS events",
        values: ["bin.000003", 4711, 30],
        answer,
    })),
    {
        does: "all accounts of a name",
        call: (session) => statements.nativeAccounts(session, "replication"),
        rows: [
            { host: "%", hash: "*A" },
            { host: "db1", hash: "*B" },
        ],
        sql: "SELECT host, authentication_string AS hash FROM mysql.user WHERE user = ? " + "AND plugin = ?",
        values: ["replication", "mysql_native_password"],
        answer: [
            { host: "%", hash: "*A" },
            { host: "db1", hash: "*B" },
        ],
    },
    {
        does: "connections that send the binary log to one replica",
        call: (session) => statements.dumpConnections(session, "u-2"),
        rows: [{ id: "17" }, { id: 18 }],
        sql:
            "SELECT t.PROCESSLIST_ID AS id FROM performance_schema.threads t " +
            "JOIN performance_schema.user_variables_by_thread v USING (THREAD_ID) " +
            "WHERE t.PROCESSLIST_COMMAND LIKE 'Binlog Dump%' AND v.VARIABLE_NAME = ? AND v.VARIABLE_VALUE = ?",
        values: ["slave_uuid", "u-2"],
        answer: [17, 18],
    },
    {
        does: "who follows a server",
        call: (session) => statements.registeredReplicas(session),
        rows: [{ Server_id: 99, Host: "reports-1", Port: 3306, Master_id: 3307, Slave_UUID: "u-9" }],
        sql: "SHOW SLAVE HOSTS",
        answer: [{ serverId: 99, serverUuid: "u-9", host: "reports-1", port: 3306 }],
    },
    {
        does: "who reads a binary log",
        call: (session) => statements.binaryLogReaders(session),
        rows: [{ id: "17", user: "replication", host: "10.0.0.2:51234" }],
        sql:
            "SELECT ID AS id, USER AS user, HOST AS host FROM information_schema.PROCESSLIST " +
            "WHERE COMMAND LIKE 'Binlog Dump%' ORDER BY ID",
        answer: [{ id: 17, user: "replication", from: "10.0.0.2:51234" }],
    },
    {
        does: "a connection's end",
        call: (session) => statements.killConnection(session, 17),
        sql: "KILL ?",
        values: [17],
    },
];

/** A statement as a user reads it. */
const told = (sql: string, values: unknown[]): string =>
    format(
        sql,
        (values as Value[]).map((value) => (value === HASH || value === PASSWORD ? raw("<secret>") : value)),
    );

describe("a statement", () => {
    it.each(CASES)("should be exactly this one: $does", async (expected) => {
        const { call, rows = [], sql, values = [] } = expected;
        const session = fakeSession({ "": rows });
        // What looks answers with what it sees, and what acts with what it has done.
        expect(await call(session)).toEqual("answer" in expected ? expected.answer : told(sql, values));
        expect(session.sent).toEqual([{ sql, values: values as Value[] }]);
    });

    it("should hold no value in its text, and as many placeholders as values", async () => {
        for (const { call, rows = [] } of CASES) {
            const session = fakeSession({ "": rows });
            await call(session);
            for (const { sql, values } of session.sent) {
                // A name's placeholder is two question marks.
                expect(sql.match(/\?{1,2}/g) ?? []).toHaveLength(values.length);
                expect(values.filter((value) => String(value).length > 3 && sql.includes(String(value)))).toEqual([]);
            }
        }
    });

    it("should be tested here for every function there is", () => {
        const functions = Object.values(statements).filter((each) => typeof each === "function");
        const called = CASES.map(({ call }) => String(call));
        const missing = functions.filter(
            (each) => !CASES.some(({ call }) => call === each) && !called.some((text) => text.includes(each.name)),
        );
        expect(missing.map(({ name }) => name)).toEqual([]);
    });
});
