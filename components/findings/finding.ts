import { FINDINGS, type FindingCode } from "./catalogue";

/** What went wrong, told so that an operator can act on it without reading code. */
export interface Finding {
    /** Its class, which stays the same over versions: what it means and what helps is said there, once. */
    code: FindingCode;
    /** The server, or the link (`replica from source`), that it is about. */
    where: string;
    /** The evidence: the server's own number and text wherever there is one. */
    observed: string;
    /** What the remedy is exactly, in this case: names, lines, statements. */
    here?: string;
}

/** A finding in three lines, the way errors and audits print it. */
export function sayFinding({ code, where, observed, here }: Finding): string {
    const { means, remedy } = FINDINGS[code];
    return (
        `${where}: [${code}] ${observed}\n` +
        `  what it means: ${means}\n` +
        `  what to do: ${here === undefined ? remedy : `${remedy}: ${here}`}`
    );
}

/** A finding that ends the operation: what was asked for can't be reached without somebody's decision. */
export class FindingError extends Error {
    constructor(readonly finding: Finding) {
        super(sayFinding(finding));
        this.name = "FindingError";
    }
}
