import type { FindingClass } from "../findingClass";

/** What does not stop replication, and makes the two sides behave differently, or every repair harder. */
export const surroundingClasses = {
    "no-primary-key": {
        audit: "warning",
        seen: "1 table has no primary key: shop.log",
        means: "every changed row is searched for in the whole table when it is applied, and rows can't be told apart when the sides are compared",
        remedy: "give each table a primary key",
        up: "warns",
    },
    "not-transactional": {
        audit: "warning",
        seen: "1 table is in an engine without transactions: shop.session (MyISAM)",
        means: "a crash or an error leaves half of a change in it, on one side only, and a copy can't hold it as of one moment",
        remedy: "ALTER TABLE … ENGINE = InnoDB",
        up: "warns",
    },
    "names-case-differs": {
        audit: "warning",
        seen: "lower_case_table_names is 1 on orders-master-2 and 0 on orders-master-1",
        means: "a table whose name has capitals is one table here and another, or none, there: appliers stop with 1146",
        remedy: "set up both servers with the same lower_case_table_names, which has to be chosen before there is data",
        up: "refuses to wire two such servers; warns where they are wired already",
    },
    "character-sets-differ": {
        audit: "warning",
        seen: "character_set_server is latin1 on orders-master-2 and utf8mb4 on orders-master-1",
        means: "a database made without a character set has another one, depending on where it is made",
        remedy: "declare character-set-server and collation-server in options, for all servers",
        up: "warns",
    },
    "sql-modes-differ": {
        audit: "warning",
        seen: "sql_mode has NO_AUTO_CREATE_USER on orders-master-1 only",
        means: "a statement that one master takes is refused, or means something else, on the other",
        remedy: "declare sql-mode in options, for all servers",
        up: "warns",
    },
    "time-zones-differ": {
        audit: "warning",
        seen: "the time zone is CET on orders-master-2 and UTC on orders-master-1",
        means: "NOW() and CURRENT_TIMESTAMP give other values on each master",
        remedy: "declare default-time-zone in options, for all servers",
        up: "warns",
    },
    "versions-differ": {
        audit: "warning",
        seen: "orders-master-2 is 5.7.44 and orders-master-1 is 5.6.51",
        means: "what the newer one writes may not be understood by the older one",
        remedy: "bring both to the same version, the replicas first",
        up: "warns",
    },
} as const satisfies Record<string, FindingClass>;
