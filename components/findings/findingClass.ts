/** A way in which replication breaks, or is about to. */
export interface FindingClass {
    /**
     * What an audit makes of it. `drift`: a change in the preview, so that `--expect-no-changes` ends with 7. `warning`,
     * `note`: told, without a change. `none`: comes up only while something is made.
     */
    audit: "drift" | "warning" | "note" | "none";
    /** What is seen, in one line, as a server or this library words it. */
    seen: string;
    /** What follows from it for the rows. */
    means: string;
    /** What a person does about it. */
    remedy: string;
    /** What `pulumi up` does about it. An audit never changes anything. */
    up: string;
}
