import { sayAddress } from "../../mysql/connection";
import { open, type Session } from "../../mysql/session";
import { receiverSettings } from "../../mysql/statements";
import { hasPlace, sayThread, type ReplicaStatus } from "../../mysql/replicaStatus";
import { isReconnecting, namedChannels, replicaStatus } from "../../mysql/threads";
import { until } from "../../mysql/waiting";
import { AS_DECLARED, REACHABLE } from "../words";
import { LINK_WORDS, type LinkState, type ReplicationLinkInputs, type KeptWiring } from "./inputs";
import { sayFilters } from "../filters";
import { NO_PLACE, sayChannels, sayPosition, sayRetries } from "./desiredState";

export const NOBODY = "nobody";
const STOPPED = "stopped";

/** A link as it is known: one that was never wired has no servers' identities yet. */
export type Known = ReplicationLinkInputs & Partial<KeptWiring>;

/** What was known, of which nothing new was seen. */
export const stateIn = (known: LinkState): LinkState =>
    Object.fromEntries(LINK_WORDS.map((word) => [word, known[word]])) as LinkState;

function sayFollows({ sourceHost, sourcePort, sourceUuid }: ReplicaStatus, known: Known): string {
    const declared = sayAddress(known.sourceAddress);
    const stored = sayAddress({ host: sourceHost, port: sourcePort });
    // DNS knows no case.
    const address = stored.toLowerCase() === declared.toLowerCase() ? declared : stored;
    const declaredUuid = known.sourceUuid;
    return sourceUuid === "" || declaredUuid === undefined || sourceUuid === declaredUuid
        ? address
        : `${address}, where another server answers (server_uuid ${sourceUuid}, not ${declaredUuid})`;
}

/** A receiver that is on its way to a source that is there gets the time of one more try before it is reported. */
export async function settledStatus(session: Session, known: Known): Promise<ReplicaStatus | undefined> {
    const first = await replicaStatus(session);
    if (first === undefined || !isReconnecting(first) || !(await answers(known))) {
        return first;
    }
    let last: ReplicaStatus | undefined = first;
    await until({ seconds: first.connectRetrySeconds + 2, everyMilliseconds: 200 }, async () => {
        last = await replicaStatus(session);
        return last === undefined || !isReconnecting(last) ? true : undefined;
    });
    return last;
}

async function answers({ source }: Known): Promise<boolean> {
    try {
        await (await open(source)).close();
        return true;
    } catch {
        return false;
    }
}

/** @param status what the replica says of itself, `undefined` where it follows nobody */
export async function actualState(
    session: Session,
    known: Known,
    status: ReplicaStatus | undefined,
): Promise<LinkState> {
    const otherChannels = sayChannels(await namedChannels(session));
    if (status === undefined) {
        const threads = { ioThread: STOPPED, sqlThread: STOPPED };
        return { ...stateIn(known), server: REACHABLE, follows: NOBODY, ...threads, otherChannels };
    }
    const stored = await receiverSettings(session);
    return {
        server: REACHABLE,
        follows: sayFollows(status, known),
        user: status.user,
        credentials:
            stored === undefined || stored.password === known.replicationPassword
                ? AS_DECLARED
                : "another password than the declared one",
        ioThread: sayThread(status.io),
        sqlThread: sayThread(status.sql),
        position: hasPlace(status) ? sayPosition(status.autoPosition) : NO_PLACE,
        connectRetrySeconds: String(status.connectRetrySeconds),
        heartbeatSeconds: stored === undefined ? known.heartbeatSeconds : String(Number(stored.heartbeat)),
        retries: sayRetries(status.retryCount),
        delaySeconds: String(status.delaySeconds),
        filters: sayFilters(status.replicateDoDb, status.replicateIgnoreDb),
        otherChannels,
        sourceHistory: known.sourceHistory,
    };
}
