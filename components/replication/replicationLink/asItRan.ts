import { hasPlace, type ReplicaStatus, type ThreadState } from "../../mysql/replicaStatus";
import { sayAddress } from "../../mysql/connection";
import { withSession, type Session } from "../../mysql/session";
import { sayServerError } from "../../mysql/sessionErrors";
import { identity, startReplica, type Identity, type ReplicaThread } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import type { LinkSessions } from "../link/linkSessions";
import { meetsAnother } from "../link/sourceCheck";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import type { DeclaredLink } from "./inputs";

interface Thread {
    name: string;
    type: ReplicaThread;
    of: (status: ReplicaStatus) => ThreadState;
}

const THREADS: Thread[] = [
    { name: "IO thread", type: "IO_THREAD", of: ({ io }) => io },
    { name: "SQL thread", type: "SQL_THREAD", of: ({ sql }) => sql },
];

/**
 * Does something to a replica for which its threads are stopped for a while. Where that fails, whatever it is, those run
 * again that ran before: a receiver that is on its way to its source comes back by itself, and finds nobody who applies
 * what it brings otherwise.
 *
 * @param before what the replica said of itself before anything was done
 */
export async function orAsItRan<T>(
    ends: LinkSessions,
    link: DeclaredLink,
    before: ReplicaStatus,
    progress: Progress,
    work: () => Promise<T>,
): Promise<T> {
    // What another server has sent is never applied: who the source is has to be known before anything fails.
    const source = await identity(ends.source);
    try {
        return await work();
    } catch (error) {
        const again = (session: Session): Promise<void> => runAgain(session, link, before, source, progress);
        try {
            // What it failed with may be the loss of its session.
            await again(ends.replica).catch(() => withSession(link.replica, again));
        } catch (failed) {
            progress.warns(
                `${link.name}: what ran before was not started again (${sayServerError(failed)}): run pulumi up`,
            );
        }
        throw error;
    }
}

async function runAgain(
    replica: Session,
    link: DeclaredLink,
    before: ReplicaStatus,
    source: Identity,
    progress: Progress,
): Promise<void> {
    const now = await replicaStatus(replica);
    const stopped = now === undefined ? [] : THREADS.filter((thread) => wasStopped(thread.of(before), thread.of(now)));
    if (now === undefined || stopped.length === 0) {
        return;
    }
    const why = whyNotAgain(before, now, source);
    if (why !== undefined) {
        const which = `${stopped.map(({ name }) => name).join(" and ")}, which ran before,`;
        progress.warns(`${link.name}: ${which} ${stopped.length === 1 ? "is" : "are"} left stopped: ${why}`);
        return;
    }
    for (const { type } of stopped) {
        await tellStatements(link.name, progress)(startReplica(replica, type), "as it ran before");
    }
}

/** A thread that has stopped by itself since, over an error that it did not have, would do so again. */
const wasStopped = (before: ThreadState, now: ThreadState): boolean =>
    before.running !== "No" &&
    now.running === "No" &&
    (now.errorNumber === 0 || now.errorNumber === before.errorNumber);

function whyNotAgain(before: ReplicaStatus, now: ReplicaStatus, source: Identity): string | undefined {
    const [was, is] = [before, now].map(({ sourceHost: host, sourcePort: port }) => sayAddress({ host, port }));
    if (meetsAnother(now, source)) {
        return `${is} is server_uuid ${now.sourceUuid}, and not ${source.serverUuid}`;
    }
    if (is !== was) {
        return `it follows ${is} now, and followed ${was}; the next pulumi up starts it`;
    }
    return hasPlace(now) ? undefined : "it has lost its place; the next pulumi up finds one, or says why not";
}
