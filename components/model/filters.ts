/**
 * Database filters (manual, 16.1.6.3 and 16.1.6.4), the same on every server. One entry per database.
 *
 * @category Replication
 */
export interface FiltersArgs {
    /**
     * Databases whose changes are written to the binary log; all others' are not.
     *
     * @defaultValue all
     */
    binlogDoDb?: string[];
    /**
     * Databases whose changes are kept out of the binary log.
     *
     * @defaultValue none
     */
    binlogIgnoreDb?: string[];
    /**
     * Databases that replicas apply; all others' changes they leave out.
     *
     * @defaultValue all
     */
    replicateDoDb?: string[];
    /**
     * Databases whose changes replicas leave out.
     *
     * @defaultValue none
     */
    replicateIgnoreDb?: string[];
}
