import { FindingError, type Finding } from "../../../../components/findings/finding";
import type { DeclaredLink, KeptWiring } from "../../../../components/replication/replicationLink/inputs";
import {
    findStartPosition,
    type StartPosition,
} from "../../../../components/replication/replicationLink/startPosition";
import type { BinaryLogEvent } from "../../../../components/mysql/statements";
import { fakeEnds, linkInputs, linkStart, UUIDS, type ServerState } from "../../fakes/replica";
import { writes } from "../../fakes/session";

interface Scene {
    link?: Partial<DeclaredLink>;
    replica?: Partial<ServerState>;
    source?: Partial<ServerState>;
    before?: KeptWiring;
}

const [R, S] = [UUIDS.replica, UUIDS.source];
const before = (over: Partial<KeptWiring> = {}): KeptWiring => ({
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: R,
    replicaServerId: 3308,
    sourceUuid: S,
    sourceServerId: 3307,
    ...over,
});

const find = (scene: Scene): Promise<StartPosition> =>
    findStartPosition(linkInputs(scene.link), fakeEnds(scene.replica, scene.source), scene.before);

async function finding(scene: Scene): Promise<Finding | StartPosition> {
    try {
        return await find(scene);
    } catch (error) {
        if (error instanceof FindingError) {
            return error.finding;
        }
        throw error;
    }
}

const BY_GTID = { autoPosition: true };
const BY_FILE = { autoPosition: false, file: "mysql-bin.000001", position: 154 };

describe("a place by GTID", () => {
    it.each<[string, Scene]>([
        ["neither server has done anything yet", {}],
        ["the replica is behind its source", { replica: { executed: `${S}:1-3` }, source: { executed: `${S}:1-9` } }],
        [
            "the replica is ahead of its source",
            { replica: { executed: `${S}:1-9,${R}:1-2` }, source: { executed: `${S}:1-9` } },
        ],
        [
            "the source has purged only what the replica has",
            { replica: { executed: `${S}:1-5` }, source: { executed: `${S}:1-9`, purged: `${S}:1-5` } },
        ],
        [
            "its coordinates were another server's: GTIDs say by themselves what is missing",
            { link: { start: linkStart({ source: { serverUuid: UUIDS.stranger } }) } },
        ],
        ["it followed its source already, and has no start", { link: { start: null } }],
        [
            "the link was wired before, whatever has been written since",
            {
                before: before(),
                replica: { executed: `${R}:1-9`, databases: ["shop"] },
                source: {
                    executed: `${S}:1-9`,
                    databases: ["shop"],
                    coordinates: { file: "mysql-bin.000009", position: 4 },
                },
            },
        ],
    ])("should be found where %s", async (_where, scene) => {
        expect((await find(scene)).options).toEqual(BY_GTID);
    });

    it("should come with the source's coordinates, read before anything else", async () => {
        const both = fakeEnds({}, { executed: `${S}:1-2`, coordinates: { file: "mysql-bin.000007", position: 194 } });
        const place = await findStartPosition(linkInputs(), both, undefined);
        expect(place.coordinates).toEqual({ file: "mysql-bin.000007", position: 194, gtidSet: `${S}:1-2` });
        expect(both.source.sent[0]?.sql).toBe("SHOW MASTER STATUS");
    });

    it.each([
        ["has nothing", "", "nothing"],
        ["has less", `${S}:1-4`, `${S}:1-4`],
    ])("should be refused where the source has purged what a replica needs that %s", async (_what, executed, said) => {
        const scene = { replica: { executed }, source: { executed: `${S}:1-9`, purged: `${S}:1-5` }, before: before() };
        expect(await finding(scene)).toMatchObject({
            where: "orders-master-2 from orders-master-1",
            observed: `orders-master-1 has purged ${S}:1-5, of which orders-master-2 has executed only ${said}`,
        });
    });
});

describe("the place of a server that has lost its data", () => {
    const lost = { uuid: UUIDS.stranger, executed: "" };

    it("should be refused so though its old server_uuid was written in capitals", async () => {
        const replicaUuid = "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE";
        const source = { executed: `${S}:1-9,${replicaUuid.toLowerCase()}:1-4` };
        expect(await finding({ before: before({ replicaUuid }), replica: lost, source })).toMatchObject({
            code: "own-past",
        });
    });

    const holds = { executed: `${S}:1-9,${R}:1-4` };

    it("should be refused where it would ignore what it once wrote itself", async () => {
        expect(await finding({ before: before(), replica: lost, source: holds })).toMatchObject({
            observed: expect.stringMatching(
                new RegExp(`orders-master-2 is a new server .*server_id 3308, and lacks .*${R}:1-4`),
            ) as string,
            code: "own-past",
        });
    });

    it.each<[string, Scene]>([
        ["it has another server_id now", { replica: { ...lost, id: 4308 }, source: holds }],
        ["it has never written anything", { replica: lost, source: { executed: `${S}:1-9` } }],
        ["it was given a copy of everything", { replica: { ...lost, ...holds }, source: holds }],
    ])("should be found where %s", async (_where, scene) => {
        expect((await find({ ...scene, before: before() })).options).toEqual(BY_GTID);
    });
});

