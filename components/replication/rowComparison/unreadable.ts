import { lackedGlobally, unreadable } from "../../mysql/grants";
import type { Session } from "../../mysql/session";
import type { LinkSessions } from "../link/linkSessions";
import { databasesOf } from "../link/tablesOnBoth";
import { Unsettled } from "./timeLimit";
import type { DeclaredComparison } from "./inputs";

/** Each of these, granted on `*.*`, shows an account that a database is there (manual, 13.7.5.14 SHOW DATABASES). */
const SHOWING_DATABASES = ["SHOW DATABASES", "SELECT", "SHOW VIEW"];

/**
 * What an account does not see of a server is missing in each of its answers, without a word: two sides would be alike
 * in all that neither shows.
 *
 * @returns why each database can't be compared of which one of the two accounts may not read every table
 * @throws Unsettled where an account may not even see which databases there are
 */
export async function unreadableDatabases(
    pair: DeclaredComparison,
    { source, replica }: LinkSessions,
): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const session of [source, replica]) {
        await refuseUnseenDatabases(pair, session);
        for (const name of await unreadable(session, await databasesOf(session, pair))) {
            found.set(name, `${accountOf(session)} lacks SELECT on it`);
        }
    }
    return found;
}

async function refuseUnseenDatabases({ databases }: DeclaredComparison, session: Session): Promise<void> {
    if (databases.length > 0) {
        return;
    }
    const lacked = await lackedGlobally(session, SHOWING_DATABASES);
    if (lacked.length === SHOWING_DATABASES.length) {
        throw new Unsettled(`${accountOf(session)} lacks SELECT ON *.*, and does not see which databases there are`);
    }
}

const accountOf = ({ server: { name, user } }: Session): string => `the account ${user} on ${name}`;
