import type { FindingCode } from "../../findings/catalogue";
import type { Finding } from "../../findings/finding";
import { REPLICATION_SLAVE, sayGrant } from "../../mysql/grants";
import { forAudit } from "../../mysql/connection";
import { nativePasswordHash } from "../../mysql/nativePassword";
import { lets, outranks } from "../../mysql/accountRank";
import { withSession, type Session } from "../../mysql/session";
import { otherAccounts } from "../../mysql/statements";
import { failedLook } from "../failedLook";
import type { Progress } from "../progress";
import { reportFindings } from "../reportFindings";
import { AS_DECLARED, PRESENT } from "../words";
import type { ReplicationAccountInputs } from "./inputs";
import { isShut, MISSING, observeIn, type Observed } from "./actualState";

/** Looks at the account, changes nothing, and tells what it finds. That the server can't be reached is told of that. */
export async function audit(known: ReplicationAccountInputs, progress: Progress): Promise<Observed> {
    const connection = forAudit(known.connection);
    try {
        return await withSession(connection, async (session) => {
            const observed = await observeIn(session, known);
            reportFindings(
                [...accountFindings(known, observed), ...(await outrankingFindings(session, known))],
                progress,
            );
            return observed;
        });
    } catch (error) {
        const { code, words } = failedLook(error, connection);
        if (code === "look-failed") {
            reportFindings([{ code, where: connection.name, observed: words }], progress);
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
        ...(is.account === PRESENT
            ? []
            : [found(isShut(is.account) ? "account-locked" : "account-restricted", `is there, but ${is.account}`)]),
        ...(is.credentials === AS_DECLARED ? [] : [found("account-password", `has ${is.credentials}`)]),
        ...(is.privileges === wanted ? [] : [found("account-privileges", `may ${is.privileges}, not ${wanted}`)]),
    ];
}

/** Somebody else's accounts, which stay as they are. */
async function outrankingFindings(
    session: Session,
    { connection, user, hostPattern, password }: ReplicationAccountInputs,
): Promise<Finding[]> {
    const hash = nativePasswordHash(password);
    return (await otherAccounts(session, user, hostPattern))
        .filter((other) => outranks(other.host, hostPattern) && !lets(other, hash))
        .map((other) => ({
            code: "account-outranked" as const,
            where: connection.name,
            observed: `'${other.user}'@'${other.host}' comes before '${user}'@'${hostPattern}' for whoever logs in from ${other.host}`,
        }));
}
