import { declarerOf, isOneStack, readClaim, sayOwner } from "../mysql/claim";
import { sayAddress } from "../mysql/connection";
import { withSession, type Session } from "../mysql/session";
import { unanswered, type Unanswered } from "../mysql/unanswered";
import { until } from "../mysql/waiting";
import type { Operation } from "./operation";
import type { Progress } from "./progress";
import type { ServerConnection } from "../model/connection";

/** Within this, a server that was restarted answers again; one that is gone for good keeps nobody for longer. */
const SECONDS_TO_COME_BACK = 20;

/**
 * Tidies up on a server that is about to be given up. One that can't be reached may be gone for good, which must not
 * keep the rest from being taken down: the user is told what is left to do if it comes back. One that only was restarted,
 * or whose connection was cut, would be left with what is no longer in any state: there it is done once more. One that
 * belongs to another stack by now is left as it is.
 *
 * @param tidy can be cut off after any statement and then run again
 */
export async function tearDownIfReachable(
    server: ServerConnection,
    { progress, givenUp }: Operation,
    leftToDo: string,
    tidy: (session: Session) => Promise<void>,
): Promise<void> {
    const address = sayAddress(server);
    let why: Unanswered | undefined;
    const isDone = await until({ seconds: givenUp.has(address) ? 0 : SECONDS_TO_COME_BACK }, async (waited) => {
        try {
            await withSession(server, (session) => tidyOwn(session, progress, tidy));
            return true;
        } catch (error) {
            why = unanswered(error, server);
            if (why === undefined) {
                throw error;
            }
            if (waited.isWorthTelling()) {
                progress.waits(`${server.name}: waiting for the server, ${why.words}`);
            }
            return why.mayPass ? undefined : false;
        }
    });
    if (isDone !== true) {
        givenUp.add(address);
        progress.warns(`${server.name}: ${why?.words ?? ""}. If it comes back, run there: ${leftToDo}`);
    }
}

/** A server that was given free by hand may have been claimed since: what runs there now is its owner's. */
async function tidyOwn(session: Session, progress: Progress, tidy: (session: Session) => Promise<void>): Promise<void> {
    const ours = declarerOf(session);
    const holder = ours === undefined ? undefined : await readClaim(session);
    if (ours === undefined || holder === undefined || isOneStack(holder, ours)) {
        await tidy(session);
    } else {
        progress.warns(`${session.server.name}: left as it is, for it belongs to ${sayOwner(holder, ours)} by now`);
    }
}
