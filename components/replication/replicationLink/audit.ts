import type { Finding } from "../../findings/finding";
import { GtidSet } from "../../mysql/gtid/gtidSet";
import type { ReplicaStatus } from "../../mysql/replicaStatus";
import { forAudit } from "../../mysql/connection";
import { open, withSession, type Session } from "../../mysql/session";
import { askedBefore } from "../../mysql/sessionErrors";
import { surroundings } from "../../mysql/compatibility";
import { replicaStatus } from "../../mysql/threads";
import type { LinkSessions } from "../link/linkSessions";
import { failedLook, findingOf, OF_THE_SERVER } from "../errorFindings";
import { followsItsSource } from "../link/sourceCheck";
import { identitiesOf, type Identities } from "../link/serverIdentity";
import type { Operation } from "../operation";
import { reportFindings } from "../reportFindings";
import { WHOLE } from "../words";
import { errantTransactions, lostHistory } from "./sourceHistory";
import type { LinkState } from "./inputs";
import { orMeetsItself } from "./itself";
import { stallsOf } from "./stalls";
import { settledStatus, stateIn, actualState, type Known } from "./actualState";
import { missingTransactions, sayMissingTransactions } from "./missingTransactions";
import { stateFindings } from "./stateFindings";
import { undeclaredReplicasOf } from "./undeclaredReplicas";
import { surroundingFindings } from "./compatibilityFindings";
import { threadFindings } from "./threadFindings";

interface Seen {
    state: LinkState;
    findings: Finding[];
}

/**
 * Looks at a link from both of its ends, changes nothing, and tells what it finds. That a server can't be reached is an
 * observation of its own and hides nothing else.
 */
export async function audit(known: Known, { progress }: Operation): Promise<LinkState> {
    const { state, findings } = await look({
        ...known,
        replica: forAudit(known.replica),
        source: forAudit(known.source),
    });
    reportFindings([...stateFindings(known, state), ...findings], progress);
    return state;
}

async function look(known: Known): Promise<Seen> {
    try {
        return await withSession(known.replica, async (replica) => {
            const status = await settledStatus(replica, known);
            const state = await actualState(replica, known, status);
            if (status === undefined) {
                return { state, findings: [] };
            }
            const between = followsItsSource(status, known) ? await fromBothEnds(replica, known, status) : undefined;
            const findings = threadFindings(known, status, between === DOWN);
            if (between === undefined || between === DOWN) {
                return { state, findings };
            }
            const { identities } = between;
            const told =
                identities === undefined ? findings : findings.map((each) => orMeetsItself(each, known, identities));
            return { state: { ...state, ...between.state }, findings: [...told, ...between.findings] };
        });
    } catch (error) {
        const { code, words } = failedLook(error, known.replica);
        return {
            state: { ...stateIn(known), server: words },
            findings: OF_THE_SERVER.has(code) ? [] : [{ code, where: known.name, observed: words }],
        };
    }
}

interface SeenBetween {
    state: Partial<LinkState>;
    findings: Finding[];
    /** Who both are, where that could be asked. */
    identities?: Identities;
}

/** Of a source that this program does not reach either. */
const DOWN = "down";

/** @returns `undefined` where the source can't be looked at, which is told of the source itself */
async function fromBothEnds(
    replica: Session,
    known: Known,
    status: ReplicaStatus,
): Promise<SeenBetween | typeof DOWN | undefined> {
    let source: Session;
    try {
        source = await open(known.source);
    } catch (error) {
        return failedLook(error, known.source).code === "server-unreachable" ? DOWN : undefined;
    }
    try {
        return await lookBetween({ replica, source }, known, status);
    } catch (error) {
        if (askedBefore(error)?.server !== known.source) {
            throw error;
        }
        return failedAtSource(error, known);
    } finally {
        await source.close();
    }
}

function failedAtSource(error: unknown, { name: where, source }: Known): SeenBetween | undefined {
    const { code, words } = failedLook(error, source);
    return code === "look-failed"
        ? { state: { sourceHistory: words }, findings: [{ code, where, observed: `${source.name} ${words}` }] }
        : undefined;
}

async function lookBetween(ends: LinkSessions, known: Known, status: ReplicaStatus): Promise<SeenBetween> {
    const identities = await identitiesOf(ends);
    const lost = await lostHistory(ends, known, status, identities);
    const motion = await stallsOf(ends, known, status, identities.source);
    const lacks = await missingTransactions(ends, status, identities);
    const applier = lacks.isEmpty ? motion.applier : `running, but has passed over ${lacks.toString()}`;
    return {
        identities,
        state: {
            sourceHistory: lost?.words ?? WHOLE,
            ...(motion.receiver === undefined ? {} : { ioThread: motion.receiver }),
            ...(applier === undefined ? {} : { sqlThread: applier }),
        },
        findings: [
            ...(lost === undefined
                ? []
                : [{ code: lost.code, where: known.name, observed: `${known.source.name} ${lost.words}` }]),
            ...motion.findings,
            ...(lacks.isEmpty ? [] : [sayMissingTransactions(known, lacks)]),
            ...(await undeclaredReplicasOf(ends.replica, identities.source, known)),
            ...(await aboutTheServers(ends, identities, known)),
        ],
    };
}

/** That the source's own receiver does not answer is told of the link that it belongs to. */
async function followedBySource(source: Session): Promise<ReplicaStatus | undefined> {
    try {
        return await replicaStatus(source);
    } catch (error) {
        if (findingOf(error) !== undefined) {
            return undefined;
        }
        throw error;
    }
}

/** What two servers differ in, told once where each follows the other; and what a replica has written by itself. */
async function aboutTheServers(ends: LinkSessions, identities: Identities, { name }: Known): Promise<Finding[]> {
    const [replica, source] = [ends.replica.server.name, ends.source.server.name];
    const [here, there] = [await surroundings(ends.replica), await surroundings(ends.source)];
    const follows = await followedBySource(ends.source);
    const isToldByTheOther = follows?.sourceUuid === identities.replica.serverUuid && replica > source;
    const errant = here.readOnly ? errantTransactions(identities) : GtidSet.EMPTY;
    return [
        ...(isToldByTheOther ? [] : surroundingFindings(name, { ...here, name: replica }, { ...there, name: source })),
        ...(errant.isEmpty
            ? []
            : [
                  {
                      code: "errant-transactions" as const,
                      where: replica,
                      observed: `has transactions of its own that its source lacks: ${errant.toString()}`,
                  },
              ]),
    ];
}
