import { copyDatabases } from "../../mysql/dump";
import type { CopyWatch } from "../../mysql/dumpStream";
import { refuseDumpThatIsNotWhole } from "../../mysql/dumpSession";
import { FindingError } from "../../findings/finding";
import { GtidSet } from "../../mysql/gtid/gtidSet";
import type { Session } from "../../mysql/session";
import {
    beginCopyRecord,
    finishCopyRecord,
    noteDropped,
    noteMade,
    readCopyRecord,
    type CopyRecord,
} from "../../mysql/copyRecord";
import {
    createDatabase,
    databaseDefaults,
    dropDatabase,
    identity,
    keepOutOfBinaryLog,
    setGtidPurged,
    userDatabases,
} from "../../mysql/statements";
import { definitions, estimatedBytes, notTransactional } from "../../mysql/tables";
import { stopwatch } from "../../mysql/waiting";
import type { LinkSessions } from "../link/linkSessions";
import { coordinatesOf } from "../link/serverIdentity";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { replicatedDatabases } from "../filters";
import type { InitialDataInputs } from "./inputs";
import { whileNobodyDefines } from "./whileNobodyDefines";
import { whileNobodyWrites } from "./whileNobodyWrites";
import type { BinaryLogCoordinates } from "../../model/coordinates";

/**
 * Copies the source's databases to a replica that holds none, as of one moment.
 *
 * Writers wait while the coordinates are read and the dump opens its transaction; from then on they go on, and what
 * they write is behind the coordinates. The copy stays out of the target's binary log, so that it never flows back.
 * Accounts are no part of it: each server keeps its own. Its record is whole only once all that it stands on is proved.
 *
 * @returns the coordinates of that moment
 * @throws FindingError where the target holds anything already, a client fails, or the copy is not of one moment
 */
export async function copy(
    link: InitialDataInputs,
    ends: LinkSessions,
    progress: Progress,
): Promise<BinaryLogCoordinates> {
    await keepOutOfBinaryLog(ends.replica);
    const record = await readCopyRecord(ends.replica);
    if (typeof record === "object" && "file" in record) {
        await purge(link, ends.replica, record);
        return record;
    }
    const databases = await replicatedDatabases(ends.source, link.filters);
    const justMade = await madeAndNotNoted(ends.replica, record, databases);
    await refuseWhatItHolds(link, ends.replica, record, justMade);
    await refuseDumpThatIsNotWhole(link.source);
    await throwAway(link, ends.replica, record, progress);
    await beginCopyRecord(ends.replica);
    const coordinates = await whileNobodyDefines(link, ends.source, databases, async () => {
        await makeDatabases(ends, databases, justMade);
        return databases.length === 0
            ? await coordinatesOf(ends.source)
            : await stream(link, ends, databases, progress);
    });
    await finishCopyRecord(ends.replica, coordinates);
    await purge(link, ends.replica, coordinates);
    progress.did(
        `${link.name}: copied ${databases.join(", ") || "no database"} as of ${coordinates.file}:${coordinates.position}, ` +
            "without binary logging",
    );
    return coordinates;
}

/** By GTID, the source sends what is not in the replica's history, and the copy came without its history. */
async function purge(link: InitialDataInputs, replica: Session, { gtidSet }: BinaryLogCoordinates): Promise<void> {
    if (link.positioning === "binlog" || gtidSet === "") {
        return;
    }
    const { executed } = await identity(replica);
    if (executed.isEmpty) {
        await setGtidPurged(replica, gtidSet);
    } else if (!executed.contains(GtidSet.parse(gtidSet))) {
        // Somebody has written there since. To a history that is not empty no other one can be added.
        throw refused(link, [transactions(executed)]);
    }
}

