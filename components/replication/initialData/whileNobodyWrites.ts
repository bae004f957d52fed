import { FindingError } from "../../findings/finding";
import { statementsInTheWay, tryReadLock, unlockTables, type LongStatement } from "../../mysql/readLock";
import { isSame } from "../../mysql/replicaStatus";
import { withSession, type Session } from "../../mysql/session";
import { sayServerError } from "../../mysql/sessionErrors";
import { until } from "../../mysql/waiting";
import { coordinatesOf } from "../link/serverIdentity";
import type { Progress } from "../progress";
import type { InitialDataInputs } from "./inputs";
import type { BinaryLogCoordinates } from "../../model/coordinates";

/** Between two attempts all that was kept waiting goes on. */
const MILLISECONDS_BETWEEN_ATTEMPTS = 3000;

/**
 * Runs `work` while writers wait on the source. Whoever keeps them waiting is a session of its own, which can be ended
 * unseen, by a time limit or by a KILL, and then they go on: so that they waited is proved, when they are let go or else
 * at the end.
 *
 * @throws FindingError where the lock is not granted, or was lost meanwhile
 */
export async function whileNobodyWrites<T>(
    link: InitialDataInputs,
    progress: Progress,
    work: (coordinates: BinaryLogCoordinates, letWritersGo: () => Promise<void>) => Promise<T>,
): Promise<T> {
    return await withSession(link.source, async (session) => {
        await takeLock(link, session, progress);
        const coordinates = await coordinatesOf(session);
        let isProved = false as boolean;
        const done = await work(coordinates, async () => {
            await refuseUnlessHeld(link, session, coordinates);
            isProved = true;
            await unlockTables(session);
        });
        if (!isProved) {
            await refuseUnlessHeld(link, session, coordinates);
        }
        return done;
    });
}

async function takeLock(
    { source, deadlineSeconds }: InitialDataInputs,
    session: Session,
    progress: Progress,
): Promise<void> {
    let inTheWay: LongStatement[] = [];
    const granted = await until(
        { seconds: deadlineSeconds, everyMilliseconds: MILLISECONDS_BETWEEN_ATTEMPTS },
        async () => {
            inTheWay = await statementsInTheWay(session);
            if (inTheWay.length === 0 && (await tryReadLock(session))) {
                return true;
            }
            inTheWay = await statementsInTheWay(session);
            progress.waits(
                `${source.name}: waiting for FLUSH TABLES WITH READ LOCK; ${sayInTheWay(inTheWay)}`,
                source.name,
            );
            return undefined;
        },
    );
    if (granted === undefined) {
        throw new FindingError({
            code: "read-lock-not-granted",
            where: source.name,
            observed: `FLUSH TABLES WITH READ LOCK was not granted within ${deadlineSeconds} s; ${sayInTheWay(inTheWay)}`,
        });
    }
}

function sayInTheWay([longest, ...others]: LongStatement[]): string {
    if (longest === undefined) {
        return "no statement is seen that keeps it: a connection may hold a table with LOCK TABLES, or an applier may write";
    }
    const { connection, user, host, seconds } = longest;
    return (
        `connection ${connection} (${user}@${host}) has been running a statement for ${seconds} s` +
        (others.length === 0 ? "" : `, and ${others.length} more have for a shorter time`)
    );
}

/** A session that still answers has had its lock all the time: only UNLOCK TABLES and its end take it away. */
async function refuseUnlessHeld(
    link: InitialDataInputs,
    session: Session,
    { file, position }: BinaryLogCoordinates,
): Promise<void> {
    const now = await coordinatesOf(session).catch((error: unknown) => {
        throw notOfOneMoment(
            link,
            `the connection that kept writers waiting on ${link.source.name} ended while the copy was made: ` +
                sayServerError(error),
        );
    });
    if (!isSame(now, { file, position })) {
        throw notOfOneMoment(
            link,
            `the binary log of ${link.source.name} went on from ${file}:${position} to ${now.file}:${now.position} ` +
                "while writers were kept waiting",
        );
    }
}

const notOfOneMoment = ({ name: where }: InitialDataInputs, observed: string): FindingError =>
    new FindingError({ code: "copy-not-of-one-moment", where, observed });
