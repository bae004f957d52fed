import { applierFinding } from "../../findings/classify/applier";
import type { Finding } from "../../findings/finding";
import { sayAddress, sourceOptions } from "../../mysql/connection";
import { bothThreadsRun, hasPlace, type ReplicaStatus, type ThreadState } from "../../mysql/replicaStatus";
import type { ChangeSourceOptions } from "../../mysql/statements";
import { followsItsSource, meetsAnother } from "../link/sourceCheck";
import { filterLines } from "../filters";
import { AS_DECLARED } from "../words";
import { NO_DELAY_SECONDS, RETRY_WITHOUT_END, sayChannels } from "./desiredState";
import type { LinkState, ReplicationLinkInputs } from "./inputs";
import type { Attempt, Seen, SeenFollowing, Step } from "./steps";
import { failure } from "./waitForThreads";

type Rule<What = SeenFollowing> = (link: ReplicationLinkInputs, seen: What, attempt: Attempt) => Step[];

/**
 * What is to be done next, from what is wanted and what is. Pure. What only a step can show (who answers, whether a thread
 * starts) is not foreseen: the steps end there, and the next look decides. Every rule asks for a thing once in an attempt,
 * so that two who want different things of one server do not take turns for ever.
 *
 * @returns nothing where the link is what it should be
 */
export function decide(link: ReplicationLinkInputs, seen: Seen, attempt: Attempt): Step[] {
    const { status } = seen;
    const first = firstOf([removeUndeclaredChannels, wire], link, seen, attempt);
    return first.length > 0 || status === undefined ? first : firstOf(FOLLOWING, link, { ...seen, status }, attempt);
}

function firstOf<What>(rules: Rule<What>[], link: ReplicationLinkInputs, seen: What, attempt: Attempt): Step[] {
    for (const rule of rules) {
        const steps = rule(link, seen, attempt);
        if (steps.length > 0) {
            return steps;
        }
    }
    return [];
}

/** A source that the program does not declare writes where its rows are in nobody's lane. */
const removeUndeclaredChannels: Rule<Seen> = (link, { channels, isKnown }, { done }) => {
    if (channels.length === 0 || done.includes("removeChannel")) {
        return [];
    }
    return isKnown
        ? channels.map((channel) => ({ does: "removeChannel", channel, note: `followed ${sayAddress(channel)}` }))
        : refuse({
              code: "follows-another-source",
              where: link.replica.name,
              observed: `follows further sources over channels: ${sayChannels(channels)}`,
          });
};

/** A replica that follows nobody, or another source than the declared one, or would begin anywhere. */
const wire: Rule<Seen> = (link, { status, isKnown }, { done, startPosition }) => {
    if (done.includes("changeSource") || done.includes("waitForBothThreads")) {
        return status === undefined ? refuse(failure(link, status)) : [];
    }
    if (status !== undefined && followsItsSource(status, link) && !hasLostItsPlace(status, link)) {
        return [];
    }
    if (startPosition === undefined) {
        return [
            ...(status === undefined || isKnown ? [] : [{ does: "requireOwnMistake", status } as const]),
            { does: "findStartPosition" },
        ];
    }
    const { file, position } = startPosition.coordinates;
    return [
        ...(status === undefined ? [] : [{ does: "stop", note: sayFollowed(status) } as const]),
        {
            does: "changeSource",
            options: { ...allOptions(link), ...startPosition.options },
            ...(startPosition.options.autoPosition === true ? { note: `source at ${file}:${position}` } : {}),
        },
    ];
};

/** By GTID it needs none. */
const hasLostItsPlace = (status: ReplicaStatus, { positioning }: ReplicationLinkInputs): boolean =>
    positioning === "binlog" && !hasPlace(status);

const sayFollowed = (status: ReplicaStatus): string => {
    const address = sayAddress({ host: status.sourceHost, port: status.sourcePort });
    return `followed ${address}${hasPlace(status) ? "" : ", from no place"}`;
};

const allOptions = (link: ReplicationLinkInputs): ChangeSourceOptions => ({
    ...sourceOptions(link.sourceAddress, { user: link.replicationUser, password: link.replicationPassword }),
    connectRetrySeconds: link.wantedConnectRetrySeconds,
    heartbeatSeconds: link.wantedHeartbeatSeconds,
    retryCount: RETRY_WITHOUT_END,
    delaySeconds: NO_DELAY_SECONDS,
});

/** What differs without the link having lost its place: CHANGE MASTER without a host keeps it. */
const changeSettings: Rule = (link, { status, state }, { done }) => {
    const options = done.includes("changeSource") ? {} : differingOptions(link, state);
    const differ = Object.keys(options).length > 0;
    const filters = done.includes("setFilters") || state.filters === link.filters ? [] : setFilters(link, state);
    return differ || filters.length > 0
        ? [
              ...(differ || isAnyRunning(status) ? [{ does: "stop" } as const] : []),
              ...(differ ? [{ does: "changeSource", options } as const] : []),
              ...filters,
          ]
        : [];
};

const differingOptions = (link: ReplicationLinkInputs, is: LinkState): ChangeSourceOptions => ({
    ...(is.user === link.replicationUser ? {} : { user: link.replicationUser }),
    ...(is.credentials === AS_DECLARED ? {} : { password: link.replicationPassword }),
    ...(is.connectRetrySeconds === link.connectRetrySeconds
        ? {}
        : { connectRetrySeconds: link.wantedConnectRetrySeconds }),
    ...(is.heartbeatSeconds === link.heartbeatSeconds ? {} : { heartbeatSeconds: link.wantedHeartbeatSeconds }),
    ...(is.retries === link.retries ? {} : { retryCount: RETRY_WITHOUT_END }),
    ...(is.delaySeconds === link.delaySeconds ? {} : { delaySeconds: NO_DELAY_SECONDS }),
    ...(is.position === link.position ? {} : { autoPosition: link.positioning === "gtid" }),
});

