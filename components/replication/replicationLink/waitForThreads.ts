import { FindingError, type Finding } from "../../findings/finding";
import { GtidSet } from "../../mysql/gtid/gtidSet";
import {
    bothThreadsRun,
    hasAppliedAll,
    hasMetItsSource,
    isBefore,
    isBlocked,
    isSame,
    sayThread,
    type ReplicaStatus,
} from "../../mysql/replicaStatus";
import type { Session } from "../../mysql/session";
import { isReconnecting, replicaStatus } from "../../mysql/threads";
import { identity } from "../../mysql/statements";
import { until, whileMoving } from "../../mysql/waiting";
import type { Progress } from "../progress";
import type { DeclaredLink } from "./inputs";
import type { LinkSessions } from "../link/linkSessions";
import { sayMissingTransactions } from "./missingTransactions";
import type { StartPosition } from "./startPosition";
import { threadFindings, type SeenLink } from "./threadFindings";
import type { BinaryLogCoordinates } from "../../model/coordinates";

/** A link, as far as seeing whether it runs goes. */
export type WatchedLink = SeenLink & Pick<DeclaredLink, "replica" | "deadlineSeconds">;

/** Waits until the receiver has reached its source, which is when it knows who answers there. */
export async function receiverRuns(link: WatchedLink, replica: Session, progress: Progress): Promise<ReplicaStatus> {
    return await look(link, replica, progress, hasReceiverFailed, hasMetItsSource);
}

/**
 * Waits until both threads run and stay so: an applier that meets the event that stopped it before says `Yes` for a
 * moment first, so that it counts only once it has applied something more, or has nothing left to apply.
 */
export async function bothRun(link: WatchedLink, replica: Session, progress: Progress): Promise<ReplicaStatus> {
    let first: ReplicaStatus | undefined;
    return await look(link, replica, progress, hasFailed, (status) => {
        first ??= status;
        const moved = !isSame(status.applied, first.applied);
        return bothThreadsRun(status) && (moved || hasAppliedAll(status));
    });
}

/**
 * Waits until the replica has applied all that its source had executed at a moment, e.g. when the link was wired: until
 * then its rows are of the past, and what it would write could meet rows that are still on their way.
 *
 * The deadline is for standing still, not for the whole: a long way is no trouble.
 */
export async function caughtUp(
    link: WatchedLink,
    ends: LinkSessions,
    { coordinates }: Pick<StartPosition, "coordinates">,
    progress: Progress,
): Promise<void> {
    const byGtid = link.positioning === "gtid";
    let last: ReplicaStatus | undefined;
    const executedThere = byGtid ? GtidSet.parse(coordinates.gtidSet) : GtidSet.EMPTY;
    let lacks = GtidSet.EMPTY;
    const end = await whileMoving(link.deadlineSeconds, async (waited) => {
        last = await replicaStatus(ends.replica);
        if (last === undefined || hasFailed(last)) {
            return { done: true };
        }
        if (byGtid) {
            lacks = executedThere.subtract((await identity(ends.replica)).executed);
        }
        if (waited.isWorthTelling()) {
            progress.waits(
                `${link.name}: catching up, ${sayCoordinates(last.applied)} of ${sayCoordinates(coordinates)}`,
            );
        }
        const hasAll = byGtid && lacks.isEmpty;
        return { done: hasAll || hasPassed(last, coordinates), mark: sayCoordinates(last.applied) };
    });
    if (last === undefined || hasFailed(last) || !end) {
        throw new FindingError(failure(link, last));
    }
    if (!lacks.isEmpty) {
        throw new FindingError(sayMissingTransactions(link, lacks));
    }
}

const hasPassed = (status: ReplicaStatus, coordinates: BinaryLogCoordinates): boolean =>
    hasAppliedAll(status) && !isBefore(status.received, coordinates);

const sayCoordinates = ({ file, position }: { file: string; position: number }): string => `${file}:${position}`;

async function look(
    link: WatchedLink,
    replica: Session,
    progress: Progress,
    bad: (status: ReplicaStatus) => boolean,
    good: (status: ReplicaStatus) => boolean,
): Promise<ReplicaStatus> {
    let last: ReplicaStatus | undefined;
    const found = await until({ seconds: link.deadlineSeconds, everyMilliseconds: 50 }, async (waited) => {
        last = await replicaStatus(replica);
        if (last === undefined || bad(last)) {
            return last ?? null;
        }
        if (waited.isWorthTelling()) {
            progress.waits(`${link.name}: IO thread ${sayThread(last.io)}, SQL thread ${sayThread(last.sql)}`);
        }
        return good(last) ? last : undefined;
    });
    if (found === undefined || found === null || bad(found)) {
        throw new FindingError(failure(link, last));
    }
    return found;
}

/** An error of the receiver that no waiting mends: it has stopped, or its source turns it away. */
export const hasReceiverFailed = (status: ReplicaStatus): boolean =>
    status.io.errorNumber !== 0 && status.io.running !== "Yes" && !isReconnecting(status);

/** The same of both threads. */
export const hasFailed = (status: ReplicaStatus): boolean =>
    (status.sql.running === "No" && status.sql.errorNumber !== 0) || hasReceiverFailed(status);

export function failure(link: WatchedLink, status: ReplicaStatus | undefined): Finding {
    if (status === undefined) {
        return {
            code: "link-taken-away",
            where: link.name,
            observed: `${link.replica.name} follows nobody any more`,
        };
    }
    const observed = `IO thread ${sayThread(status.io)}; SQL thread ${sayThread(status.sql)}`;
    const [worst] = threadFindings(link, status);
    if (worst !== undefined) {
        return { ...worst, observed };
    }
    return isBlocked(status)
        ? { code: "applier-blocked", where: link.name, observed: `${observed}: ${status.sqlActivity}` }
        : { code: "does-not-catch-up", where: link.name, observed };
}