/** Those that the interrupted copy has made are nobody's; of whatever else is there, that can't be said. */
async function refuseWhatItHolds(
    link: InitialDataInputs,
    replica: Session,
    record: CopyRecord,
    justMade: string[],
): Promise<void> {
    const made = [...madeBy(record), ...justMade];
    const others = (await userDatabases(replica)).filter((name) => !made.includes(name));
    const { executed } = await identity(replica);
    const holds = [
        ...(others.length === 0 ? [] : [others.join(", ")]),
        ...(link.positioning === "gtid" && !executed.isEmpty ? [transactions(executed)] : []),
    ];
    if (holds.length > 0) {
        throw refused(link, holds, record);
    }
}

const transactions = (executed: GtidSet): string => `transactions of its own (${executed.toString()})`;

const madeBy = (record: CopyRecord): string[] =>
    typeof record === "object" && "made" in record ? (record.made ?? []) : [];

function refused(link: InitialDataInputs, holds: string[], record: CopyRecord = "none"): FindingError {
    const isUnlisted = typeof record === "object" && "made" in record && record.made === undefined;
    return new FindingError({
        code: "copy-target-holds-data",
        where: link.replica.name,
        observed: `holds ${holds.join(" and ")}, and is to get a copy of ${link.source.name}`,
        here: isUnlisted
            ? "a copy into it was interrupted whose record does not say which databases it made; those that you know " +
              "to be of it are dropped with SET SESSION sql_log_bin = 0; DROP DATABASE …"
            : record === "none"
              ? undefined
              : "a copy into it was interrupted, and did not make these; move them elsewhere, and drop them there with " +
                "SET SESSION sql_log_bin = 0; DROP DATABASE …",
    });
}

async function throwAway(
    link: InitialDataInputs,
    replica: Session,
    record: CopyRecord,
    progress: Progress,
): Promise<void> {
    const tell = tellStatements(link.name, progress);
    for (const name of madeBy(record)) {
        await tell(dropDatabase(replica, name), `on ${link.replica.name}, of a copy that was interrupted`);
        await noteDropped(replica, name);
    }
}

/**
 * A copy can be interrupted between making a database and noting it. One of that name that holds nothing is taken for it,
 * and not dropped: whosever it is, nothing is lost.
 */
async function madeAndNotNoted(replica: Session, record: CopyRecord, databases: string[]): Promise<string[]> {
    if (typeof record !== "object" || !("made" in record) || record.made === undefined) {
        return [];
    }
    const { made } = record;
    const unnoted = (await userDatabases(replica)).filter((name) => databases.includes(name) && !made.includes(name));
    const found: string[] = [];
    for (const name of unnoted) {
        if ((await definitions(replica, [name])).size === 0) {
            found.push(name);
        }
    }
    return found;
}

/** Before anything is copied: from here on, nobody else can make one of that name, and take it for their own. */
async function makeDatabases(
    { replica, source }: LinkSessions,
    databases: string[],
    justMade: string[],
): Promise<void> {
    for (const name of databases) {
        if (!justMade.includes(name)) {
            await createDatabase(replica, name, await databaseDefaults(source, name));
        }
        await noteMade(replica, name);
    }
}

async function stream(
    link: InitialDataInputs,
    ends: LinkSessions,
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
    const copying = stopwatch();
    return await whileNobodyWrites(link, progress, async (coordinates, letWritersGo) => {
        const watch: CopyWatch = {
            onSnapshot: () => (locked.length > 0 ? Promise.resolve() : letWritersGo()),
            onBytes: (bytes) => {
                if (copying.isWorthTelling()) {
                    progress.waits(
                        `${link.name}: copying ${databases.join(", ")}: ${sayBytes(bytes)} of about ${sayBytes(all)}, ` +
                            `${sayBytes(bytes / copying.seconds())}/s`,
                        link.name,
                    );
                }
            },
        };
        await copyDatabases(link.source, link.replica, databases, watch, ends.replica.dialect);
        return coordinates;
    });
}

const sayBytes = (bytes: number): string =>
    bytes < 1e6
        ? `${Math.round(bytes / 1e3)} kB`
        : bytes < 1e9
          ? `${(bytes / 1e6).toFixed(1)} MB`
          : `${(bytes / 1e9).toFixed(2)} GB`;
