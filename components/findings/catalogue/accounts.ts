import type { FindingClass } from "../findingClass";

/** The account with which others log in at a master to follow it. */
export const accountClasses = {
    "account-missing": {
        audit: "drift",
        seen: 'account: "missing" => "present"',
        means: "nobody can follow this master once a receiver has to connect anew",
        remedy: "run pulumi up",
        up: "CREATE USER and GRANT, kept out of the binary log",
    },
    "account-locked": {
        audit: "drift",
        seen: 'account: "locked" => "present"',
        means: "nobody can follow this master once a receiver has to connect anew",
        remedy: "run pulumi up",
        up: "ALTER USER … PASSWORD EXPIRE NEVER ACCOUNT UNLOCK",
    },
    "account-restricted": {
        audit: "drift",
        seen: 'account: "REQUIRE SSL, and no receiver asks for TLS" => "present"',
        means: "receivers that are connected go on; one that has to connect anew is turned away, at once or from some day or number on",
        remedy: "run pulumi up",
        up: "ALTER USER … REQUIRE NONE WITH MAX_CONNECTIONS_PER_HOUR 0 … PASSWORD EXPIRE NEVER",
    },
    "account-outranked": {
        audit: "warning",
        seen: "''@'db2' comes before 'replication'@'%' for whoever logs in from db2",
        means: "a replica that connects from there is taken for that account, with its password and its privileges, and is turned away with 1045",
        remedy: "drop that account if nobody needs it (anonymous ones are left over from old installations), or declare a replication.user or hostPattern that comes first",
        up: "leaves it alone",
    },
    "account-password": {
        audit: "drift",
        seen: 'credentials: "another password than the declared one" => "as declared"',
        means: "receivers that connect anew are turned away with 1045",
        remedy: "run pulumi up",
        up: "ALTER USER",
    },
    "account-privileges": {
        audit: "drift",
        seen: 'privileges: "ALL PRIVILEGES ON *.*" => "REPLICATION SLAVE ON *.*"',
        means: "who knows the replication password may do more than follow, or can't follow any more",
        remedy: "run pulumi up",
        up: "GRANT and REVOKE, down to REPLICATION SLAVE ON *.*",
    },
} as const satisfies Record<string, FindingClass>;
