/**
 * What is known of the data on both sides when a link is made.
 *
 * @enum
 * @category Choices
 */
export const InitialDataMode = {
    /** No server holds any database of its own; anything else is refused. */
    Empty: "empty",
    /**
     * The author vouches that both sides hold the same rows now, and that nobody is writing. Tables, columns and the first
     * and last rows of each table are compared, and a difference is refused.
     */
    Identical: "identical",
    /**
     * The databases of the master that `copyFrom` names are copied to all others, which must hold none. Needs `mysqldump`
     * and `mysql` on the PATH where `pulumi` runs.
     */
    Copy: "copy",
} as const;
export type InitialDataMode = (typeof InitialDataMode)[keyof typeof InitialDataMode];

/** What two servers hold before they are wired; `copy`: the replica is to be a copy of the source; `copied`: the source of it. */
export type HeldData = InitialDataMode | "copied";
