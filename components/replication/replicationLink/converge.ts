import { applierFinding } from "../../findings/classify/applier";
import { FindingError } from "../../findings/finding";
import { sayAddress } from "../../mysql/connection";
import type { Session } from "../../mysql/session";
import { sayServerError } from "../../mysql/sessionErrors";
import { dropCopyRecord, readCopyRecord } from "../../mysql/copyRecord";
import {
    changeSource,
    changeReplicationFilter,
    identity,
    keepOutOfBinaryLog,
    resetChannelAll,
    resetReplica,
    startReplica,
    stopChannel,
    stopReplica,
    type ChangeSourceOptions,
    type Identity,
} from "../../mysql/statements";
import { namedChannels, replicaStatus } from "../../mysql/threads";
import { bothThreadsRun, hasPlace, type ReplicaStatus, type ThreadState } from "../../mysql/replicaStatus";
import { withLinkSessions, type LinkSessions } from "../link/linkSessions";
import { followsItsSource, meetsAnother, refuseAnotherSource } from "../link/sourceCheck";
import { filterLines, sayFilters } from "../filters";
import { identitiesOf } from "../link/serverIdentity";
import type { Progress } from "../progress";
import { AS_DECLARED } from "../words";
import { orAsItRan } from "./asItRan";
import type { ReplicationLinkInputs, Wired } from "./inputs";
import { stateOf } from "./actualState";
import { refuseLostHistory } from "./sourceHistory";
import { orMeetsItself } from "./itself";
import { stallsOf } from "./stalls";
import { refusePassedOver } from "./missingTransactions";
import { findPlace } from "./startPosition";
import { bothRun, caughtUp, receiverRuns } from "./waitForThreads";
import { NO_DELAY_SECONDS, RETRY_WITHOUT_END, sayChannels } from "./desiredState";

/**
 * Makes the link what it should be with the fewest statements: wires a replica that follows nobody, and mends one
 * that follows. It can be cut off after any statement and then run again.
 *
 * @param before what an earlier wiring of this link left, `undefined` for a new link
 * @throws FindingError with the servers' own words where it can't be brought to run
 */
