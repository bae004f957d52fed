/** What a server does in the set-up. */
export const Role = {
    /** Takes writes, and follows the other master. */
    Master: "master",
    /** Only reads, and follows one master. */
    Replica: "replica",
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** Which masters applications write to. */
export const Writers = {
    /** Every master: each hands out AUTO_INCREMENT values in a lane of its own. */
    All: "all",
    /** Only one of them at any time: there are no lanes. */
    One: "one",
} as const;
export type Writers = (typeof Writers)[keyof typeof Writers];

/** What becomes of the binary log of a replica that leaves. */
export const BinaryLogOnRemoval = {
    /** It stays as it is. */
    Keep: "keep",
    /** RESET MASTER deletes it. */
    Reset: "reset",
} as const;
export type BinaryLogOnRemoval = (typeof BinaryLogOnRemoval)[keyof typeof BinaryLogOnRemoval];

/** What becomes of the data that a server holds once it leaves the program. */
export const DataOnRemoval = {
    /** Its volume stays, and a server of the same name takes it over. */
    Keep: "keep",
    /** Its volume goes with it. */
    Delete: "delete",
} as const;
export type DataOnRemoval = (typeof DataOnRemoval)[keyof typeof DataOnRemoval];

/** Docker's restart policies. */
export const RestartPolicy = {
    No: "no",
    OnFailure: "on-failure",
    UnlessStopped: "unless-stopped",
    Always: "always",
} as const;
export type RestartPolicy = (typeof RestartPolicy)[keyof typeof RestartPolicy];

/** Who writes a server's my.cnf. */
export const MyCnfWriter = {
    /** Its owner: only what replication stands on is demanded, and told as lines to add where SQL can't set it. */
    Owner: "owner",
    /** This library's rules: `report_host` and the relay log's name are verified as well. */
    Generated: "generated",
} as const;
export type MyCnfWriter = (typeof MyCnfWriter)[keyof typeof MyCnfWriter];
