import type { FindingClass } from "../findingClass";

/** What both sides hold: when a link is made, and where the program has their rows compared. */
export const dataClasses = {
    "data-not-empty": {
        audit: "none",
        seen: "orders-master-1 holds shop",
        means: "the program declares empty servers, and nothing proves that both sides hold the same rows",
        remedy: "use servers that hold no database yet, or declare what is known of the data",
        up: "stops before anything is wired",
    },
    "data-differs": {
        audit: "none",
        seen: "shop.orders: is on orders-master-1 only",
        means: "the program declares that both sides hold the same rows, and they do not; nothing was wired",
        remedy: "make both sides the same, e.g. with a dump of the side that is right loaded into the other, while nobody writes; then run pulumi up again",
        up: "stops before anything is wired",
    },
    "gtid-history-differs": {
        audit: "none",
        seen: "both sides are declared identical, but orders-master-2 has not executed 8a1f…:1-50",
        means: "the source would send these transactions, and their rows are there already",
        remedy: "declare positioning: \"binlog\", which starts at the source's current coordinates, or give the replica a copy of the source's data with its GTIDs",
        up: "stops before anything is wired",
    },
    "copy-target-holds-data": {
        audit: "none",
        seen: "orders-master-2 holds the database shop",
        means: "a copy would be mixed with it, or replace it; nothing was changed",
        remedy: "name the server that is right in copyFrom; to have this one replaced, give it an empty data directory yourself, then run pulumi up again",
        up: "stops before anything is copied",
    },
    "dump-not-whole": {
        audit: "none",
        seen: "a session that begins here has sql_select_limit = 1000, and mysqldump would keep to it",
        means: "a dump would leave out rows or tables, turn letters into others, or be broken off; nothing was copied",
        remedy:
            "take that out of this server's global variables, its init_connect and its my.cnf, at least until the copy " +
            "has ended, then run pulumi up again",
        up: "refuses before anything is copied",
    },
    "rows-differ": {
        audit: "drift",
        seen: "shop.orders: 1 row differs: id 17",
        means: "both have executed all that the other one has, and still do not hold the same; nothing was changed",
        remedy:
            "decide which side is right, and make the other one the same by hand in a session with SET sql_log_bin = 0, " +
            "so that it stays there; then run pulumi up again. A whole side that is wrong is made anew with an empty data " +
            'directory and initialData: "copy"',
        up: "compares again, and stops with this",
    },
    "rows-not-compared": {
        audit: "drift",
        seen: "rows compared: nothing: orders-master-2 is unreachable: connection refused",
        means: "whether both sides hold the same rows is not known",
        remedy: "put right what is named, or give the comparison more time (rowComparison.secondsAtMost); then run pulumi up",
        up: "compares again, and warns of what it could not settle",
    },
    "read-lock-not-granted": {
        audit: "none",
        seen: "orders-master-1: FLUSH TABLES WITH READ LOCK was not granted within 120 s; connection 4711 (report@10.0.0.7:50122) has been running a statement for 260 s",
        means: "a copy begins at a moment at which nobody writes, and everybody would have had to wait behind a statement that takes long; nothing was copied",
        remedy: "let the statement end, or end it (KILL); run pulumi up again when the server is quieter, or give it longer (deadlineSeconds)",
        up: "asks for the lock a second at a time, so that writers go on in between, and stops with this at the deadline",
    },
    "copy-not-of-one-moment": {
        audit: "none",
        seen: "the connection that kept writers waiting on orders-master-1 ended while the copy was made",
        means: "the copy holds something else than its source held at the coordinates from which replication would go on; it is marked as not whole, and nothing was wired",
        remedy: "run pulumi up again, which copies anew; meanwhile let nobody end that connection, or create, alter, truncate, rename or drop what is copied",
        up: "throws the copy away and makes it anew",
    },
    "copy-failed": {
        audit: "none",
        seen: "mysqldump ended with 2: Lost connection to MySQL server",
        means: "the copy is not whole; it is marked so on the target, and replication was not wired",
        remedy: "put right what the client's own words name, then run pulumi up again, which copies anew",
        up: "throws the unfinished copy away and makes it anew",
    },
} as const satisfies Record<string, FindingClass>;