const isAnyRunning = ({ io, sql }: ReplicaStatus): boolean => io.running !== "No" || sql.running !== "No";

function setFilters(link: ReplicationLinkInputs, is: LinkState): Step[] {
    const { replicateDoDb: doDb = [], replicateIgnoreDb: ignoreDb = [] } = link.wantedFilters;
    const lines = [...filterLines("replicate_do_db", doDb), ...filterLines("replicate_ignore_db", ignoreDb)];
    const message =
        `${link.replica.name}: after a restart it applies without these filters before anybody looks, unless its my.cnf ` +
        `has these lines under [mysqld]: ${lines.join("; ")}`;
    return [
        { does: "setFilters", doDb, ignoreDb, note: `was ${is.filters}` },
        ...(link.replicaMyCnfIsGiven === true ? [{ does: "warn", message } as const] : []),
    ];
}

/** A receiver that is on its way, or met another server, tries at once, and meets whoever is there before it goes on. */
const stopToReconnect: Rule = (_link, { status, source }, attempt) =>
    !attempt.done.includes("stop") &&
    !hasConnected(attempt) &&
    (status.io.running === "Connecting" || (status.io.running === "Yes" && meetsAnother(status, source)))
        ? [{ does: "stop" }]
        : [];

/** By GTID, relay logs that can't be used are no loss: what was not applied yet is fetched again. */
const fetchAgain: Rule = (link, { status }, { done, relayLogRefused }) => {
    if (done.includes("reset") || bothThreadsRun(status)) {
        return [];
    }
    if (link.positioning === "gtid") {
        return relayLogRefused !== undefined || isRelayLogUnusable(status.sql)
            ? [
                  { does: "stop" },
                  { does: "reset", note: "its relay logs can't be used; what they held is fetched again" },
                  { does: "changeSource", options: { ...allOptions(link), autoPosition: true } },
              ]
            : [];
    }
    return relayLogRefused === undefined
        ? []
        : refuse({
              code: "relay-log-unusable",
              where: link.name,
              observed: `${status.dialect.statements.startReplica}: ${relayLogRefused}`,
          });
};

export const isRelayLogUnusable = ({
    errorNumber,
    errorText,
}: Pick<ThreadState, "errorNumber" | "errorText">): boolean =>
    applierFinding(errorNumber, errorText) === "relay-log-unusable";

const connect: Rule = (_link, { status }, attempt) =>
    bothThreadsRun(status) || hasConnected(attempt) ? [] : [{ does: "startReceiver" }, { does: "waitForReceiver" }];

/** Asked before the applier starts: until then nothing of a stranger's has been applied. */
const refuseAnotherServer: Rule = (link, { status, source }, attempt) => {
    const hasMet = hasConnected(attempt) || isDone(attempt, "waitForBothThreads");
    return hasMet && status.sourceUuid !== source.serverUuid
        ? [
              { does: "stop" },
              ...refuse({
                  code: "another-server",
                  where: link.name,
                  observed: `at ${sayAddress(link.sourceAddress)} answers server_uuid ${status.sourceUuid}; ${link.source.name} at ${sayAddress(link.source)} is ${source.serverUuid}`,
              }),
          ]
        : [];
};

const startApplier: Rule = (_link, _seen, attempt) =>
    hasConnected(attempt) && !isDone(attempt, "startApplier") ? [{ does: "startApplier" }] : [];

const waitForBothThreads: Rule = (_link, _seen, attempt) =>
    isDone(attempt, "waitForBothThreads") ? [] : [{ does: "waitForBothThreads" }];

/** A link that was wired has to bring what its source had by then; one that was there may run over a gap. */
const prove: Rule = (link, seen, attempt) => {
    const { startPosition, stalled } = attempt;
    if (startPosition !== undefined) {
        const finds = startPosition.options.autoPosition === true && !isDone(attempt, "catchUp");
        return finds ? [{ does: "catchUp", to: startPosition }] : [];
    }
    if (!isDone(attempt, "lookForStall")) {
        return [{ does: "lookForStall", seen }];
    }
    if (stalled !== undefined) {
        // One that says Yes and gets nothing would be taken for one that has got everything.
        return hasConnected(attempt)
            ? refuse({ code: "receiver-stalled", where: link.name, observed: `IO thread ${stalled}` })
            : [{ does: "stop" }];
    }
    return isDone(attempt, "requireNothingMissing") ? [] : [{ does: "requireNothingMissing", seen }];
};

const FOLLOWING: Rule[] = [
    changeSettings,
    stopToReconnect,
    fetchAgain,
    connect,
    refuseAnotherServer,
    startApplier,
    waitForBothThreads,
    prove,
];

/** What was done before the threads were stopped for the last time is to be done again. */
const isDone = ({ done }: Attempt, step: Step["does"]): boolean =>
    done.slice(done.lastIndexOf("stop") + 1).includes(step);

const hasConnected = (attempt: Attempt): boolean => isDone(attempt, "waitForReceiver");

const refuse = (finding: Finding): Step[] => [{ does: "refuse", finding }];
