import type { Finding } from "../../findings/finding";
import { forAudit } from "../../mysql/connection";
import { nativePasswordHash } from "../../mysql/nativePassword";
import { lets, outranks } from "../../mysql/accountRank";
import { withSession, type Session } from "../../mysql/session";
import { otherAccounts } from "../../mysql/statements";
import { failedLook } from "../errorFindings";
import type { Operation } from "../operation";
import { reportFindings } from "../reportFindings";
import type { AccountState, DeclaredAccount, ReplicationAccountInputs } from "./inputs";
import { actualState } from "./actualState";
import { stateFindings } from "./stateFindings";

/** Looks at the account, changes nothing, and tells what it finds. That the server can't be reached is told of that. */
export async function audit(known: ReplicationAccountInputs, { progress }: Operation): Promise<AccountState> {
    const connection = forAudit(known.connection);
    try {
        return await withSession(connection, async (session) => {
            const state = await actualState(session, known);
            reportFindings([...stateFindings(known, state), ...(await outrankingFindings(session, known))], progress);
            return state;
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

/** Somebody else's accounts, which stay as they are. */
async function outrankingFindings(
    session: Session,
    { connection, user, hostPattern, password }: DeclaredAccount,
): Promise<Finding[]> {
    const hash = nativePasswordHash(password);
    return (await otherAccounts(session, user, hostPattern))
        .filter(
            (other) =>
                outranks(other.host, hostPattern) && !lets(other, { plugin: session.dialect.accounts.plugin, hash }),
        )
        .map((other) => ({
            code: "account-outranked" as const,
            where: connection.name,
            observed: `'${other.user}'@'${other.host}' comes before '${user}'@'${hostPattern}' for whoever logs in from ${other.host}`,
        }));
}
