import type { FindingCode } from "../../findings/classes";
import type { Finding } from "../../findings/finding";
import { REPLICATION_SLAVE, sayGrant } from "../../mysql/grants";
import { forAudit } from "../../mysql/server";
import { withSession } from "../../mysql/session";
import { failedLook } from "../failedLook";
import type { Progress } from "../progress";
import { tell } from "../tell";
import { AS_DECLARED, PRESENT } from "../words";
import type { ReplicationAccountInputs } from "./inputs";
import { MISSING, observeIn, type Observed } from "./observe";

/** Looks at the account, changes nothing, and tells what it finds. That the server can't be reached is told of that. */
export async function audit(known: ReplicationAccountInputs, progress: Progress): Promise<Observed> {
    const connection = forAudit(known.connection);
    try {
        const observed = await withSession(connection, (session) => observeIn(session, known));
        tell(accountFindings(known, observed), progress);
        return observed;
    } catch (error) {
        const { code, words } = failedLook(error, connection);
        if (code === "look-failed") {
            tell([{ code, where: connection.name, observed: words }], progress);
        }
        const { account, credentials, privileges } = known;
        return { server: words, account, credentials, privileges };
    }
}

function accountFindings({ connection, user, hostPattern }: ReplicationAccountInputs, is: Observed): Finding[] {
    const found = (code: FindingCode, observed: string): Finding => ({
        code,
        where: connection.name,
        observed: `'${user}'@'${hostPattern}' ${observed}`,
    });
    if (is.account === MISSING) {
        return [found("account-missing", "does not exist")];
    }
    const wanted = sayGrant(REPLICATION_SLAVE);
    return [
        ...(is.account === PRESENT ? [] : [found("account-locked", `is there, but ${is.account}`)]),
        ...(is.credentials === AS_DECLARED ? [] : [found("account-password", `has ${is.credentials}`)]),
        ...(is.privileges === wanted ? [] : [found("account-privileges", `may ${is.privileges}, not ${wanted}`)]),
    ];
}
