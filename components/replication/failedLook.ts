import type { FindingCode } from "../findings/catalogue";
import { FindingError } from "../findings/finding";
import { unanswered, whyNotObserved } from "../mysql/unanswered";
import type { ServerConnection } from "../model/connection";

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

/** What a look that failed says: of the server as a whole, or (`look-failed`) only of what was looked at there. */
export function failedLook(error: unknown, server: ServerConnection): FailedLook {
    if (error instanceof FindingError) {
        const { code, observed } = error.finding;
        return { code, words: `can't be looked at: ${observed}` };
    }
    const why = unanswered(error, server);
    return {
        code: why?.code ?? "look-failed",
        words: whyNotObserved(error, server),
    };
}