describe("the place of another server than the one that was there", () => {
    const another = { uuid: UUIDS.stranger, id: 4308, executed: "" };
    const has = { executed: `${S}:1-9`, databases: ["shop"] };

    it.each<[string, Scene]>([
        ["it holds nothing yet", { replica: another, source: has }],
        [
            "it holds a part of its source's history",
            { replica: { ...another, ...has, executed: `${S}:1-4` }, source: has },
        ],
        ["its source is the new one, and holds nothing", { replica: has, source: another, before: before() }],
    ])("should be found by GTID where %s", async (_where, scene) => {
        for (const known of [{ before: before() }, {}]) {
            expect((await find({ ...known, ...scene })).options).toEqual(BY_GTID);
        }
    });

    it.each<[string, Scene, string]>([
        ["replica", { replica: { ...another, databases: ["shop"] }, source: has }, "orders-master-2"],
        ["source", { replica: has, source: { ...another, databases: ["shop"] } }, "orders-master-1"],
    ])("should be refused by GTID where the new %s holds rows of which no GTID tells", async (_end, scene, name) => {
        for (const known of [{ before: before() }, {}]) {
            expect(await finding({ ...known, ...scene })).toMatchObject({
                code: "data-not-empty",
                observed:
                    `${name} is another server than before (server_uuid ${UUIDS.stranger}), holds shop, and its GTIDs do ` +
                    "not prove what of that is on both sides",
            });
        }
    });

    it("should be refused by file and position, though its source has written nothing since", async () => {
        const scene = { link: { positioning: "binlog" as const }, replica: another, before: before() };
        expect(await finding(scene)).toMatchObject({
            code: "place-lost",
            observed:
                `orders-master-2 is another server (server_uuid ${UUIDS.stranger}) than the one that was wired (${R}), ` +
                "whose place says nothing of what this one holds",
        });
    });
});

