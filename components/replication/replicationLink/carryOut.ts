import { FindingError } from "../../findings/finding";
import { sayServerError } from "../../mysql/sessionErrors";
import {
    changeSource,
    changeReplicationFilter,
    resetChannelAll,
    resetReplica,
    startReplica,
    stopChannel,
    stopReplica,
} from "../../mysql/statements";
import type { LinkSessions } from "../link/linkSessions";
import { refuseAnotherSource } from "../link/sourceCheck";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { isRelayLogUnusable } from "./decide";
import type { ReplicationLinkInputs, KeptWiring } from "./inputs";
import { refusePassedOver } from "./missingTransactions";
import { stallsOf } from "./stalls";
import { findStartPosition } from "./startPosition";
import type { Attempt, Step } from "./steps";
import { bothRun, caughtUp, receiverRuns } from "./waitForThreads";

/** Where steps are carried out: the link as it is declared, and the servers at its ends. */
export interface Site {
    link: ReplicationLinkInputs;
    ends: LinkSessions;
    /** What an earlier run left, `undefined` for a new link. */
    before: KeptWiring | undefined;
    progress: Progress;
}

/**
 * Carries out steps in their order, up to the first that shows something else than it was decided on.
 *
 * @returns the attempt with what was done and found out
 * @throws FindingError where a step ends it
 */
export async function carryOut(steps: Step[], before: Attempt, site: Site): Promise<Attempt> {
    let attempt = before;
    for (const step of steps) {
        try {
            const found = await carryOutOne(step, site);
            attempt = { ...attempt, ...found, done: [...attempt.done, step.does] };
        } catch (error) {
            if (attempt.done.includes("reset") || !isRefusedOverRelayLog(step, error)) {
                throw error;
            }
            return { ...attempt, relayLogRefused: sayServerError(error) };
        }
    }
    return attempt;
}

function isRefusedOverRelayLog({ does }: Step, error: unknown): boolean {
    const { errno: errorNumber = 0 } = error as { errno?: number };
    return (does === "startReceiver" || does === "startApplier") && isRelayLogUnusable({ errorNumber, errorText: "" });
}

/** @returns what only this step could show */
async function carryOutOne(step: Step, site: Site): Promise<Partial<Attempt>> {
    const { link, ends, before, progress } = site;
    const { replica } = ends;
    const tell = tellStatements(link.name, progress);
    switch (step.does) {
        case "removeChannel":
            await tell(stopChannel(replica, step.channel.name), step.note);
            await tell(resetChannelAll(replica, step.channel.name));
            break;
        case "requireOwnMistake":
            await refuseAnotherSource(ends, step.status, link);
            break;
        case "findStartPosition":
            return { startPosition: await findStartPosition(link, ends, before) };
        case "stop":
            await tell(stopReplica(replica), step.note);
            break;
        case "reset":
            await tell(resetReplica(replica), step.note);
            break;
        case "changeSource":
            await tell(changeSource(replica, step.options), step.note);
            break;
        case "setFilters":
            await tell(changeReplicationFilter(replica, step.doDb, step.ignoreDb), step.note);
            break;
        case "warn":
            progress.warns(step.message);
            break;
        case "startReceiver":
            await tell(startReplica(replica, "IO_THREAD"));
            break;
        case "waitForReceiver":
            await receiverRuns(link, replica, progress);
            break;
        case "startApplier":
            await tell(startReplica(replica, "SQL_THREAD"));
            break;
        case "waitForBothThreads":
            await bothRun(link, replica, progress);
            break;
        case "catchUp":
            await caughtUp(link, ends, step.to, progress);
            break;
        case "lookForStall":
            return { stalled: (await stallsOf(ends, link, step.seen.status, step.seen.source)).receiver };
        case "requireNothingMissing":
            await refusePassedOver(ends, link, step.seen.status, step.seen);
            break;
        case "refuse":
            throw new FindingError(step.finding);
    }
    return {};
}
