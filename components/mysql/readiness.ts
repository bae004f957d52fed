import { FindingError, type Finding } from "../findings/finding";
import { open, type Session } from "./session";
import { unanswered, type Unanswered } from "./unanswered";
import { until } from "./waiting";
import type { ServerConnection } from "../model/connection";

/**
 * Opens a session as soon as the server answers over TCP. The official image first runs a temporary server that
 * answers on its socket only, so that an answer over TCP is the first sign of a server that is ready.
 *
 * @param endOfWaiting what else is known of why it does not answer: a finding says that waiting can't help
 * @throws FindingError when the deadline passes, or at once where the server answers and turns the account away.
 */
export async function openWhenReady(
    server: ServerConnection,
    deadlineSeconds: number,
    stillWaiting: (why: string) => void,
    endOfWaiting: () => Promise<Finding | undefined> = () => Promise.resolve(undefined),
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
                throw new FindingError({
                    code: last.code,
                    where: server.name,
                    observed: `the server at ${server.host}:${server.port} ${last.words}`,
                });
            }
            if (waited.isWorthTelling()) {
                stillWaiting(last.words);
            }
        }
        const finding = await endOfWaiting();
        if (finding !== undefined) {
            throw new FindingError(finding);
        }
        return undefined;
    });
    if (session === undefined) {
        throw new FindingError({
            code: last?.code ?? "server-unreachable",
            where: server.name,
            observed: `${last?.words ?? "no answer"} at ${server.host}:${server.port} for ${deadlineSeconds} s`,
        });
    }
    return session;
}
