import type { FindingClass } from "./findingClass";

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
