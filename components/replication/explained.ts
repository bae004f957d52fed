import { FindingError } from "../findings/finding";
import { askedBefore, beginningOf, sayServerError } from "../mysql/sessionErrors";
import { failedLook } from "./failedLook";

/**
 * An error with which a server ended what was being changed there, as a finding: which server, its own words, and what
 * helps. What is one already, or comes from nobody's server, stays as it is.
 */
export function explained(error: unknown): unknown {
    const asked = askedBefore(error);
    if (asked === undefined || error instanceof FindingError) {
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
