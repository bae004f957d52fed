import { forAudit } from "../../mysql/server";
import { withSession, whyNotObserved, open, type Session } from "../../mysql/session";
import type { Finding } from "../../findings/finding";
import type { ReplicaStatus } from "../../mysql/replicaStatus";
import { gtidSubtract, identity } from "../../mysql/statements";
import { surroundings } from "../../mysql/surroundings";
import { replicaStatus } from "../../mysql/threads";
import type { Ends } from "../ends";
import { followsItsSource } from "../followed";
import type { Progress } from "../progress";
import { tell } from "../tell";
import { WHOLE } from "../words";
import { lostHistory, ofServer } from "./history";
import type { LinkState } from "./inputs";
import { motionOf } from "./motion";
import { observeIn, stateIn, type Known } from "./observe";
import { stateFindings } from "./stateFindings";
import { strangersAt } from "./strangers";
import { surroundingFindings } from "./surroundingFindings";
import { threadFindings } from "./threadFindings";

interface Seen {
    state: LinkState;
    findings: Finding[];
}

/**
 * Looks at a link from both of its ends, changes nothing, and tells what it finds. That a server can't be reached is an
 * observation of its own and hides nothing else.
 */
export async function audit(known: Known, progress: Progress): Promise<LinkState> {
    const { state, findings } = await look({
        ...known,
        replica: forAudit(known.replica),
        source: forAudit(known.source),
    });
    tell([...stateFindings(known, state), ...findings], progress);
    return state;
}

async function look(known: Known): Promise<Seen> {
    try {
        return await withSession(known.replica, async (replica) => {
            const state = await observeIn(replica, known);
            const status = await replicaStatus(replica);
            if (status === undefined) {
                return { state, findings: [] };
            }
            const findings = threadFindings(known, status);
            const between = followsItsSource(status, known) ? await fromBothEnds(replica, known, status) : undefined;
            return between === undefined
                ? { state, findings }
                : { state: { ...state, ...between.state }, findings: [...findings, ...between.findings] };
        });
    } catch (error) {
        return { state: { ...stateIn(known), server: whyNotObserved(error, known.replica) }, findings: [] };
    }
}

interface SeenBetween {
    state: Partial<LinkState>;
    findings: Finding[];
}

/** @returns `undefined` where the source can't be looked at, which is told of the source itself */
async function fromBothEnds(replica: Session, known: Known, status: ReplicaStatus): Promise<SeenBetween | undefined> {
    let source: Session;
    try {
        source = await open(known.source);
    } catch {
        return undefined;
    }
    try {
        return await lookBetween({ replica, source }, known, status);
    } finally {
        await source.close();
    }
}

async function lookBetween(ends: Ends, known: Known, status: ReplicaStatus): Promise<SeenBetween> {
    const lost = await lostHistory(ends, known, status);
    const motion = await motionOf(ends, known, status);
    return {
        state: {
            sourceHistory: lost?.words ?? WHOLE,
            ...(motion.receiver === undefined ? {} : { ioThread: motion.receiver }),
            ...(motion.applier === undefined ? {} : { sqlThread: motion.applier }),
        },
        findings: [
            ...(lost === undefined
                ? []
                : [{ code: lost.code, where: known.name, observed: `${known.source.name} ${lost.words}` }]),
            ...motion.findings,
            ...(await strangersAt(ends, known)),
            ...(await aboutTheServers(ends, known)),
        ],
    };
}

/** What two servers differ in, told once where each follows the other; and what a replica has written by itself. */
async function aboutTheServers(ends: Ends, { name }: Known): Promise<Finding[]> {
    const [replica, source] = [await identity(ends.replica), await identity(ends.source)];
    const [here, there] = [await surroundings(ends.replica), await surroundings(ends.source)];
    const follows = await replicaStatus(ends.source);
    const isToldByTheOther =
        follows?.sourceUuid === replica.serverUuid && ends.replica.server.name > ends.source.server.name;
    const own = here.readOnly ? ofServer(replica.executed, replica.serverUuid) : "";
    const errant = own === "" ? "" : await gtidSubtract(ends.replica, own, source.executed);
    return [
        ...(isToldByTheOther
            ? []
            : surroundingFindings(
                  name,
                  { ...here, name: ends.replica.server.name },
                  { ...there, name: ends.source.server.name },
              )),
        ...(errant === ""
            ? []
            : [
                  {
                      code: "errant-transactions" as const,
                      where: ends.replica.server.name,
                      observed: `has transactions of its own that its source lacks: ${errant}`,
                  },
              ]),
    ];
}
