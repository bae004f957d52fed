import type { Dialect } from "../mysql/dialect/dialect";

/** A text, made of a server's own words where these differ between versions. */
type Words = string | ((words: Dialect) => string);

/** A way in which replication breaks, or is about to. */
export interface FindingClass {
    /**
     * What an audit makes of it. `drift`: a change in the preview, so that `--expect-no-changes` ends with 7. `warning`,
     * `note`: told, without a change. `none`: comes up only while something is made.
     */
    audit: "drift" | "warning" | "note" | "none";
    /** What is seen, in one line, as a server or this library words it. */
    seen: Words;
    /** What follows from it for the rows. */
    means: Words;
    /** What a person does about it. */
    remedy: Words;
    /** What `pulumi up` does about it. An audit never changes anything. */
    up: Words;
}

/** The same as a person reads it. */
export type ToldClass = Pick<FindingClass, "audit"> & Record<"seen" | "means" | "remedy" | "up", string>;

const told = (text: Words, words: Dialect): string => (typeof text === "string" ? text : text(words));

export const inWords = ({ audit, seen, means, remedy, up }: FindingClass, words: Dialect): ToldClass => ({
    audit,
    seen: told(seen, words),
    means: told(means, words),
    remedy: told(remedy, words),
    up: told(up, words),
});
