import { FindingError, type Finding } from "../../findings/finding";
import { bothThreadsRun, hasMetItsSource, sayThread, type ReplicaStatus } from "../../mysql/replicaStatus";
import { registeredReplicas, type Identity } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { sayAddress } from "../../mysql/connection";
import { until } from "../../mysql/waiting";
import { withLinkSessions, type LinkSessions } from "../link/linkSessions";
import { followsItsSource, meetsAnother } from "../link/sourceCheck";
import { coordinatesOf, identitiesOf, type Identities } from "../link/serverIdentity";
import type { Progress } from "../progress";
import { caughtUp, failure, hasFailed } from "../replicationLink/waitForThreads";
import type { GatedLink } from "./inputs";
import { starterOf } from "./starter";
import type { Positioning } from "../../model/coordinates";

type Link = GatedLink & { positioning: Positioning; deadlineSeconds: number };

/**
 * Waits until the replica is connected to its source as it is now, and has applied all that the source has.
 *
 * @returns why the link can't run before other servers have had their turn, `undefined` once it runs
 * @throws FindingError where it does not come to run, with the servers' own words
 */
export async function runsAgain(link: Link, progress: Progress): Promise<string | undefined> {
    return await withLinkSessions(link, progress, async (ends) => {
        const identities = await identitiesOf(ends);
        const why = whyNotBefore(link, await replicaStatus(ends.replica), identities);
        if (why === undefined) {
            await isConnected(link, ends, identities, progress);
            await caughtUp(link, ends, { coordinates: await coordinatesOf(ends.source) }, progress);
        }
        return why;
    });
}

/** What `up` makes of such a link, it makes once every server is what it should be. */
function whyNotBefore(
    link: Link,
    status: ReplicaStatus | undefined,
    { replica, source }: Identities,
): string | undefined {
    if (status === undefined) {
        return `${link.replica.name} follows nobody`;
    }
    if (!followsItsSource(status, link)) {
        const { sourceHost: host, sourcePort: port } = status;
        return `it still follows ${sayAddress({ host, port })}, and not yet ${sayAddress(link.sourceAddress)}`;
    }
    if (replica.gtidMode !== source.gtidMode) {
        return `gtid_mode is ${replica.gtidMode} on ${link.replica.name} and ${source.gtidMode} on ${link.source.name}`;
    }
    if (status.autoPosition !== (link.positioning === "gtid")) {
        return `it still finds its place ${status.autoPosition ? "by GTID" : "by file and position"}`;
    }
    return status.delaySeconds > 0 ? `its applier stays ${status.delaySeconds} s behind on purpose` : undefined;
}

/**
 * A follower's threads can both say Yes over a connection to a process that is gone: only its source knows who is
 * connected (manual, 13.7.5.33 SHOW SLAVE HOSTS).
 */
async function isConnected(
    link: Link,
    ends: LinkSessions,
    { replica, source }: Identities,
    progress: Progress,
): Promise<void> {
    const started = starterOf(link.name, ends.replica, source, progress);
    let last: ReplicaStatus | undefined;
    const connected = await until({ seconds: link.deadlineSeconds }, async (waited) => {
        last = await replicaStatus(ends.replica);
        if (last === undefined) {
            return false;
        }
        if (await started(last)) {
            return undefined;
        }
        if (hasFailed(last)) {
            return false;
        }
        const runs = bothThreadsRun(last) && hasMetItsSource(last) && !meetsAnother(last, source);
        if (
            runs &&
            (await registeredReplicas(ends.source)).some(({ serverUuid }) => serverUuid === replica.serverUuid)
        ) {
            return true;
        }
        if (waited.isWorthTelling()) {
            progress.waits(`${link.name}: IO thread ${sayThread(last.io)}, SQL thread ${sayThread(last.sql)}`);
        }
        return undefined;
    });
    if (connected !== true) {
        throw new FindingError(whyNotConnected(link, last, source));
    }
}

function whyNotConnected(link: Link, status: ReplicaStatus | undefined, source: Identity): Finding {
    if (status === undefined || hasFailed(status) || !bothThreadsRun(status)) {
        return failure(link, status);
    }
    return meetsAnother(status, source)
        ? {
              code: "another-server",
              where: link.name,
              observed: `at ${sayAddress(link.sourceAddress)} answers server_uuid ${status.sourceUuid}; ${link.source.name} at ${sayAddress(link.source)} is ${source.serverUuid}`,
          }
        : {
              code: "receiver-stalled",
              where: link.name,
              observed: `IO thread running, but not among those that ${link.source.name} sends its binary log to: ${status.ioActivity}`,
          };
}
