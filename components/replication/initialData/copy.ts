import { copyDatabases } from "../../mysql/dump";
import { FindingError } from "../../findings/finding";
import { withSession, type Session } from "../../mysql/session";
import { beginCopyRecord, finishCopyRecord, readCopyRecord } from "../../mysql/copyRecord";
import {
    dropDatabase,
    flushTablesWithReadLock,
    identity,
    keepOutOfBinaryLog,
    setGtidPurged,
    unlockTables,
    userDatabases,
    type BinaryLogCoordinates,
} from "../../mysql/statements";
import { estimatedBytes, notTransactional } from "../../mysql/tables";
import type { Ends } from "../ends";
import { coordinatesOf } from "../identities";
import type { Progress } from "../progress";
import { replicatedDatabases } from "./declared";
import type { InitialDataInputs } from "./inputs";

/**
 * Copies the source's databases to a replica that holds none, as of one moment.
 *
 * Writers wait while the coordinates are read and the dump opens its transaction; from then on they go on, and what
 * they write is behind the coordinates. The copy stays out of the target's binary log, so that it never flows back.
 * Accounts are no part of it: each server keeps its own.
 *
 * @returns the coordinates of that moment
 * @throws FindingError where the target holds anything already, or a client fails
 */
export async function copy(link: InitialDataInputs, ends: Ends, progress: Progress): Promise<BinaryLogCoordinates> {
    await keepOutOfBinaryLog(ends.replica);
    const record = await readCopyRecord(ends.replica);
    if (typeof record === "object") {
        await purge(link, ends.replica, record);
        return record;
    }
    await (record === "unfinished" ? throwAway(link, ends.replica, progress) : refuseWhatItHolds(link, ends.replica));
    const databases = await replicatedDatabases(ends.source, link.filters);
    await beginCopyRecord(ends.replica);
    const coordinates =
        databases.length === 0 ? await coordinatesOf(ends.source) : await stream(link, ends, databases, progress);
    await finishCopyRecord(ends.replica, coordinates);
    await purge(link, ends.replica, coordinates);
    progress.did(
        `${link.name}: copied ${databases.join(", ") || "no database"} as of ${coordinates.file}:${coordinates.position}, ` +
            "without binary logging",
    );
    return coordinates;
}

/** By GTID, the source sends what is not in the replica's history, and the copy came without its history. */
async function purge(
    { positioning }: InitialDataInputs,
    replica: Session,
    { gtidSet }: BinaryLogCoordinates,
): Promise<void> {
    if (positioning === "gtid" && gtidSet !== "" && (await identity(replica)).executed === "") {
        await setGtidPurged(replica, gtidSet);
    }
}

async function throwAway(link: InitialDataInputs, replica: Session, progress: Progress): Promise<void> {
    for (const name of await userDatabases(replica)) {
        await dropDatabase(replica, name);
        progress.did(`${link.name}: DROP DATABASE ${name} on ${link.replica.name} (of a copy that was interrupted)`);
    }
}

async function refuseWhatItHolds(link: InitialDataInputs, replica: Session): Promise<void> {
    const databases = await userDatabases(replica);
    const { executed } = await identity(replica);
    const holds = [
        ...(databases.length === 0 ? [] : [databases.join(", ")]),
        ...(link.positioning === "gtid" && executed !== "" ? [`transactions of its own (${executed})`] : []),
    ];
    if (holds.length > 0) {
        throw new FindingError({
            code: "copy-target-holds-data",
            where: link.replica.name,
            observed: `holds ${holds.join(" and ")}, and is to get a copy of ${link.source.name}`,
        });
    }
}

async function stream(
    link: InitialDataInputs,
    ends: Ends,
    databases: string[],
    progress: Progress,
): Promise<BinaryLogCoordinates> {
    const all = await estimatedBytes(ends.source, databases);
    const locked = await notTransactional(ends.source, databases);
    if (locked.length > 0) {
        progress.warns(
            `${link.source.name}: ${locked.join(", ")}: not in InnoDB, so that writers have to wait until the copy has ended`,
        );
    }
    const began = Date.now();
    return await whileNobodyWrites(link, async (coordinates, letWritersGo) => {
        await copyDatabases(link.source, link.replica, databases, {
            onSnapshot: () => (locked.length > 0 ? Promise.resolve() : letWritersGo()),
            onBytes: (bytes) => {
                const seconds = (Date.now() - began) / 1000;
                if (seconds > 2) {
                    progress.waits(
                        `${link.name}: copying ${databases.join(", ")}: ${sayBytes(bytes)} of about ${sayBytes(all)}, ` +
                            `${sayBytes(bytes / seconds)}/s`,
                        link.name,
                    );
                }
            },
        });
        return coordinates;
    });
}

/** The lock belongs to a session of its own, which ends with it whatever happens. */
async function whileNobodyWrites<T>(
    { source }: InitialDataInputs,
    work: (coordinates: BinaryLogCoordinates, letWritersGo: () => Promise<void>) => Promise<T>,
): Promise<T> {
    return await withSession(source, async (session) => {
        await flushTablesWithReadLock(session);
        return await work(await coordinatesOf(session), () => unlockTables(session));
    });
}

const sayBytes = (bytes: number): string =>
    bytes < 1e6
        ? `${Math.round(bytes / 1e3)} kB`
        : bytes < 1e9
          ? `${(bytes / 1e6).toFixed(1)} MB`
          : `${(bytes / 1e9).toFixed(2)} GB`;
