import { FindingError } from "../../mysql/finding";
import type { Session } from "../../mysql/session";
import {
    binaryLogCoordinates,
    gtidSubtract,
    identity,
    isGtidSubset,
    userDatabases,
    type BinaryLogCoordinates,
    type ChangeMasterOptions,
    type Identity,
} from "../../mysql/statements";
import type { LinkSettings, Wired } from "./inputs";

/** Both ends of a link, open. */
export interface Ends {
    replica: Session;
    source: Session;
}

/** Where a replica starts to read, and the proof that it misses nothing there. */
export interface Place {
    coordinates: BinaryLogCoordinates;
    options: ChangeMasterOptions;
}

/**
 * Finds the place at which `replica` can start to follow `source` without missing or repeating a transaction.
 *
 * The coordinates are read before the data is looked at: what is written between the two is still ahead of them.
 *
 * @param before what an earlier wiring of this same link left, `undefined` for a new link
 * @throws FindingError where no place can be proved
 */
export async function findPlace(link: LinkSettings, ends: Ends, before: Wired | undefined): Promise<Place> {
    const coordinates = await coordinatesOf(link, ends.source);
    const [replica, source] = [await identity(ends.replica), await identity(ends.source)];
    refuseSameIdentity(link, replica, source);
    if (link.positioning === "gtid") {
        await refusePurged(link, ends, replica, source);
        await refuseOwnPast(link, ends, before, replica, source);
        if (before === undefined) {
            await refuseUnprovenData(link, ends, replica, source);
        }
        return { coordinates, options: { autoPosition: true } };
    }
    if (before === undefined) {
        await refuseData(link, ends);
    } else {
        refuseMoved(link, before, coordinates, source);
    }
    const { file, position } = coordinates;
    return { coordinates, options: { autoPosition: false, file, position } };
}

async function coordinatesOf(link: LinkSettings, source: Session): Promise<BinaryLogCoordinates> {
    const coordinates = await binaryLogCoordinates(source);
    if (coordinates === undefined) {
        throw new FindingError({
            where: link.source.name,
            observed: "SHOW MASTER STATUS is empty: the binary log is off",
            means: "nobody can follow this server",
            remedy: "have log_bin under [mysqld] in its my.cnf and restart it",
        });
    }
    return coordinates;
}

function refuseSameIdentity(link: LinkSettings, replica: Identity, source: Identity): void {
    const same =
        replica.serverUuid === source.serverUuid
            ? `both have server_uuid ${source.serverUuid}`
            : replica.serverId === source.serverId
              ? `both have server_id ${source.serverId}`
              : undefined;
    if (same !== undefined) {
        throw new FindingError({
            where: `${link.replica.name} and ${link.source.name}`,
            observed: same,
            means: "a server discards events that carry its own identity, so that neither would apply the other's",
            remedy:
                replica.serverUuid === source.serverUuid
                    ? "one data directory was copied from the other: stop that server, delete auto.cnf there, start it"
                    : "give each server a server_id of its own",
        });
    }
}

async function refusePurged(link: LinkSettings, ends: Ends, replica: Identity, source: Identity): Promise<void> {
    if (!(await isGtidSubset(ends.source, source.purged, replica.executed))) {
        throw new FindingError({
            where: link.name,
            observed: `${link.source.name} has purged ${source.purged}, of which ${link.replica.name} has executed only ${replica.executed || "nothing"}`,
            means: "transactions that the replica lacks are no longer in any binary log of its source",
            remedy: `give ${link.replica.name} a copy of ${link.source.name}'s data with its GTIDs, then run pulumi up again`,
        });
    }
}

/**
 * A server that lost its data and kept its server_id never gets back what it wrote itself: its receiver ignores what
 * carries its own server_id, and both threads would run over the gap.
 */
