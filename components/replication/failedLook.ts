import type { FindingCode } from "../findings/classes";
import { unanswered, whyNotObserved } from "../mysql/session";
import type { ServerConnection } from "../mysql/server";

/** Why a server could not be looked at, which is an observation of its own. */
export interface FailedLook {
    code: FindingCode;
    /** The words of a preview. */
    words: string;
}

/** What a look that failed says: of the server as a whole, or (`look-failed`) only of what was looked at there. */
export function failedLook(error: unknown, server: ServerConnection): FailedLook {
    const why = unanswered(error, server);
    return {
        code: why === undefined ? "look-failed" : why.mayPass ? "server-unreachable" : "administrator-refused",
        words: whyNotObserved(error, server),
    };
}
