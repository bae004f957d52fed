/** What went wrong, told so that an operator can act on it without reading code. */
export interface Finding {
    /** The server, or the link (`replica ← source`), that it is about. */
    where: string;
    /** The evidence: the server's own number and text wherever there is one. */
    observed: string;
    /** What follows from it. */
    means: string;
    /** What to do. */
    remedy: string;
}

/** A finding that ends the operation: what was asked for can't be reached without somebody's decision. */
export class FindingError extends Error {
    constructor(readonly finding: Finding) {
        super(
            `${finding.where}: ${finding.observed}\n` +
                `  what it means: ${finding.means}\n` +
                `  what to do: ${finding.remedy}`,
        );
        this.name = "FindingError";
    }
}
