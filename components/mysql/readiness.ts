import { ServerProblem } from "./serverProblem";
import { open, type Session } from "./session";
import { unanswered, type Unanswered } from "./unanswered";
import { until } from "./waiting";
import type { ServerConnection } from "../model/connection";

/**
 * Opens a session as soon as the server answers over TCP. The official image first runs a temporary server that
 * answers on its socket only, so that an answer over TCP is the first sign of a server that is ready.
 *
 * @param lookElsewhere looks, between two tries, for why it does not answer; what it throws ends the waiting
 * @throws ServerProblem when the deadline passes, or at once where the server answers and turns the account away.
 */
export async function openWhenReady(
    server: ServerConnection,
    deadlineSeconds: number,
    stillWaiting: (why: string) => void,
    lookElsewhere: () => Promise<void> = () => Promise.resolve(),
): Promise<Session> {
    let last: Unanswered | undefined;
    const session = await until({ seconds: deadlineSeconds }, async (waited) => {
        try {
            return await open(server);
        } catch (error) {
            last = unanswered(error, server);
            if (last === undefined) {
                throw error;
            }
            if (!last.mayPass) {
                throw new ServerProblem({
                    code: last.code,
                    where: server.name,
                    observed: `the server at ${server.host}:${server.port} ${last.words}`,
                });
            }
            if (waited.isWorthTelling()) {
                stillWaiting(last.words);
            }
        }
        await lookElsewhere();
        return undefined;
    });
    if (session === undefined) {
        throw new ServerProblem({
            code: last?.code ?? "server-unreachable",
            where: server.name,
            observed: `${last?.words ?? "no answer"} at ${server.host}:${server.port} for ${deadlineSeconds} s`,
        });
    }
    return session;
}
