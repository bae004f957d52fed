import type { FindingCode } from "../../findings/catalogue";
import type { Finding } from "../../findings/finding";
import { isShut, MISSING } from "./actualState";
import { desiredState } from "./desiredState";
import type { AccountState, DeclaredAccount } from "./inputs";

/** What an account's state shows. */
export function stateFindings({ connection, user, hostPattern }: DeclaredAccount, is: AccountState): Finding[] {
    const found = (code: FindingCode, observed: string): Finding => ({
        code,
        where: connection.name,
        observed: `'${user}'@'${hostPattern}' ${observed}`,
    });
    if (is.account === MISSING) {
        return [found("account-missing", "does not exist")];
    }
    const wanted = desiredState();
    return [
        ...(is.account === wanted.account
            ? []
            : [found(isShut(is.account) ? "account-locked" : "account-restricted", `is there, but ${is.account}`)]),
        ...(is.credentials === wanted.credentials ? [] : [found("account-password", `has ${is.credentials}`)]),
        ...(is.privileges === wanted.privileges
            ? []
            : [found("account-privileges", `may ${is.privileges}, not ${wanted.privileges}`)]),
    ];
}
