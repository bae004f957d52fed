import type { FindingCode } from "../findings/catalogue";
import { FindingError, type Finding } from "../findings/finding";
import { ServerProblem } from "../mysql/serverProblem";
import { askedBefore, beginningOf, sayServerError } from "../mysql/sessionErrors";
import { unanswered } from "../mysql/unanswered";
import type { ServerConnection } from "../model/connection";

/** What an error finds by itself; `undefined` where that depends on what was being done. */
export function findingOf(error: unknown): Finding | undefined {
    if (error instanceof FindingError) {
        return error.finding;
    }
    return error instanceof ServerProblem ? error.problem : undefined;
}

/** Why a server could not be looked at, which is an observation of its own. */
export interface FailedLook {
    code: FindingCode;
    /** The words of a preview. */
    words: string;
}

/** What is told once, of the server itself, and not of everything that is looked at there. */
export const OF_THE_SERVER = new Set<FindingCode>([
    "server-unreachable",
    "connections-taken",
    "administrator-refused",
    "administrator-expired",
]);

/**
 * What a look that failed says: of the server as a whole, or (`look-failed`) only of what was looked at there. Whatever
 * the reason, one server must not end the audit of the others.
 */
export function failedLook(error: unknown, server: ServerConnection): FailedLook {
    const finding = findingOf(error);
    if (finding !== undefined) {
        return { code: finding.code, words: `can't be looked at: ${finding.observed}` };
    }
    const { code, words } = unanswered(error, server) ?? {
        code: "look-failed" as const,
        words: `can't be looked at: ${sayServerError(error)}`,
    };
    return { code, words };
}

/**
 * An error with which a server ended what was being changed there, as a finding: which server, its own words, and what
 * helps. What is one already, or comes from nobody's server, stays as it is.
 */
export function explained(error: unknown): unknown {
    const finding = findingOf(error);
    if (finding !== undefined) {
        return error instanceof FindingError ? error : new FindingError(finding);
    }
    const asked = askedBefore(error);
    if (asked === undefined) {
        return error;
    }
    const { server, sql = "" } = asked;
    const { code, words } = failedLook(error, server);
    return code === "look-failed"
        ? new FindingError({ code: "statement-refused", where: server.name, observed: sayRefusal(sql, error) })
        : new FindingError({ code, where: server.name, observed: words });
}

function sayRefusal(sql: string, error: unknown): string {
    const answer = sayServerError(error);
    return sql === "" ? answer : `${beginningOf(sql)} is answered with ${answer}`;
}
