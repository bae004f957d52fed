import { excess, hasReplication, heldGrants } from "../../mysql/grants";
import { nativePasswordHash } from "../../mysql/nativePassword";
import type { Session } from "../../mysql/session";
import {
    account,
    createAccount,
    grantReplication,
    keepOutOfBinaryLog,
    mendAccount,
    revoke,
} from "../../mysql/statements";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { readyServer } from "../server/readyServer";
import { AS_DECLARED, PRESENT } from "../words";
import type { DeclaredAccount } from "./inputs";
import { actualState } from "./actualState";

/**
 * Makes the account what it should be: no more and no less than it needs, from where it needs it.
 *
 * Every master gets its own, kept out of the binary log: replicated, the statement would meet the account that the
 * peer has already made, and stop its applier.
 */
export async function converge(declared: DeclaredAccount, progress: Progress): Promise<void> {
    const { connection, user, hostPattern } = declared;
    const session = await open(declared, progress);
    const tell = tellStatements(connection.name, progress);
    try {
        await keepOutOfBinaryLog(session);
        const before = await actualState(session, declared);
        const hash = nativePasswordHash(declared.password);
        if ((await account(session, user, hostPattern)) === undefined) {
            await tell(createAccount(session, user, hostPattern, hash));
        } else if (before.account !== PRESENT || before.credentials !== AS_DECLARED) {
            await tell(mendAccount(session, user, hostPattern, hash));
        }
        const held = await heldGrants(session, user, hostPattern);
        for (const grant of excess(held)) {
            await tell(revoke(session, grant.privileges, grant.level, user, hostPattern));
        }
        if (!hasReplication(held) || held.some(({ privileges }) => privileges === "ALL PRIVILEGES")) {
            await tell(grantReplication(session, user, hostPattern));
        }
    } finally {
        await session.close();
    }
}

const open = (declared: DeclaredAccount, progress: Progress): Promise<Session> =>
    readyServer(declared.connection, declared.deadlineSeconds, (why) => {
        progress.waits(`${declared.connection.name}: waiting for the server, ${why}`);
    });
