/** Transactions by their numbers, which may be larger than a `number` holds. */
type Interval = readonly [first: bigint, last: bigint];

/** Each ordered, with a gap between every two intervals, and none of them empty. */
type ByOrigin = ReadonlyMap<string, readonly Interval[]>;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const INTERVAL = /^(\d+)(?:-(\d+))?$/;
const TAG = /^[a-z_][a-z\d_]*$/;

/**
 * A set of global transaction identifiers (manual, 16.1.3.1 GTID Format and Storage). A value: what is asked of two sets
 * that are at hand needs no server.
 */
export class GtidSet {
    static readonly EMPTY = new GtidSet(new Map());

    /** @param transactions by the server_uuid of who wrote them, with a tag behind it where they have one (from 8.3 on) */
    private constructor(private readonly transactions: ByOrigin) {}

    /**
     * @param text as a server prints it, over several lines or in one
     * @throws Error where it is of another form: better no verdict than a wrong one
     */
    static parse(text: string): GtidSet {
        const found = new Map<string, Interval[]>();
        const parts = text.toLowerCase().replace(/\s/g, "").split(",");
        for (const part of parts.filter((each) => each !== "")) {
            const [uuid = "", ...rest] = part.split(":");
            let origin = UUID.test(uuid) ? uuid : unknownForm(text);
            for (const each of rest) {
                const [, first, last = first] = INTERVAL.exec(each) ?? [];
                if (first !== undefined && last !== undefined) {
                    const intervals = found.get(origin) ?? [];
                    found.set(origin, intervals);
                    intervals.push([BigInt(first), BigInt(last)]);
                } else {
                    origin = TAG.test(each) ? `${uuid}:${each}` : unknownForm(text);
                }
            }
        }
        return GtidSet.of([...found].map(([origin, intervals]) => [origin, merged(intervals)]));
    }

    private static of(transactions: [origin: string, intervals: readonly Interval[]][]): GtidSet {
        return new GtidSet(new Map(transactions.filter(([, intervals]) => intervals.length > 0)));
    }

    get isEmpty(): boolean {
        return this.transactions.size === 0;
    }

    contains(other: GtidSet): boolean {
        return other.subtract(this).isEmpty;
    }

    equals(other: GtidSet): boolean {
        return this.contains(other) && other.contains(this);
    }

    /** What of this set is not in the other. */
    subtract({ transactions: others }: GtidSet): GtidSet {
        return GtidSet.of(
            [...this.transactions].map(([origin, own]) => [
                origin,
                own.flatMap((interval) => without(interval, others.get(origin) ?? [])),
            ]),
        );
    }

    /** What of this set one server has written. @param uuid in capitals or not: auto.cnf may have it in either */
    ofServer(uuid: string): GtidSet {
        return GtidSet.of([...this.transactions].filter(([origin]) => uuidOf(origin) === uuid.toLowerCase()));
    }

    /** As a server prints it, in one line. */
    toString(): string {
        const byServer = new Map<string, string[]>();
        for (const [origin, intervals] of [...this.transactions].sort(([one], [other]) => (one < other ? -1 : 1))) {
            const [uuid = "", ...tag] = origin.split(":");
            const before = byServer.get(uuid) ?? [uuid];
            byServer.set(uuid, [...before, ...tag, ...intervals.map(sayInterval)]);
        }
        return [...byServer.values()].map((parts) => parts.join(":")).join(",");
    }
}

const uuidOf = (origin: string): string => origin.replace(/:.*/, "");

const sayInterval = ([first, last]: Interval): string => (first === last ? `${first}` : `${first}-${last}`);

/** A server takes an interval that ends before it begins for an empty one. */
function merged(intervals: Interval[]): Interval[] {
    const result: Interval[] = [];
    const ordered = intervals.filter(([first, last]) => first <= last);
    for (const [first, last] of ordered.sort(([one], [other]) => (one < other ? -1 : 1))) {
        const before = result.at(-1);
        if (before !== undefined && first <= before[1] + 1n) {
            result[result.length - 1] = [before[0], last > before[1] ? last : before[1]];
        } else {
            result.push([first, last]);
        }
    }
    return result;
}

const without = (interval: Interval, taken: readonly Interval[]): Interval[] =>
    taken.filter(([from, to]) => from <= interval[1] && to >= interval[0]).reduce<Interval[]>(cut, [interval]);

const cut = (left: Interval[], [from, to]: Interval): Interval[] =>
    left
        .flatMap(([first, last]): Interval[] => [
            [first, last < from ? last : from - 1n],
            [first > to ? first : to + 1n, last],
        ])
        .filter(([first, last]) => first <= last);

function unknownForm(text: string): never {
    throw new Error(`a GTID set is written in a form that is not known here: ${text}`);
}
