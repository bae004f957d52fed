/** Database filters (manual, 16.1.6.3 and 16.1.6.4), the same on every server. One entry a database. */
export interface FiltersArgs {
    /** Databases whose changes are written to the binary log; all others' are not. Default: all. */
    binlogDoDb?: string[];
    /** Databases whose changes are kept out of the binary log. Default: none. */
    binlogIgnoreDb?: string[];
    /** Databases that replicas apply; all others' changes they leave out. Default: all. */
    replicateDoDb?: string[];
    /** Databases whose changes replicas leave out. Default: none. */
    replicateIgnoreDb?: string[];
}
