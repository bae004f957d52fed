import { heldGrants, sayGrant } from "../../mysql/grants";
import { nativePasswordHash } from "../../mysql/nativePassword";
import type { Session } from "../../mysql/session";
import { account, type AccountRow } from "../../mysql/statements";
import type { AccountState, DeclaredAccount } from "./inputs";
import { AS_DECLARED, PRESENT, REACHABLE } from "../words";

export const MISSING = "missing";
const NO_PRIVILEGES = "none";

const LOCKED = "locked";
const EXPIRED = "its password has expired";

/** What keeps it from logging in, or will: anything but a password that is checked the usual way, at any time. */
function sayAccount({ locked, expired, expiresOn, requires, limits }: AccountRow): string {
    const troubles = [
        ...(locked ? [LOCKED] : []),
        ...(expired ? [EXPIRED] : expiresOn === "" ? [] : [`its password expires on ${expiresOn}`]),
        ...(requires === "" ? [] : [`REQUIRE ${requires}, and no receiver asks for TLS`]),
        ...(limits === "" ? [] : [`limited to ${limits}`]),
    ];
    return troubles.join("; ") || PRESENT;
}

/** True where nobody can log in with it at this moment. */
export const isShut = (account: string): boolean => account.startsWith(LOCKED) || account.startsWith(EXPIRED);

export async function actualState(session: Session, declared: DeclaredAccount): Promise<AccountState> {
    const { user, hostPattern, password } = declared;
    const found = await account(session, user, hostPattern);
    if (found === undefined) {
        return { server: REACHABLE, account: MISSING, credentials: AS_DECLARED, privileges: NO_PRIVILEGES };
    }
    const held = await heldGrants(session, user, hostPattern);
    return {
        server: REACHABLE,
        account: sayAccount(found),
        credentials:
            found.plugin !== session.dialect.accounts.plugin
                ? `checked by the plugin ${found.plugin}`
                : found.authenticationString === nativePasswordHash(password)
                  ? AS_DECLARED
                  : "another password than the declared one",
        privileges: held.length === 0 ? NO_PRIVILEGES : held.map(sayGrant).join("; "),
    };
}
