import type { FindingClass } from "../findingClass";

const NOT_SKIPPED = "no transaction was skipped";

/** What stops an applier, by the error that it shows (manual, B.3.1 Server Error Messages). */
export const applierClasses = {
    "duplicate-key": {
        audit: "drift",
        seen: "SQL thread stopped: 1062 Could not execute Write_rows event on table shop.orders; Duplicate entry '17' for key 'PRIMARY'",
        means: `the replica holds a row already whose key the source has written: somebody wrote here past replication, or both sides gave out the same key; ${NOT_SKIPPED}`,
        remedy: "compare that row on both servers. If the source's is right, delete the replica's with SET sql_log_bin = 0; if the replica's is right, save it, delete it likewise, and write it again under a new key; then run pulumi up",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "row-missing": {
        audit: "drift",
        seen: "SQL thread stopped: 1032 Could not execute Update_rows event on table shop.orders; Can't find record in 'orders'",
        means: `the source changed or deleted a row that the replica does not hold, or holds with other values: the sides have differed since before; ${NOT_SKIPPED}`,
        remedy: "see which row the event is about and put it back on the replica with SET sql_log_bin = 0, as it was on the source before; then run pulumi up, and compare the rest of the table",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "table-missing": {
        audit: "drift",
        seen: "SQL thread stopped: 1146 Error executing row event: 'Table 'shop.orders' doesn't exist'",
        means: `the replica lacks a table that the source writes; ${NOT_SKIPPED}`,
        remedy: "make the table on the replica with SET sql_log_bin = 0, with the rows that it had on the source before that event (a dump of the source's table as of then), then run pulumi up",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "database-missing": {
        audit: "drift",
        seen: "SQL thread stopped: 1049 Error 'Unknown database 'shop'' on query",
        means: `the replica lacks a database that the source writes; ${NOT_SKIPPED}`,
        remedy: "copy the database from the source to the replica with SET sql_log_bin = 0, as of before that event, then run pulumi up",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "schema-differs": {
        audit: "drift",
        seen: "SQL thread stopped: 1677 Column 1 of table 'shop.orders' cannot be converted from type 'varchar(40)' to type 'int(11)'",
        means: `a table, column or index is not the same on both sides; ${NOT_SKIPPED}`,
        remedy: "make it the same with SET sql_log_bin = 0 on the side that is wrong, then run pulumi up",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "foreign-key-violated": {
        audit: "drift",
        seen: "SQL thread stopped: 1452 Cannot add or update a child row: a foreign key constraint fails",
        means: `the replica lacks the row that another one refers to: the sides have differed since before; ${NOT_SKIPPED}`,
        remedy: "put the missing row back on the replica with SET sql_log_bin = 0, then run pulumi up, and compare both tables",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "account-statement-failed": {
        audit: "drift",
        seen: "SQL thread stopped: 1396 Error 'Operation CREATE USER failed for 'app'@'%'' on query",
        means: `an account that a replicated statement makes or changes is there already, or missing; ${NOT_SKIPPED}`,
        remedy: "make the account on the replica with SET sql_log_bin = 0 what the statement expects to find, then run pulumi up",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
    "lock-wait": {
        audit: "drift",
        seen: "SQL thread stopped: 1205 Lock wait timeout exceeded; try restarting transaction",
        means: ({ options }) =>
            `somebody on the replica held a row or table longer than the applier tries (${options.transactionRetries}); ${NOT_SKIPPED}`,
        remedy: "find who held it, then run pulumi up",
        up: ({ statements }) => statements.startReplica,
    },
    "disk-full": {
        audit: "drift",
        seen: ({ activities, statements }) =>
            `can't be looked at: no answer within 10 s to ${statements.showReplicaStatus}; its replication threads: ${activities.writesRelayLog}`,
        means:
            "the replica has no room left for what it receives or applies, or its disk does not answer: a receiver then shows " +
            "no error and lets nobody look at it, and an applier stops, e.g. with 1114; nothing is lost, it goes on where it stopped",
        remedy:
            "make room (old binary logs: PURGE BINARY LOGS up to what every follower has). A receiver looks once a minute " +
            "and goes on by itself; where the applier stopped, run pulumi up",
        up: ({ statements }) =>
            `${statements.startReplica}; stops with this where the error comes back, or there is no room yet`,
    },
    "relay-log-unusable": {
        audit: "drift",
        seen: "SQL thread stopped: 1594 Relay log read failure",
        means: "the replica's relay logs, or its place in them, are damaged or gone",
        remedy: ({ statements, statusColumns }) =>
            `by GTID, run pulumi up; by file and position, run ${statements.changeSource} with the place up to which it has applied (${statusColumns.appliedFile}, ${statusColumns.appliedPosition}), then pulumi up`,
        up: ({ statements }) =>
            `by GTID: ${statements.stopReplica}, ${statements.resetReplica}, and all that was not applied is fetched again; else stops with this`,
    },
    "applier-failed": {
        audit: "drift",
        seen: "SQL thread stopped: 1197 Multi-statement transaction required more than 'max_binlog_cache_size' bytes of storage",
        means: `the replica does not apply what its source writes; ${NOT_SKIPPED}`,
        remedy: "put right what the server's own words name, on the server that is wrong, then run pulumi up again",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
} as const satisfies Record<string, FindingClass>;
