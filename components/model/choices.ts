/**
 * What a server does in the set-up.
 *
 * @enum
 * @category Choices
 */
export const Role = {
    /** Takes writes, and follows the other master. */
    Master: "master",
    /** Only reads, and follows one master. */
    Replica: "replica",
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/**
 * Which masters applications write to.
 *
 * @enum
 * @category Choices
 */
export const Writers = {
    /** Every master: each hands out AUTO_INCREMENT values in a lane of its own. */
    All: "all",
    /** You state that only one of them is ever written, so that both may hand out 1, 2, 3 …: there are no lanes. */
    One: "one",
} as const;
export type Writers = (typeof Writers)[keyof typeof Writers];

/**
 * What becomes of the binary log of a replica that leaves.
 *
 * @enum
 * @category Choices
 */
export const BinaryLogOnRemoval = {
    /** It stays as it is. */
    Keep: "keep",
    /** RESET MASTER deletes it, so that the server can become anything. */
    Reset: "reset",
} as const;
export type BinaryLogOnRemoval = (typeof BinaryLogOnRemoval)[keyof typeof BinaryLogOnRemoval];

/**
 * What becomes of the data that a server holds once it leaves the program.
 *
 * @enum
 * @category Choices
 */
export const DataOnRemoval = {
    /** Its volume stays, and is named with how to remove it; a server of the same name takes it over. */
    Keep: "keep",
    /** Its volume goes with it. */
    Delete: "delete",
} as const;
export type DataOnRemoval = (typeof DataOnRemoval)[keyof typeof DataOnRemoval];

/**
 * Docker's restart policies.
 *
 * @enum
 * @category Choices
 */
export const RestartPolicy = {
    /** A container that ends stays down. */
    No: "no",
    /** Started again when it ends with an error. */
    OnFailure: "on-failure",
    /** Started again whenever it ends; one that was stopped stays down, even when the Docker engine starts again. */
    UnlessStopped: "unless-stopped",
    /** Started again whenever it ends; one that was stopped by hand, when the Docker engine starts again. */
    Always: "always",
} as const;
export type RestartPolicy = (typeof RestartPolicy)[keyof typeof RestartPolicy];

/**
 * Who writes a server's my.cnf.
 *
 * @enum
 * @category Choices
 */
export const MyCnfWriter = {
    /** Its owner: only what replication depends on is demanded, and printed as lines to add where SQL can't set it. */
    Owner: "owner",
    /** This library's rules: `report_host` (`peerHost`) and the relay log's name are verified as well. */
    Generated: "generated",
} as const;
export type MyCnfWriter = (typeof MyCnfWriter)[keyof typeof MyCnfWriter];
