import { hasEnded, lookAt, type ContainerLook } from "../../engine/container";
import { FindingError, type Finding } from "../../findings/finding";
import { openWhenReady } from "../../mysql/readiness";
import type { Session } from "../../mysql/session";
import { until } from "../../mysql/waiting";
import { endsUnsaid, ofContainer } from "./downContainer";
import type { ServerConnection } from "../../model/connection";

const MILLISECONDS_BETWEEN_LOOKS = 500;

/** Somebody who restarts a container by hand stops it first. */
const MILLISECONDS_TO_BE_STARTED_AGAIN = 5000;

/** So many ends while it is waited for are no accident. */
const ENDS_UNSAID = 3;

/** One that ends while it starts, and is started anew each time, runs for so long in between at most. */
const SECONDS_BETWEEN_TWO_ENDS = 5;

/**
 * Waits until a server answers, and opens a session there. Everything that waits for a server waits here. Where it runs
 * in a container, the container is looked at meanwhile, so that a mysqld that ends while it starts is told with its own
 * last words as soon as it has ended, and not at the deadline; where the engine can't be asked, the wait goes on without.
 *
 * @param waiting is told why it does not answer yet
 * @throws ServerProblem at the deadline, or at once where the account is turned away
 * @throws FindingError at once where mysqld does not start, or its container was ended and nobody starts it
 */
export async function readyServer(
    server: ServerConnection,
    deadlineSeconds: number,
    waiting: (why: string) => void,
): Promise<Session> {
    const whyNot = endOfWaiting(server);
    return await openWhenReady(server, deadlineSeconds, waiting, async () => {
        const finding = await whyNot();
        if (finding !== undefined) {
            throw new FindingError(finding);
        }
    });
}

/** What is looked at between two tries to reach the server: a finding ends the waiting. */
function endOfWaiting(server: ServerConnection): () => Promise<Finding | undefined> {
    const { container } = server;
    if (container === undefined) {
        return () => Promise.resolve(undefined);
    }
    let looked = 0;
    let first: ContainerLook | undefined;
    let stoppedSince: number | undefined;
    let isDeaf = false;
    return async () => {
        const now = Date.now();
        if (isDeaf || now - looked < MILLISECONDS_BETWEEN_LOOKS) {
            return undefined;
        }
        looked = now;
        const look = await lookAt(container);
        if (look === undefined) {
            isDeaf = true;
            return undefined;
        }
        first ??= look;
        stoppedSince = look.status === "exited" || look.status === "dead" ? (stoppedSince ?? now) : undefined;
        const finding = ofContainer(server, look);
        if (finding?.code === "server-unreachable") {
            return now - (stoppedSince ?? now) >= MILLISECONDS_TO_BE_STARTED_AGAIN ? finding : undefined;
        }
        const ends = look.restarts - first.restarts;
        return finding ?? (ends >= ENDS_UNSAID && hasEnded(look) ? endsUnsaid(server, look) : undefined);
    };
}

/** Why a server that does not answer does not, where its container shows it. Waits for nothing but to see it end. */
export async function whyDown(server: ServerConnection): Promise<Finding | undefined> {
    const { container } = server;
    if (container === undefined) {
        return undefined;
    }
    let look: ContainerLook | undefined;
    await until({ seconds: SECONDS_BETWEEN_TWO_ENDS }, async () => {
        look = await lookAt(container);
        return look === undefined || look.restarts === 0 || hasEnded(look) ? true : undefined;
    });
    return look === undefined ? undefined : ofContainer(server, look);
}
