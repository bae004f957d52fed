import { FindingError } from "../../findings/finding";
import { dropCopyRecord, readCopyRecord } from "../../mysql/copyRecord";
import type { Session } from "../../mysql/session";
import { keepOutOfBinaryLog } from "../../mysql/statements";
import { namedChannels, replicaStatus } from "../../mysql/threads";
import { withLinkSessions } from "../link/linkSessions";
import { identitiesOf } from "../link/serverIdentity";
import type { Progress } from "../progress";
import { actualState } from "./actualState";
import { orAsItRan } from "./asItRan";
import { carryOut, type Site } from "./carryOut";
import { decide } from "./decide";
import type { ReplicationLinkInputs, KeptWiring } from "./inputs";
import { orMeetsItself } from "./itself";
import { refuseLostHistory } from "./sourceHistory";
import type { Attempt, Seen } from "./steps";
import { failure } from "./waitForThreads";

/**
 * Makes the link what it should be with the fewest statements: wires a replica that follows nobody, and mends one
 * that follows. It can be cut off after any statement and then run again.
 *
 * @param before what an earlier wiring of this link left, `undefined` for a new link
 * @throws FindingError with the servers' own words where it can't be brought to run
 */
export async function converge(
    link: ReplicationLinkInputs,
    before: KeptWiring | undefined,
    progress: Progress,
): Promise<KeptWiring> {
    return await withLinkSessions(link, progress, async (ends) => {
        const wired = await bringToRun({ link, ends, before, progress }).catch(async (error: unknown) => {
            throw error instanceof FindingError && error.finding.code === "server-ids-equal"
                ? new FindingError(orMeetsItself(error.finding, link, await identitiesOf(ends)))
                : error;
        });
        await refuseLostHistory(ends, link, before, progress);
        await forgetCopy(ends.replica);
        return wired;
    });
}

/** From here on the link has a place of its own: what is known of a copy would be of the past. */
async function forgetCopy(replica: Session): Promise<void> {
    if ((await readCopyRecord(replica)) !== "none") {
        await keepOutOfBinaryLog(replica);
        await dropCopyRecord(replica);
    }
}

/** In one attempt every rule has something to say once or twice; somebody who undoes it meanwhile makes that more. */
const MOST_LOOKS = 30;

async function bringToRun(site: Site): Promise<KeptWiring> {
    const { link, ends, progress } = site;
    const first = await look(site);
    return first.status === undefined
        ? await lookAndAct(site, first)
        : await orAsItRan(ends, link, first.status, progress, () => lookAndAct(site, first));
}

async function lookAndAct(site: Site, first: Seen): Promise<KeptWiring> {
    const { link, before } = site;
    let seen = first;
    let attempt: Attempt = { done: [] };
    for (let looks = 1; looks < MOST_LOOKS; looks++) {
        const steps = decide(link, seen, attempt);
        if (steps.length === 0) {
            return wired(seen, before, attempt);
        }
        attempt = await carryOut(steps, attempt, site);
        seen = await look(site);
    }
    throw new FindingError(failure(link, seen.status));
}

async function look({ ends, link, before }: Site): Promise<Seen> {
    const channels = await namedChannels(ends.replica);
    const status = await replicaStatus(ends.replica);
    const state = await actualState(ends.replica, link, status);
    const { replica, source } = await identitiesOf(ends);
    // What an earlier wiring has left says nothing of another server that stands in the replica's place by now.
    return { replica, source, isKnown: before?.replicaUuid === replica.serverUuid, channels, status, state };
}

function wired(
    { replica, source, status }: Seen,
    before: KeptWiring | undefined,
    { startPosition }: Attempt,
): KeptWiring {
    // Of a link that was right before this program came, the place is where its applier stands now.
    const stands = { file: "", position: 0, ...status?.applied, gtidSet: replica.executed.toString() };
    return {
        coordinates: startPosition?.coordinates ?? before?.coordinates ?? stands,
        replicaUuid: replica.serverUuid,
        replicaServerId: replica.serverId,
        sourceUuid: source.serverUuid,
        sourceServerId: source.serverId,
    };
}
