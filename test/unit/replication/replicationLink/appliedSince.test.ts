import type { BinaryLogEvent } from "../../../../components/mysql/statements";
import { whyApplied } from "../../../../components/replication/replicationLink/appliedSince";
import { answersOf, linkStart, serverState } from "../../fakes/replica";
import { connection, fakeSession, writes, type FakeSession } from "../../fakes/session";

const [OWN, OTHER] = [3308, 3307];
const FILES = ["mysql-bin.000001", "mysql-bin.000002", "mysql-bin.000003"] as const;
const [FILE, NEXT, LAST] = FILES;

/** Events of a hundred bytes each, the first of which begins where a binary log does. */
const events = (count: number, foreign: number[] = []): BinaryLogEvent[] =>
    Array.from({ length: count }, (_each, index) => ({
        serverId: foreign.includes(index) ? OTHER : OWN,
        end: 4 + (index + 1) * 100,
    }));

const replicaWith = (binaryLog: Record<string, BinaryLogEvent[]>): FakeSession =>
    fakeSession(answersOf(serverState({ id: OWN, binaryLog })), connection("orders-master-2"));

/** @param index of the first event that is looked at: all those before it are of the time before */
const since = (index: number, file: string = FILE) => linkStart({ replica: { file, position: 4 + index * 100 } });

const asked = ({ sent }: FakeSession): unknown[] =>
    sent
        .filter(({ sql }) => sql.startsWith("SHOW BINLOG EVENTS"))
        .map(({ sql, values }) => [
            values[0],
            Number(/FROM (\d+)/.exec(sql)?.[1]),
            Number(/LIMIT (\d+)/.exec(sql)?.[1]),
        ]);

const FOREIGN = (place: string): string =>
    `orders-master-2 has applied events of others since ${place} in its own binary log`;

describe("what a replica has applied since a place in its own binary log", () => {
    it.each<[string, Record<string, BinaryLogEvent[]>, number]>([
        ["nothing was written at all", { [FILE]: events(2) }, 2],
        ["it has written itself", { [FILE]: events(7) }, 2],
        ["only what it applied before is of others", { [FILE]: events(7, [0, 1]) }, 2],
        ["it has gone on in further files", { [FILE]: events(3), [NEXT]: events(5), [LAST]: events(1) }, 2],
        ["a file before was others'", { "mysql-bin.000000": events(3, [0, 1, 2]), [FILE]: events(3) }, 0],
    ])("should be nothing where %s", async (_where, binaryLog, index) => {
        expect(await whyApplied(replicaWith(binaryLog), since(index), OWN)).toBeUndefined();
    });

    it.each<[string, Record<string, BinaryLogEvent[]>]>([
        ["the very next event", { [FILE]: events(9, [2]) }],
        ["the last one", { [FILE]: events(9, [8]) }],
        ["one in a file after it", { [FILE]: events(3), [NEXT]: events(2), [LAST]: events(2, [1]) }],
        ["the first one of a file after it", { [FILE]: events(3), [NEXT]: events(2, [0]) }],
    ])("should be found by one event of another server: %s", async (_which, binaryLog) => {
        expect(await whyApplied(replicaWith(binaryLog), since(2), OWN)).toBe(FOREIGN(`${FILE}:204`));
    });

    it("should not be known where its binary log has been purged beyond the place", async () => {
        const replica = replicaWith({ [NEXT]: events(2) });
        expect(await whyApplied(replica, since(2), OWN)).toBe(
            `orders-master-2 has purged its own binary log since ${FILE}:204, which would show what it has applied`,
        );
        expect(asked(replica)).toEqual([]);
    });

    it("should be looked for without writing anything", async () => {
        const replica = replicaWith({ [FILE]: events(3), [NEXT]: events(3) });
        await whyApplied(replica, since(1), OWN);
        expect(writes(replica)).toEqual([]);
    });
});

describe("a long binary log", () => {
    it("should be looked through a thousand events at a time, each beginning where the last one ended", async () => {
        const replica = replicaWith({ [FILE]: events(2500) });
        expect(await whyApplied(replica, since(0), OWN)).toBeUndefined();
        expect(asked(replica)).toEqual([
            [FILE, 4, 1000],
            [FILE, 100_004, 1000],
            [FILE, 200_004, 1000],
        ]);
    });

    it("should end where exactly a thousand events are left", async () => {
        const replica = replicaWith({ [FILE]: events(1002), [NEXT]: events(1) });
        expect(await whyApplied(replica, since(2), OWN)).toBeUndefined();
        expect(asked(replica)).toEqual([
            [FILE, 204, 1000],
            [FILE, 100_204, 1000],
            [NEXT, 4, 1000],
        ]);
    });

    it.each([999, 1000, 1999, 2000, 2499])(
        "should show what was applied on any of its pages: event %i",
        async (index) => {
            const replica = replicaWith({ [FILE]: events(2500, [index]) });
            expect(await whyApplied(replica, since(0), OWN)).toBe(FOREIGN(`${FILE}:4`));
        },
    );

    it("should be looked through no further than the first event of others", async () => {
        const replica = replicaWith({ [FILE]: events(2500, [1500]), [NEXT]: events(2500) });
        await whyApplied(replica, since(0), OWN);
        expect(asked(replica)).toHaveLength(2);
    });

    it("should be looked through in further files from their beginning, and from the place on in its own only", async () => {
        const replica = replicaWith({ [FILE]: events(5), [NEXT]: events(5), [LAST]: events(5) });
        await whyApplied(replica, since(3, NEXT), OWN);
        expect(asked(replica)).toEqual([
            [NEXT, 304, 1000],
            [LAST, 4, 1000],
        ]);
    });
});
