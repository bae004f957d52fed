import { digestOfRange, keyAt, rowsInRange, sayDigest, type OrderedTable } from "../../mysql/rowDigests";
import type { Key, KeyRange } from "../../mysql/rowKeys";
import type { LinkSessions } from "../link/linkSessions";
import type { OnBoth } from "../link/tablesOnBoth";
import type { InStep } from "./catchUp";
import { surviving } from "./confirm";
import type { TimeLeft } from "./timeLimit";

/** A pair of servers while it is compared. */
export interface Comparing {
    ends: LinkSessions;
    inStep: InStep;
    time: TimeLeft;
    /** So many more rows have been compared. */
    onRows: (rows: number) => void;
}

/** The keys of rows that are not the same on both sides, in the key's order. */
export interface RowsFound {
    onSourceOnly: Key[];
    onReplicaOnly: Key[];
    differing: Key[];
    /** Of which nothing can be said: they were written each time they were looked at. */
    changing: Key[];
    /** True where so many differ that the rest was not looked at. */
    isCutShort: boolean;
}

const ROWS_AT_FIRST = 1000;
const FEWEST_ROWS = 100;
const MOST_ROWS = 500_000;
const MILLISECONDS_FOR_A_CHUNK = 500;
/** A chunk that differs is looked at in so many parts, and so on, until its rows can be looked at one by one. */
const PARTS = 16;
const ROWS_ONE_BY_ONE = 500;
/** Whoever has so many rows to put right does so by the table. */
const ENOUGH = 100;

/**
 * Compares the rows of a table that has a key: chunk by chunk by their digests, and only where these differ row by row.
 * No more is held in memory than the keys and digests of some hundred rows.
 */
export async function compareRows(tables: OnBoth<OrderedTable>, comparing: Comparing): Promise<RowsFound> {
    const found: RowsFound = {
        ...{ onSourceOnly: [], onReplicaOnly: [], differing: [], changing: [] },
        isCutShort: false,
    };
    let size = ROWS_AT_FIRST;
    for await (const chunk of partsOf(tables, comparing, {}, () => size)) {
        const began = performance.now();
        const { isSame, rows } = await compareDigests(tables, comparing, chunk);
        const pace = MILLISECONDS_FOR_A_CHUNK / Math.max(1, performance.now() - began);
        const asked = size;
        size = Math.round(Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, asked * Math.min(4, Math.max(0.25, pace)))));
        if (!isSame) {
            await lookCloser(tables, comparing, chunk, asked, found);
        }
        comparing.onRows(rows);
        if (isEnough(found)) {
            found.isCutShort ||= chunk.upTo !== undefined;
            break;
        }
    }
    return found;
}

const isEnough = ({ onSourceOnly, onReplicaOnly, differing }: RowsFound): boolean =>
    onSourceOnly.length + onReplicaOnly.length + differing.length >= ENOUGH;

/** Parts of a range, in order, none of which has many more rows than `size` on either side. */
async function* partsOf(
    tables: OnBoth<OrderedTable>,
    { ends, time }: Comparing,
    range: KeyRange,
    size: () => number,
): AsyncGenerator<KeyRange> {
    let after = range.after;
    for (;;) {
        time.seconds();
        const rows = size();
        const bound = await keyAt(ends.source, tables.source, { after, upTo: range.upTo }, rows);
        // What the source lacks may be many rows, and so may be what comes behind its last one.
        const earlier = await keyAt(ends.replica, tables.replica, { after, upTo: bound ?? range.upTo }, 2 * rows);
        const upTo = earlier ?? bound;
        yield { after, upTo: upTo ?? range.upTo };
        if (upTo === undefined) {
            return;
        }
        after = upTo;
    }
}

async function compareDigests(
    tables: OnBoth<OrderedTable>,
    { ends }: Comparing,
    range: KeyRange,
): Promise<{ isSame: boolean; rows: number }> {
    const [source, replica] = await Promise.all([
        digestOfRange(ends.source, tables.source, range),
        digestOfRange(ends.replica, tables.replica, range),
    ]);
    return { isSame: sayDigest(source) === sayDigest(replica), rows: source.rows };
}

async function lookCloser(
    tables: OnBoth<OrderedTable>,
    comparing: Comparing,
    range: KeyRange,
    rows: number,
    found: RowsFound,
): Promise<void> {
    if (rows <= ROWS_ONE_BY_ONE) {
        await lookAtRows(tables, comparing, range, found);
        return;
    }
    const fewer = Math.ceil(rows / PARTS);
    for await (const part of partsOf(tables, comparing, range, () => fewer)) {
        if (!(await compareDigests(tables, comparing, part)).isSame) {
            await lookCloser(tables, comparing, part, fewer, found);
        }
        if (isEnough(found)) {
            found.isCutShort ||= part.upTo !== undefined;
            return;
        }
    }
}

const NONE = "";
const BETWEEN = "|";

async function lookAtRows(
    tables: OnBoth<OrderedTable>,
    { ends, inStep }: Comparing,
    range: KeyRange,
    found: RowsFound,
): Promise<void> {
    const { differing, changing } = await surviving(async (among) => {
        // Always the whole range: a row that is looked up by itself, and not found for whatever reason, would pass for gone.
        const [source, replica] = (
            await Promise.all([
                rowsInRange(ends.source, tables.source, range),
                rowsInRange(ends.replica, tables.replica, range),
            ])
        ).map((rows) => new Map(rows.map(({ key, digest }) => [named(key), digest])));
        const names = among ?? [...new Set([...(source?.keys() ?? []), ...(replica?.keys() ?? [])])];
        return new Map(
            names.flatMap((name) => {
                const [there, here] = [source?.get(name), replica?.get(name)];
                return there === here ? [] : [[name, `${there ?? NONE}${BETWEEN}${here ?? NONE}`]];
            }),
        );
    }, inStep);
    for (const [name, seen] of differing) {
        const [there, here] = seen.split(BETWEEN);
        const where = here === NONE ? found.onSourceOnly : there === NONE ? found.onReplicaOnly : found.differing;
        where.push(keyOf(name));
    }
    found.changing.push(...changing.map(keyOf));
}

const named = (key: Key): string => JSON.stringify(key);
const keyOf = (name: string): Key => JSON.parse(name) as Key;
