import type { FindingClass } from "./findingClass";

/** What both sides hold when a link is made. */
export const dataClasses = {
    "data-not-empty": {
        audit: "none",
        seen: "orders-master-1 holds shop",
        means: "the program declares empty servers, and nothing proves that both sides hold the same rows",
        remedy: "declare what is known of the data, or give the set-up servers that hold no database yet",
        up: "stops before anything is wired",
    },
    "data-differs": {
        audit: "none",
        seen: "shop.orders is on orders-master-1 only",
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
    "copy-failed": {
        audit: "none",
        seen: "mysqldump ended with 2: Lost connection to MySQL server",
        means: "the copy is not whole; it is marked so on the target, and replication was not wired",
        remedy: "put right what the client's own words name, then run pulumi up again, which copies anew",
        up: "throws the unfinished copy away and makes it anew",
    },
} as const satisfies Record<string, FindingClass>;
