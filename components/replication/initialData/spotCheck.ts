import {
    digestOfRange,
    keyAt,
    maxAllowedPacket,
    mostOfARow,
    prepareToCompare,
    sayDigest,
    type End,
    type OrderedTable,
} from "../../mysql/rowDigests";
import { UnknownForm, type KeyRange } from "../../mysql/rowKeys";
import type { TableShape } from "../../mysql/tableShapes";
import type { LinkSessions } from "../link/linkSessions";
import type { Progress } from "../progress";
import { commonKey, type OnBoth } from "../link/tablesOnBoth";
import type { InitialDataInputs } from "./inputs";

/** Rows that are compared at each end of a table. */
const ROWS = 1000;
/** For each look at the rows at an end. */
const SECONDS_AT_MOST = 600;

/**
 * Compares the first and the last rows of every table that has a key by which both sides can be read in order; without
 * one, rows have no order. It takes no lock on a row, and reads no further than that.
 *
 * @returns what differs, by table
 */
export async function spotCheck(
    link: InitialDataInputs,
    ends: LinkSessions,
    tables: OnBoth<TableShape>[],
    progress: Progress,
): Promise<[table: string, how: string][]> {
    await prepareToCompare(ends.source, SECONDS_AT_MOST);
    await prepareToCompare(ends.replica, SECONDS_AT_MOST);
    const packet = Math.min(await maxAllowedPacket(ends.source), await maxAllowedPacket(ends.replica));
    const found: [string, string][] = [];
    for (const [index, both] of tables.entries()) {
        const { name } = both.source;
        progress.waits(`${link.name}: comparing table ${index + 1} of ${tables.length}`, link.name);
        if (mostOfARow(both.source) > packet) {
            progress.warns(
                `${link.name}: rows of ${name} are not compared: it has more columns than max_allowed_packet lets be looked at together`,
            );
            continue;
        }
        const how = await differenceOf(link, ends, both, progress);
        if (how !== undefined) {
            found.push([name, how]);
        }
    }
    return found;
}

async function differenceOf(
    { name }: InitialDataInputs,
    ends: LinkSessions,
    both: OnBoth<TableShape>,
    progress: Progress,
): Promise<string | undefined> {
    const { source, replica } = both;
    const keys = commonKey(both);
    if (keys === undefined) {
        return source.keys.length + replica.keys.length > 0
            ? "the keys that order its rows are others on each side"
            : undefined;
    }
    const ordered = { source: { ...source, key: keys.source }, replica: { ...replica, key: keys.replica } };
    try {
        for (const end of ["first", "last"] satisfies End[]) {
            const range = await rangeAt(end, ends, ordered);
            const there = await digestOfRange(ends.source, ordered.source, range);
            const here = await digestOfRange(ends.replica, ordered.replica, range);
            if (sayDigest(there) !== sayDigest(here)) {
                return `its ${end} ${ROWS} rows differ`;
            }
        }
    } catch (error) {
        if (!(error instanceof UnknownForm)) {
            throw error;
        }
        progress.warns(`${name}: rows of ${source.name} are not compared: ${error.message}`);
    }
    return undefined;
}

/** So many rows of the source at one end, or fewer where the replica has many more there. */
async function rangeAt(end: End, ends: LinkSessions, { source, replica }: OnBoth<OrderedTable>): Promise<KeyRange> {
    // Of the last ones, the key in front of them.
    const [rows, side] = end === "first" ? ([ROWS, "upTo"] as const) : ([ROWS + 1, "after"] as const);
    const bound = await keyAt(ends.source, source, {}, rows, end);
    const nearer = await keyAt(ends.replica, replica, { [side]: bound }, 2 * rows, end);
    return { [side]: nearer ?? bound };
}