describe("a place by file and position", () => {
    const link = { positioning: "binlog" } as const;
    const byFile = (scene: Scene): Scene => ({ ...scene, link: { ...scene.link, ...link } });
    /** Written on the source since the data was known. */
    const movedOn = { coordinates: { file: "mysql-bin.000002", position: 999 } };
    const own = (end: number): BinaryLogEvent => ({ serverId: 3308, end });
    const foreign = (end: number): BinaryLogEvent => ({ serverId: 3307, end });
    const FILE = "mysql-bin.000001";

    it.each<[string, Scene]>([
        ["nobody has written since the data was known", {}],
        [
            "nobody has written since, whatever data that is",
            { replica: { databases: ["shop"] }, source: { databases: ["shop"] } },
        ],
        ["nothing was written since the link was wired", { before: before() }],
        [
            "nothing was written since the link was wired, wherever it once began",
            { before: before(), link: { start: linkStart({ source: { file: "mysql-bin.000007" } }) } },
        ],
    ])("should be the source's coordinates where %s", async (_where, scene) => {
        expect(await find(byFile(scene))).toEqual({
            coordinates: { file: FILE, position: 154, gtidSet: "" },
            options: BY_FILE,
        });
    });

    // What was written meanwhile is still to come: it must be neither missed nor refused.
    it.each<[string, Partial<ServerState>]>([
        ["has written nothing itself", {}],
        ["has written, too", { binaryLog: { [FILE]: [own(154), own(219), own(400)] } }],
        [
            "has written into further files",
            { binaryLog: { [FILE]: [own(154)], "mysql-bin.000002": [own(123), own(154)] } },
        ],
        [
            "had applied somebody's events before",
            { binaryLog: { "mysql-bin.000000": [foreign(300)], [FILE]: [foreign(120), own(154), own(219)] } },
        ],
    ])(
        "should be where the source was when the data was known, though it has moved on: the replica %s",
        async (_has, replica) => {
            expect(await find({ link, replica, source: movedOn })).toEqual({
                coordinates: { file: FILE, position: 154, gtidSet: "" },
                options: BY_FILE,
            });
        },
    );

    it("should come with the history of that moment, and with nothing that only names a server", async () => {
        const start = linkStart({ source: { file: "mysql-bin.000004", position: 777, gtidSet: `${S}:1-5` } });
        expect((await find({ link: { ...link, start }, source: movedOn })).coordinates).toEqual({
            file: "mysql-bin.000004",
            position: 777,
            gtidSet: `${S}:1-5`,
        });
    });

    it.each<[string, Scene, string]>([
        [
            "the replica has applied something of others since, and would apply it again",
            { replica: { binaryLog: { [FILE]: [own(154), own(219), foreign(400)] } }, source: movedOn },
            `orders-master-2 has applied events of others since ${FILE}:154 in its own binary log`,
        ],
        [
            "the replica has applied something into a further file since",
            { replica: { binaryLog: { [FILE]: [own(154)], "mysql-bin.000002": [foreign(300)] } }, source: movedOn },
            `orders-master-2 has applied events of others since ${FILE}:154 in its own binary log`,
        ],
        [
            "the replica has purged what would show whether it has applied anything",
            { replica: { binaryLog: { "mysql-bin.000002": [own(154)] } }, source: movedOn },
            `orders-master-2 has purged its own binary log since ${FILE}:154, which would show what it has applied`,
        ],
        [
            "the source is another server than the one whose coordinates were read",
            { link: { start: linkStart({ source: { serverUuid: UUIDS.stranger } }) } },
            "one of the two is another server than the one whose coordinates were read",
        ],
        [
            "the replica is another server than the one whose coordinates were read",
            { link: { start: linkStart({ replica: { serverUuid: UUIDS.stranger } }) } },
            "one of the two is another server than the one whose coordinates were read",
        ],
        ...[null, undefined].map((start): [string, Scene, string] => [
            `it followed its source before the program came, and does so no more: its start is ${String(start)}`,
            { link: { start } },
            "orders-master-2 followed orders-master-1 when the program first saw it, and its place there is gone",
        ]),
    ])("should be refused where %s", async (_where, scene, observed) => {
        expect(await finding(byFile(scene))).toMatchObject({
            where: "orders-master-2 from orders-master-1",
            observed,
            code: "place-lost",
        });
    });

    it.each<[string, ServerState["coordinates"], string]>([
        ["the source has written since", { file: FILE, position: 155 }, `${FILE}:155`],
        ["the source writes another file", { file: "mysql-bin.000002", position: 154 }, "mysql-bin.000002:154"],
    ])("should be refused once the link was wired and has lost it, where %s", async (_where, coordinates, now) => {
        expect(await finding({ link, before: before(), source: { coordinates } })).toMatchObject({
            observed:
                `orders-master-2 has lost its place; it was wired at ${FILE}:154, ` +
                `and orders-master-1 has since written up to ${now}`,
        });
    });

    it("should be refused where another source stands at the same coordinates", async () => {
        const scene = { link, before: before({ sourceUuid: UUIDS.stranger }) };
        expect(await finding(scene)).toMatchObject({ observed: expect.stringContaining("lost its place") as string });
    });
});

describe("any place", () => {
    it.each(["gtid", "binlog"] as const)(
        "should be refused where the source writes no binary log (%s)",
        async (positioning) => {
            expect(await finding({ link: { positioning }, source: { coordinates: undefined } })).toMatchObject({
                where: "orders-master-1",
                observed: "SHOW MASTER STATUS is empty: the binary log is off",
            });
        },
    );

    it.each<[string, Scene, string, string]>([
        ["server_uuid", { replica: { uuid: S } }, `both have server_uuid ${S}`, "server-uuids-equal"],
        ["server_id", { replica: { id: 3307 } }, "both have server_id 3307", "server-ids-equal"],
    ])("should be refused where both servers have one %s", async (_what, scene, observed, code) => {
        for (const positioning of ["gtid", "binlog"] as const) {
            expect(await finding({ ...scene, link: { positioning } })).toMatchObject({
                where: "orders-master-2 and orders-master-1",
                observed,
                code,
            });
        }
    });

    it("should be looked for without writing anything", async () => {
        for (const positioning of ["gtid", "binlog"] as const) {
            const both = fakeEnds({}, { coordinates: { file: "mysql-bin.000002", position: 4 } });
            await findStartPosition(linkInputs({ positioning }), both, undefined);
            expect([...writes(both.replica), ...writes(both.source)]).toEqual([]);
        }
    });
});
