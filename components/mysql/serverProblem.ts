import type { Unanswered } from "./unanswered";

/** What a server, or a client program of MySQL, keeps from being done, as it was seen there. */
export interface Problem {
    /** Which of the findings it is, which tell what follows from it and what helps. */
    code: Unanswered["code"] | "claim-under-way" | "copy-failed" | "disk-full" | "dump-not-whole" | "look-failed";
    /** The server, or the two of a copy. */
    where: string;
    /** The server's own words, or the client's. */
    observed: string;
    /** What SQL helps, where just that does. */
    here?: string;
}

/** A problem that ends what was being done. */
export class ServerProblem extends Error {
    constructor(readonly problem: Problem) {
        super(`${problem.where}: ${problem.observed}`);
        this.name = "ServerProblem";
    }
}
