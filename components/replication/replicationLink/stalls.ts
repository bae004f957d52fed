import { setTimeout as pause } from "node:timers/promises";
import type { Finding } from "../../findings/finding";
import {
    bothThreadsRun,
    hasAppliedAll,
    isBefore,
    isBlocked,
    isHeldBack,
    isSame,
    type ReplicaStatus,
} from "../../mysql/replicaStatus";
import { binaryLogCoordinates, type Identity } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { until } from "../../mysql/waiting";
import type { LinkSessions } from "../link/linkSessions";
import { meetsAnother } from "../link/sourceCheck";
import type { DeclaredLink } from "./inputs";

/** How a link moves whose threads both say Yes: in words where one of them does not, and what else is to be told. */
export interface Motion {
    receiver?: string;
    applier?: string;
    findings: Finding[];
}

/** A healthy thread that has something to do moves many times in this. */
const SECONDS_OF_STANDING_STILL = 3;

/** From so many seconds on, that a replica is behind is worth telling. */
const SECONDS_OF_LAG = 60;

/**
 * Looks a second time only where the first look shows somebody behind, so that a healthy link costs nothing.
 *
 * @param source who the link's source is: what another server sends stands in places of its own
 */
export async function stallsOf(
    ends: LinkSessions,
    link: DeclaredLink,
    first: ReplicaStatus,
    source: Identity,
): Promise<Motion> {
    if (!bothThreadsRun(first)) {
        return { findings: [] };
    }
    const written = meetsAnother(first, source) ? undefined : await binaryLogCoordinates(ends.source);
    const behind = (status: ReplicaStatus): boolean => written !== undefined && isBefore(status.received, written);
    let last = first;
    // A thread that ends meanwhile is for the next look, which sees why.
    const stillReceiving = (): boolean =>
        last.io.running === "Yes" && behind(last) && isSame(last.received, first.received) && !isHeldBack(last);
    const stillApplying = (): boolean =>
        last.sql.running === "Yes" && !hasAppliedAll(last) && isSame(last.applied, first.applied);
    await until({ seconds: SECONDS_OF_STANDING_STILL, everyMilliseconds: 200 }, async () => {
        if (!stillReceiving() && !stillApplying()) {
            return true;
        }
        last = (await replicaStatus(ends.replica)) ?? last;
        return undefined;
    });
    const receiver = stillReceiving()
        ? `running, but has received nothing for ${SECONDS_OF_STANDING_STILL} s: ${last.ioActivity}`
        : undefined;
    const applier =
        stillApplying() && isBlocked(last)
            ? `running, but blocked for ${SECONDS_OF_STANDING_STILL} s: ${last.sqlActivity}`
            : undefined;
    const { name: where } = link;
    return {
        ...(receiver === undefined ? {} : { receiver }),
        ...(applier === undefined ? {} : { applier }),
        findings: [
            ...(receiver === undefined
                ? []
                : [{ code: "receiver-stalled" as const, where, observed: `IO thread ${receiver}` }]),
            ...(applier === undefined
                ? []
                : [{ code: "applier-blocked" as const, where, observed: `SQL thread ${applier}` }]),
            ...(await lagOf(ends, link, last)),
        ],
    };
}

async function lagOf(ends: LinkSessions, link: DeclaredLink, status: ReplicaStatus): Promise<Finding[]> {
    const { secondsBehind: seconds = 0, applied, sqlActivity } = status;
    if (seconds < SECONDS_OF_LAG) {
        return [];
    }
    // Seconds_Behind_Master counts whole seconds: whether it grows takes one to see.
    await pause(1000);
    const later = (await replicaStatus(ends.replica)) ?? status;
    const goes = isSame(later.applied, applied)
        ? `standing still: ${sqlActivity}`
        : sayTrend(seconds, later.secondsBehind);
    return [{ code: "lag", where: link.name, observed: `${seconds} s behind its source, and ${goes}` }];
}

function sayTrend(before: number, now: number | undefined): string {
    if (now === undefined) {
        return "can't say any longer how far";
    }
    return now < before ? "catching up" : now > before ? "falling further behind" : "keeping that distance";
}
