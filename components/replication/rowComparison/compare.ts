import { inShort } from "../../findings/summarise";
import { digestOfRange, maxAllowedPacket, mostOfARow, prepareToCompare, sayDigest } from "../../mysql/rowDigests";
import { UnknownForm } from "../../mysql/rowKeys";
import type { TableShape } from "../../mysql/tableShapes";
import type { LinkSessions } from "../link/linkSessions";
import type { Progress } from "../progress";
import { commonKey, type OnBoth } from "../link/tablesOnBoth";
import { compareRows, type Comparing } from "./compareRows";
import { compareTables } from "./compareTables";
import { keepingInStep } from "./catchUp";
import { EVERY_TABLE } from "./desiredState";
import type { DeclaredComparison, RowsState } from "./inputs";
import { sayKeys, sayRows } from "./describeRows";
import { surviving } from "./confirm";
import { timeLeft, Unsettled } from "./timeLimit";
import { unreadableDatabases } from "./unreadable";

/**
 * Compares what two servers hold that follow one another, while both are written.
 *
 * Nothing is locked and nothing is written, on either of them. The time that a comparison may take ends it with what
 * it has found by then, and so does a link that does not run.
 */
export async function compare(pair: DeclaredComparison, ends: LinkSessions, progress: Progress): Promise<RowsState> {
    const tables: Record<string, string> = {};
    const time = timeLeft(pair.secondsAtMost);
    let at = "";
    try {
        const inStep = await keepingInStep(pair, ends, time);
        await prepareToCompare(ends.source, pair.secondsAtMost);
        await prepareToCompare(ends.replica, pair.secondsAtMost);
        const unreadable = await unreadableDatabases(pair, ends);
        const seen = { ...pair, unreadable: [...unreadable.keys()] };
        const { common, differing, changing } = await compareTables(seen, ends, inStep);
        Object.assign(tables, Object.fromEntries(differing));
        const left = [
            ...[...unreadable].map(([name, why]) => `${name} (${why})`),
            ...changing.map((name) => `${name} (altered each time it was looked at)`),
        ];
        const packet = Math.min(await maxAllowedPacket(ends.source), await maxAllowedPacket(ends.replica));
        let rows = 0;
        for (const [index, both] of common.entries()) {
            const { name } = both.source;
            at = `${index} of ${common.length} tables: ${name} was next`;
            const tell = (): void => {
                if (time.isWorthTelling()) {
                    progress.waits(
                        `${pair.name}: comparing ${name}, table ${index + 1} of ${common.length}, ${rows} rows so far`,
                        pair.name,
                    );
                }
            };
            tell();
            const onRows = (more: number): void => {
                rows += more;
                tell();
            };
            const said = await compareTable(pair, both, packet, { ends, inStep, time, onRows });
            if (said.differs !== undefined) {
                tables[name] = said.differs;
            }
            if (said.left !== undefined) {
                left.push(`${name} (${said.left})`);
            }
            if (said.changing !== undefined) {
                progress.warns(`${pair.name}: ${said.changing}`);
            }
        }
        return { compared: left.length === 0 ? EVERY_TABLE : `all but ${inShort(left, ", ")}`, tables };
    } catch (error) {
        const why = whyUnsettled(error, pair);
        if (why === undefined) {
            throw error;
        }
        return { compared: at === "" ? `could not be settled: ${why}` : `${at}, and ${why}`, tables };
    }
}

/** The server's own word for a read that took longer than it was allowed to (ER_QUERY_TIMEOUT). */
const TOO_LONG = 3024;

function whyUnsettled(error: unknown, { secondsAtMost }: DeclaredComparison): string | undefined {
    if (error instanceof Unsettled) {
        return error.message;
    }
    return (error as { errno?: number }).errno === TOO_LONG ? `the ${secondsAtMost} s were over` : undefined;
}

interface Said {
    /** What differs. */
    differs?: string;
    /** Why the table could not be compared. */
    left?: string;
    /** What of it could not, because it was written all the time. */
    changing?: string;
}

async function compareTable(
    pair: DeclaredComparison,
    both: OnBoth<TableShape>,
    packet: number,
    comparing: Comparing,
): Promise<Said> {
    if (mostOfARow(both.source) > packet) {
        return { left: "it has more columns than max_allowed_packet lets be looked at together" };
    }
    const keys = commonKey(both);
    try {
        if (keys === undefined) {
            return await compareWhole(pair, both, comparing);
        }
        const { source, replica } = both;
        const found = await compareRows(
            { source: { ...source, key: keys.source }, replica: { ...replica, key: keys.replica } },
            comparing,
        );
        const { columns } = keys.source;
        return {
            differs: sayRows(pair, columns, found),
            changing:
                found.changing.length === 0
                    ? undefined
                    : `rows of ${source.name} were written each time they were looked at, so that it can't be said ` +
                      `whether they are the same: ${sayKeys(columns, found.changing)}`,
        };
    } catch (error) {
        const words = whyNotReadable(error);
        if (words === undefined) {
            throw error;
        }
        return { left: words };
    }
}

/** Without a key, rows have no names: only the tables as wholes can be told apart. */
async function compareWhole(
    pair: DeclaredComparison,
    both: OnBoth<TableShape>,
    { ends, inStep, time, onRows }: Comparing,
): Promise<Said> {
    const { name } = both.source;
    let counted = 0;
    const { differing, changing } = await surviving(async () => {
        time.seconds();
        const [there, here] = await Promise.all([
            digestOfRange(ends.source, both.source),
            digestOfRange(ends.replica, both.replica),
        ]);
        counted = there.rows;
        return new Map(sayDigest(there) === sayDigest(here) ? [] : [[name, `${sayDigest(there)} ${sayDigest(here)}`]]);
    }, inStep);
    onRows(counted);
    const [rowsThere = "", , rowsHere = ""] = differing.get(name)?.split(" ") ?? [];
    return {
        differs: differing.has(name)
            ? `its rows differ (${rowsThere} on ${pair.source.name}, ${rowsHere} on ${pair.replica.name}); ` +
              "which ones can't be said, because it has no key to read it by"
            : undefined,
        changing:
            changing.length === 0
                ? undefined
                : `${name} has no key to read it by, and was written each time it was looked at, so that it can't be said whether ` +
                  "it is the same on both sides",
    };
}

/** Errors that concern one table: it is not there any more, is held by somebody, or not for this account to read. */
const OF_A_TABLE = new Set([1051, 1054, 1142, 1143, 1146, 1176, 1205, 1412, 1526, 1615]);

function whyNotReadable(error: unknown): string | undefined {
    if (error instanceof UnknownForm) {
        return error.message;
    }
    const { errno, message } = error as { errno?: number; message?: string };
    return errno !== undefined && OF_A_TABLE.has(errno) ? `${errno} ${message ?? ""}`.trim() : undefined;
}
