import type { ServerConnection } from "../mysql/server";
import { unanswered, withSession, type Session } from "../mysql/session";
import type { Progress } from "./progress";

/**
 * Tidies up on a server that is about to be given up. One that can't be reached may be gone for good, which must not
 * keep the rest from being taken down: the user is told what is left to do if it comes back.
 */
export async function ifReachable(
    server: ServerConnection,
    progress: Progress,
    leftToDo: string,
    tidy: (session: Session) => Promise<void>,
): Promise<void> {
    try {
        await withSession(server, tidy);
    } catch (error) {
        const why = unanswered(error, server);
        if (why === undefined) {
            throw error;
        }
        progress.warns(`${server.name}: ${why.words}. If it comes back, run there: ${leftToDo}`);
    }
}
