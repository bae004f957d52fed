import { FindingError } from "../../findings/finding";
import { isSame } from "../../mysql/replicaStatus";
import { userDatabases, type ChangeSourceOptions, type Identity } from "../../mysql/statements";
import type { LinkSessions } from "../link/linkSessions";
import { areOneHistory } from "../initialData/requireEmpty";
import { coordinatesOf, identitiesOf, refuseSameIdentity, type Identities } from "../link/serverIdentity";
import { refusePurged } from "../link/purged";
import { whyApplied } from "./appliedSince";
import type { DeclaredLink, KeptWiring } from "./inputs";
import type { BinaryLogCoordinates } from "../../model/coordinates";

/** Where a replica starts to read, and the proof that it misses nothing there. */
export interface StartPosition {
    coordinates: BinaryLogCoordinates;
    options: ChangeSourceOptions;
}

/**
 * Finds the place at which `replica` can start to follow `source` without missing or repeating a transaction.
 *
 * @param before what an earlier wiring of this same link left, `undefined` for a new link
 * @throws FindingError where no place can be proved
 */
export async function findStartPosition(
    link: DeclaredLink,
    ends: LinkSessions,
    before: KeptWiring | undefined,
): Promise<StartPosition> {
    const now = await coordinatesOf(ends.source);
    const { replica, source } = await identitiesOf(ends);
    refuseSameIdentity(link, replica, source);
    if (link.positioning === "gtid") {
        await refusePurged(
            link,
            ends,
            'with initialData: "copy", pulumi up --replace and the URN of the link\'s InitialData copies to it, if it holds nothing',
        );
        await refuseUnprovenNewcomers(link, ends, before, { replica, source });
        refuseOwnPast(link, before, replica, source);
        return { coordinates: now, options: { autoPosition: true } };
    }
    if (before !== undefined) {
        refuseMoved(link, before, now, { replica, source });
        return at(now);
    }
    return at(await placeOfStart(link, ends, now, replica, source));
}

const at = (coordinates: BinaryLogCoordinates): StartPosition => {
    const { file, position } = coordinates;
    return { coordinates, options: { autoPosition: false, file, position } };
};

/**
 * The coordinates of the moment at which the data was known. A link that is made again, e.g. after `--replace`, has
 * moved on from them, and would bring everything since a second time: the replica's own binary log shows whether.
 */
async function placeOfStart(
    link: DeclaredLink,
    ends: LinkSessions,
    now: BinaryLogCoordinates,
    replica: Identity,
    source: Identity,
): Promise<BinaryLogCoordinates> {
    const start = link.start ?? undefined;
    const why =
        start === undefined
            ? `${link.replica.name} followed ${link.source.name} when the program first saw it, and its place there is gone`
            : start.source.serverUuid !== source.serverUuid || start.replica.serverUuid !== replica.serverUuid
              ? "one of the two is another server than the one whose coordinates were read"
              : isSame(start.source, now)
                ? undefined
                : await whyApplied(ends.replica, start, replica.serverId);
    if (start === undefined || why !== undefined) {
        throw new FindingError({
            code: "place-lost",
            where: link.name,
            observed: why ?? "",
        });
    }
    const { file, position, gtidSet } = start.source;
    return { file, position, gtidSet };
}

/**
 * A server that lost its data and kept its server_id never gets back what it wrote itself: its receiver ignores what
 * carries its own server_id, and both threads would run over the gap.
 */
function refuseOwnPast(link: DeclaredLink, before: KeptWiring | undefined, replica: Identity, source: Identity): void {
    if (
        before === undefined ||
        before.replicaUuid === replica.serverUuid ||
        before.replicaServerId !== replica.serverId
    ) {
        return;
    }
    const lacks = source.executed.subtract(replica.executed);
    if (!lacks.ofServer(before.replicaUuid).isEmpty) {
        throw new FindingError({
            code: "own-past",
            where: link.name,
            observed:
                `${link.replica.name} is a new server (server_uuid ${replica.serverUuid}, before: ${before.replicaUuid}) with the ` +
                `same server_id ${replica.serverId}, and lacks ${lacks.toString()}`,
        });
    }
}

/**
 * What was known of the data was known of the servers that were there. A GTID set brings another one whatever it lacks,
 * where that holds nothing yet or has the same history; data that came to it in another way is in no GTID set.
 */
async function refuseUnprovenNewcomers(
    link: DeclaredLink,
    ends: LinkSessions,
    before: KeptWiring | undefined,
    identities: Identities,
): Promise<void> {
    const known = [
        { session: ends.replica, is: identities.replica, was: [before?.replicaUuid, link.start?.replica.serverUuid] },
        { session: ends.source, is: identities.source, was: [before?.sourceUuid, link.start?.source.serverUuid] },
    ];
    for (const { session, is, was } of known) {
        const isNew = was.some((uuid) => uuid !== undefined) && !was.includes(is.serverUuid);
        const databases = isNew ? await userDatabases(session) : [];
        if (databases.length > 0 && !(await areOneHistory(ends))) {
            throw new FindingError({
                code: "data-not-empty",
                where: link.name,
                observed:
                    `${session.server.name} is another server than before (server_uuid ${is.serverUuid}), holds ` +
                    `${databases.join(", ")}, and its GTIDs do not prove what of that is on both sides`,
                here:
                    "take an empty one, which is brought everything; or make both sides hold the same rows, declare " +
                    'initialData: "identical" and replace the link\'s InitialData (pulumi up --replace URN)',
            });
        }
    }
}

function refuseMoved(
    link: DeclaredLink,
    before: KeptWiring,
    now: BinaryLogCoordinates,
    { replica, source }: Identities,
): void {
    const { file, position } = before.coordinates;
    if (before.replicaUuid !== replica.serverUuid) {
        throw new FindingError({
            code: "place-lost",
            where: link.name,
            observed:
                `${link.replica.name} is another server (server_uuid ${replica.serverUuid}) than the one that was wired ` +
                `(${before.replicaUuid}), whose place says nothing of what this one holds`,
        });
    }
    if (before.sourceUuid !== source.serverUuid || !isSame(before.coordinates, now)) {
        throw new FindingError({
            code: "place-lost",
            where: link.name,
            observed:
                `${link.replica.name} has lost its place; it was wired at ${file}:${position}, ` +
                `and ${link.source.name} has since written up to ${now.file}:${now.position}`,
        });
    }
}