export async function converge(
    link: ReplicationLinkInputs,
    before: Wired | undefined,
    progress: Progress,
): Promise<Wired> {
    return await withLinkSessions(link, progress, async (ends) => {
        const wired = await convergeBetween(ends, link, before, progress).catch(async (error: unknown) => {
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

async function convergeBetween(
    ends: LinkSessions,
    link: ReplicationLinkInputs,
    before: Wired | undefined,
    progress: Progress,
): Promise<Wired> {
    // What an earlier wiring has left says nothing of another server that stands in the replica's place by now.
    const isKnown = before?.replicaUuid === (await identity(ends.replica)).serverUuid;
    await removeUndeclaredChannels(ends.replica, link, isKnown, progress);
    const status = await replicaStatus(ends.replica);
    if (status === undefined || !followsItsSource(status, link) || hasLostItsPlace(status, link)) {
        if (status !== undefined && !isKnown) {
            await refuseAnotherSource(ends, status, link);
        }
        const wiring = (): Promise<Wired> => wire(ends, link, before, status, progress);
        return await (status === undefined ? wiring() : orAsItRan(ends, link, status, progress, wiring));
    }
    return await orAsItRan(ends, link, status, progress, () => bringToRun(ends, link, before, status, progress));
}

/** A link that is there already. */
async function bringToRun(
    ends: LinkSessions,
    link: ReplicationLinkInputs,
    before: Wired | undefined,
    status: ReplicaStatus,
    progress: Progress,
): Promise<Wired> {
    await mend(ends, link, status, progress);
    const running = await bothRun(link, ends.replica, progress);
    const identities = await identitiesOf(ends);
    const { replica, source } = identities;
    refuseAnotherServer(link, running.sourceUuid, source.serverUuid);
    await refuseStalled(ends, link, source);
    await refusePassedOver(ends, link, running, identities);
    return {
        // Of a link that was right before this program came, the place is where its applier stands now.
        coordinates: before?.coordinates ?? { ...running.applied, gtidSet: replica.executed.toString() },
        replicaUuid: replica.serverUuid,
        replicaServerId: replica.serverId,
        sourceUuid: source.serverUuid,
        sourceServerId: source.serverId,
    };
}

/** By GTID it needs none. */
const hasLostItsPlace = (status: ReplicaStatus, { positioning }: ReplicationLinkInputs): boolean =>
    positioning === "binlog" && !hasPlace(status);

/** A source that the program does not declare writes where its rows are in nobody's lane. */
async function removeUndeclaredChannels(
    replica: Session,
    link: ReplicationLinkInputs,
    isKnown: boolean,
    progress: Progress,
): Promise<void> {
    const channels = await namedChannels(replica);
    if (channels.length > 0 && !isKnown) {
        throw new FindingError({
            code: "follows-another-source",
            where: link.replica.name,
            observed: `follows further sources over channels: ${sayChannels(channels)}`,
        });
    }
    for (const channel of channels) {
        await stopChannel(replica, channel.name);
        await resetChannelAll(replica, channel.name);
        progress.did(
            `${link.name}: STOP SLAVE, RESET SLAVE ALL FOR CHANNEL '${channel.name}' (followed ${sayAddress(channel)})`,
        );
    }
}

/** GRANT has been seen to by the account; what remains is coordinates, CHANGE MASTER, receiver, applier. */
async function wire(
    ends: LinkSessions,
    link: ReplicationLinkInputs,
    before: Wired | undefined,
    status: ReplicaStatus | undefined,
    progress: Progress,
): Promise<Wired> {
    const place = await findPlace(link, ends, before);
    if (status !== undefined) {
        await stopReplica(ends.replica);
        progress.did(
            `${link.name}: STOP SLAVE (followed ${sayAddress({ host: status.sourceHost, port: status.sourcePort })}` +
                `${hasPlace(status) ? "" : ", from no place"})`,
        );
    }
    const { host, port } = link.sourceAddress;
    await changeSource(ends.replica, { host, port, ...settings(link), ...place.options });
    const { file, position } = place.coordinates;
    progress.did(
        place.options.autoPosition === true
            ? `${link.name}: CHANGE MASTER TO ${host}:${port}, GTID auto-position (source at ${file}:${position})`
            : `${link.name}: CHANGE MASTER TO ${host}:${port}, ${file}:${position}`,
    );
    await applyDeclaredFilters(ends.replica, link, progress);
    const source = await startOnceSourceIsKnown(ends, link, progress);
    await bothRun(link, ends.replica, progress);
    progress.did(`${link.name}: START SLAVE, both threads run`);
    if (place.options.autoPosition === true) {
        await caughtUp(link, ends, place, progress);
    }
    const replica = await identity(ends.replica);
    return {
        coordinates: place.coordinates,
        replicaUuid: replica.serverUuid,
        replicaServerId: replica.serverId,
        sourceUuid: source.serverUuid,
        sourceServerId: source.serverId,
    };
}

/**
 * Starts the applier only once the receiver has met the declared server: until then nothing of a stranger's has been
 * applied, and after that nothing will be.
 */
async function startOnceSourceIsKnown(
    ends: LinkSessions,
    link: ReplicationLinkInputs,
    progress: Progress,
): Promise<Identity> {
    await startReplica(ends.replica, "IO_THREAD");
    const { sourceUuid } = await receiverRuns(link, ends.replica, progress);
    const source = await identity(ends.source);
    if (sourceUuid !== source.serverUuid) {
        await stopReplica(ends.replica);
    }
    refuseAnotherServer(link, sourceUuid, source.serverUuid);
    await startReplica(ends.replica, "SQL_THREAD");
    return source;
}

/** The applier must not be running. Filters that stand in my.cnf are in force already. */
async function applyDeclaredFilters(replica: Session, link: ReplicationLinkInputs, progress: Progress): Promise<void> {
    const status = await replicaStatus(replica);
    const inForce = sayFilters(status?.replicateDoDb ?? [], status?.replicateIgnoreDb ?? []);
    if (inForce !== link.filters) {
        const { replicateDoDb = [], replicateIgnoreDb = [] } = link.wantedFilters;
        await changeReplicationFilter(replica, replicateDoDb, replicateIgnoreDb);
        progress.did(`${link.name}: CHANGE REPLICATION FILTER, ${link.filters} (was ${inForce})`);
        if (link.replicaMyCnfIsGiven === true) {
            const lines = [
                ...filterLines("replicate_do_db", replicateDoDb),
                ...filterLines("replicate_ignore_db", replicateIgnoreDb),
            ];
            progress.warns(
                `${link.replica.name}: after a restart it applies without these filters before anybody looks, unless ` +
                    `its my.cnf has these lines under [mysqld]: ${lines.join("; ")}`,
            );
        }
    }
}

const settings = (link: ReplicationLinkInputs): ChangeSourceOptions => ({
    user: link.replicationUser,
    password: link.replicationPassword,
    connectRetrySeconds: link.wantedConnectRetrySeconds,
    heartbeatSeconds: link.wantedHeartbeatSeconds,
    retryCount: RETRY_WITHOUT_END,
    delaySeconds: NO_DELAY_SECONDS,
});

function refuseAnotherServer(link: ReplicationLinkInputs, answered: string, declared: string): void {
    if (answered !== declared) {
        throw new FindingError({
            code: "another-server",
            where: link.name,
            observed: `at ${sayAddress(link.sourceAddress)} answers server_uuid ${answered}; ${link.source.name} at ${sayAddress(link.source)} is ${declared}`,
        });
    }
}

/** What differs without the link having lost its place: CHANGE MASTER without a host keeps it. */
async function mend(
    ends: LinkSessions,
    link: ReplicationLinkInputs,
    status: ReplicaStatus,
    progress: Progress,
): Promise<void> {
    const is = await stateOf(ends.replica, link, status);
    const changes: ChangeSourceOptions = {
        ...(is.user === link.replicationUser ? {} : { user: link.replicationUser }),
        ...(is.credentials === AS_DECLARED ? {} : { password: link.replicationPassword }),
        ...(is.connectRetrySeconds === link.connectRetrySeconds
            ? {}
            : { connectRetrySeconds: link.wantedConnectRetrySeconds }),
        ...(is.heartbeatSeconds === link.heartbeatSeconds ? {} : { heartbeatSeconds: link.wantedHeartbeatSeconds }),
        ...(is.retries === link.retries ? {} : { retryCount: RETRY_WITHOUT_END }),
        ...(is.delaySeconds === link.delaySeconds ? {} : { delaySeconds: NO_DELAY_SECONDS }),
        ...(is.position === link.position ? {} : { autoPosition: link.positioning === "gtid" }),
    };
    const changed = Object.keys(changes);
    const filtersDiffer = is.filters !== link.filters;
    const source = await identity(ends.source);
    // Whoever is met there now is seen once more, before the applier goes on.
    const isAnothers = status.io.running === "Yes" && meetsAnother(status, source);
    const isStalled = (await stallsOf(ends, link, status, source)).receiver !== undefined;
    if (changed.length > 0 || filtersDiffer || isAnothers || isStalled || status.io.running === "Connecting") {
        await stopReplica(ends.replica);
        progress.did(`${link.name}: STOP SLAVE`);
    }
    if (changed.length > 0) {
        await changeSource(ends.replica, changes);
        progress.did(`${link.name}: CHANGE MASTER TO, ${changed.join(", ")}`);
    }
    if (filtersDiffer) {
        await applyDeclaredFilters(ends.replica, link, progress);
    }
    const now = await replicaStatus(ends.replica);
    if (now === undefined || !bothThreadsRun(now)) {
        await start(ends, link, now, progress);
    }
}

/** A receiver that says Yes and gets nothing would be taken for one that has got everything. */
async function refuseStalled(ends: LinkSessions, link: ReplicationLinkInputs, source: Identity): Promise<void> {
    const status = await replicaStatus(ends.replica);
    const { receiver } = status === undefined ? {} : await stallsOf(ends, link, status, source);
    if (receiver !== undefined) {
        throw new FindingError({ code: "receiver-stalled", where: link.name, observed: `IO thread ${receiver}` });
    }
}

/** By GTID, relay logs that can't be used are no loss: what was not applied yet is fetched again. */
async function start(
    ends: LinkSessions,
    link: ReplicationLinkInputs,
    status: ReplicaStatus | undefined,
    progress: Progress,
): Promise<void> {
    try {
        if (link.positioning === "gtid" && status !== undefined && isRelayLogUnusable(status.sql)) {
            await fetchAgain(ends.replica, link, progress);
        }
        await startOnceSourceIsKnown(ends, link, progress);
    } catch (error) {
        const { errno: errorNumber = 0 } = error as { errno?: number };
        if (!isRelayLogUnusable({ errorNumber, errorText: "" })) {
            throw error;
        }
        if (link.positioning !== "gtid") {
            const observed = `START SLAVE: ${sayServerError(error)}`;
            throw new FindingError({ code: "relay-log-unusable", where: link.name, observed });
        }
        await fetchAgain(ends.replica, link, progress);
        await startOnceSourceIsKnown(ends, link, progress);
    }
    progress.did(`${link.name}: START SLAVE`);
}

const isRelayLogUnusable = ({ errorNumber, errorText }: Pick<ThreadState, "errorNumber" | "errorText">): boolean =>
    applierFinding(errorNumber, errorText) === "relay-log-unusable";

async function fetchAgain(replica: Session, link: ReplicationLinkInputs, progress: Progress): Promise<void> {
    await stopReplica(replica);
    await resetReplica(replica);
    progress.did(
        `${link.name}: STOP SLAVE, RESET SLAVE (its relay logs can't be used; what they held is fetched again)`,
    );
    const { host, port } = link.sourceAddress;
    await changeSource(replica, { host, port, ...settings(link), autoPosition: true });
    progress.did(`${link.name}: CHANGE MASTER TO ${host}:${port}, GTID auto-position`);
}