async function refuseOwnPast(
    link: LinkSettings,
    ends: Ends,
    before: Wired | undefined,
    replica: Identity,
    source: Identity,
): Promise<void> {
    if (
        before === undefined ||
        before.replicaUuid === replica.serverUuid ||
        before.replicaServerId !== replica.serverId
    ) {
        return;
    }
    const lacks = await gtidSubtract(ends.source, source.executed, replica.executed);
    if (lacks.includes(before.replicaUuid)) {
        throw new FindingError({
            where: link.name,
            observed:
                `${link.replica.name} is a new server (server_uuid ${replica.serverUuid}, before: ${before.replicaUuid}) with the ` +
                `same server_id ${replica.serverId}, and lacks ${lacks}`,
            means:
                `its data is gone, and it would ignore its own earlier transactions in ${link.source.name}'s binary log, ` +
                "because they carry its server_id",
            remedy: `give ${link.replica.name} another serverId in the program, which makes it take all of them, or a copy of ${link.source.name}'s data with its GTIDs`,
        });
    }
}

/**
 * One server's history that continues the other's proves by itself that GTIDs bring just what is missing. Data without
 * GTIDs is in no history: an empty set is a part of every set.
 */
async function refuseUnprovenData(link: LinkSettings, ends: Ends, replica: Identity, source: Identity): Promise<void> {
    const [held, sourceHeld] = [await userDatabases(ends.replica), await userDatabases(ends.source)];
    const hasHistory = (server: Identity, databases: string[]): boolean =>
        databases.length === 0 || server.executed !== "";
    const proven =
        hasHistory(replica, held) &&
        hasHistory(source, sourceHeld) &&
        ((await isGtidSubset(ends.source, replica.executed, source.executed)) ||
            (await isGtidSubset(ends.source, source.executed, replica.executed)));
    if (proven) {
        return;
    }
    if (link.initialData === "empty") {
        await refuseData(link, ends);
        return;
    }
    const sentAgain = await gtidSubtract(ends.source, source.executed, replica.executed);
    if (held.length > 0 && sentAgain !== "") {
        throw new FindingError({
            where: link.name,
            observed: `both sides are declared identical, but ${link.replica.name} has not executed ${sentAgain}`,
            means: `${link.source.name} would send these transactions, and their rows are there already`,
            remedy:
                'declare positioning: "binlog", which starts at the source\'s current coordinates, or give the replica a ' +
                "copy of the source's data with its GTIDs",
        });
    }
}

async function refuseData(link: LinkSettings, ends: Ends): Promise<void> {
    if (link.initialData === "identical") {
        return;
    }
    const held = [
        { server: link.replica.name, databases: await userDatabases(ends.replica) },
        { server: link.source.name, databases: await userDatabases(ends.source) },
    ].filter(({ databases }) => databases.length > 0);
    if (held.length > 0) {
        throw new FindingError({
            where: link.name,
            observed: held.map(({ server, databases }) => `${server} holds ${databases.join(", ")}`).join("; "),
            means: "the program declares empty servers, and nothing proves that both sides hold the same rows",
            remedy:
                'make both sides hold the same rows and declare initialData: "identical", ' +
                "or give the cluster servers that hold no database yet",
        });
    }
}

function refuseMoved(link: LinkSettings, before: Wired, now: BinaryLogCoordinates, source: Identity): void {
    const { file, position } = before.coordinates;
    if (before.sourceUuid !== source.serverUuid || file !== now.file || position !== now.position) {
        throw new FindingError({
            where: link.name,
            observed:
                `${link.replica.name} has lost its place; it was wired at ${file}:${position}, ` +
                `and ${link.source.name} has since written up to ${now.file}:${now.position}`,
            means: "how much of that the replica has applied can't be proved, so that starting anywhere could lose or repeat rows",
            remedy:
                "if you know its place, run CHANGE MASTER TO with it on the replica, then pulumi up; or make both sides " +
                `hold the same rows, declare initialData: "identical" and replace the link (pulumi up --replace URN)`,
        });
    }
}
