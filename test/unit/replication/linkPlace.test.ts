import { FindingError, type Finding } from "../../../components/mysql/finding";
import type { LinkSettings, Wired } from "../../../components/replication/replicationLink/inputs";
import { findPlace, type Place } from "../../../components/replication/replicationLink/place";
import { answersOf, linkInputs, serverState, UUIDS, type ServerState } from "../fakes/replica";
import { connection, fakeSession, writes, type FakeSession } from "../fakes/session";

interface Scene {
    link?: Partial<LinkSettings>;
    replica?: Partial<ServerState>;
    source?: Partial<ServerState>;
    before?: Wired;
}

const [R, S] = [UUIDS.replica, UUIDS.source];
const before = (over: Partial<Wired> = {}): Wired => ({
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: R,
    replicaServerId: 3308,
    sourceUuid: S,
    ...over,
});

function ends({ replica, source }: Scene): { replica: FakeSession; source: FakeSession } {
    return {
        replica: fakeSession(
            answersOf(serverState({ uuid: R, id: 3308, ...replica })),
            connection("orders-master-2", { port: 3308 }),
        ),
        source: fakeSession(answersOf(serverState({ ...source })), connection("orders-master-1")),
    };
}

const find = (scene: Scene): Promise<Place> => findPlace(linkInputs(scene.link), ends(scene), scene.before);

async function finding(scene: Scene): Promise<Finding | Place> {
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
            "the replica is level with its source",
            { replica: { executed: `${S}:1-9` }, source: { executed: `${S}:1-9` } },
        ],
        [
            "the replica is ahead of its source",
            { replica: { executed: `${S}:1-9,${R}:1-2` }, source: { executed: `${S}:1-9` } },
        ],
        [
            "the source has purged only what the replica has",
            { replica: { executed: `${S}:1-5` }, source: { executed: `${S}:1-9`, purged: `${S}:1-5` } },
        ],
        [
            "both histories are apart, and no server holds data",
            { replica: { executed: `${R}:1-2` }, source: { executed: `${S}:1-2` } },
        ],
        [
            "the replica is empty, and the source has all of its data under GTIDs",
            { source: { executed: `${S}:1-2`, databases: ["shop"] } },
        ],
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
        const both = ends({
            source: { executed: `${S}:1-2`, coordinates: { file: "mysql-bin.000007", position: 194 } },
        });
        const place = await findPlace(linkInputs(), both, undefined);
        expect(place.coordinates).toEqual({ file: "mysql-bin.000007", position: 194, gtidSet: `${S}:1-2` });
        expect(both.source.sent[0]?.sql).toBe("SHOW MASTER STATUS");
    });

    it("should be refused where histories are apart and a server holds data", async () => {
        const apart = { replica: { executed: `${R}:1-2`, databases: ["shop"] }, source: { executed: `${S}:1-2` } };
        expect(await finding(apart)).toMatchObject({
            where: "orders-master-2 from orders-master-1",
            observed: "orders-master-2 holds shop",
            remedy: expect.stringContaining('initialData: "identical"') as string,
        });
    });

    it("should be refused by every database on both sides", async () => {
        const both = { replica: { executed: `${R}:1`, databases: ["a", "b"] }, source: { databases: ["c"] } };
        expect(await finding({ ...both, source: { ...both.source, executed: `${S}:1` } })).toMatchObject({
            observed: "orders-master-2 holds a, b; orders-master-1 holds c",
        });
    });

    // An empty set is in every set: that a server has no GTIDs proves nothing about the data that it holds.
    it.each<[string, Scene]>([
        ["the replica's data has no GTIDs", { replica: { databases: ["shop"] }, source: { executed: `${S}:1` } }],
        ["the source's data has no GTIDs", { replica: { executed: `${R}:1` }, source: { databases: ["shop"] } }],
        ["neither's data has GTIDs", { replica: { databases: ["shop"] }, source: { databases: ["shop"] } }],
    ])("should be refused where %s", async (_where, scene) => {
        expect(await finding(scene)).toMatchObject({ observed: expect.stringContaining("holds shop") as string });
    });

    it("should be trusted where the author vouches for data without GTIDs", async () => {
        const scene = { replica: { databases: ["shop"] }, source: { databases: ["shop"] } };
        expect((await find({ ...scene, link: { initialData: "identical" } })).options).toEqual(BY_GTID);
    });

    it("should not be one from which rows that are there already are sent again", async () => {
        // Seen on 5.7.22: the applier stops with 1007 at the first CREATE DATABASE of the same dump.
        const scene: Scene = {
            link: { initialData: "identical" },
            replica: { executed: `${R}:1-3`, databases: ["shop"] },
            source: { executed: `${S}:1-3`, databases: ["shop"] },
        };
        expect(await finding(scene)).toMatchObject({ observed: expect.stringContaining(`${S}:1-3`) as string });
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
    const holds = { executed: `${S}:1-9,${R}:1-4` };

    it("should be refused where it would ignore what it once wrote itself", async () => {
        expect(await finding({ before: before(), replica: lost, source: holds })).toMatchObject({
            observed: expect.stringMatching(
                new RegExp(`orders-master-2 is a new server .*server_id 3308, and lacks .*${R}:1-4`),
            ) as string,
            remedy: expect.stringContaining("another serverId") as string,
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

describe("a place by file and position", () => {
    const link = { positioning: "binlog" } as const;

    it.each<[string, Scene]>([
        ["no server holds data", {}],
        [
            "the author vouches for the data",
            { link: { initialData: "identical" }, replica: { databases: ["shop"] }, source: { databases: ["shop"] } },
        ],
        [
            "nothing was written since the link was wired",
            { before: before(), replica: { databases: ["shop"] }, source: { databases: ["shop"] } },
        ],
    ])("should be the source's coordinates where %s", async (_where, scene) => {
        expect((await find({ ...scene, link: { ...scene.link, ...link } })).options).toEqual(BY_FILE);
    });

    it.each<[string, Scene, string]>([
        ["the replica holds data", { replica: { databases: ["shop"] } }, "orders-master-2 holds shop"],
        ["the source holds data", { source: { databases: ["shop"] } }, "orders-master-1 holds shop"],
        [
            "the source has written since",
            { before: before(), source: { coordinates: { file: "mysql-bin.000001", position: 155 } } },
            "orders-master-2 has lost its place; it was wired at mysql-bin.000001:154, " +
                "and orders-master-1 has since written up to mysql-bin.000001:155",
        ],
        [
            "the source writes another file",
            { before: before(), source: { coordinates: { file: "mysql-bin.000002", position: 154 } } },
            "orders-master-2 has lost its place; it was wired at mysql-bin.000001:154, " +
                "and orders-master-1 has since written up to mysql-bin.000002:154",
        ],
    ])("should be refused where %s", async (_where, scene, observed) => {
        expect(await finding({ ...scene, link })).toMatchObject({ observed });
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

    it.each<[string, Scene, string, RegExp]>([
        ["server_uuid", { replica: { uuid: S } }, `both have server_uuid ${S}`, /delete auto\.cnf/],
        ["server_id", { replica: { id: 3307 } }, "both have server_id 3307", /server_id of its own/],
    ])("should be refused where both servers have one %s", async (_what, scene, observed, remedy) => {
        for (const positioning of ["gtid", "binlog"] as const) {
            expect(await finding({ ...scene, link: { positioning } })).toMatchObject({
                where: "orders-master-2 and orders-master-1",
                observed,
                remedy: expect.stringMatching(remedy) as string,
            });
        }
    });

    it("should be looked for without writing anything", async () => {
        for (const positioning of ["gtid", "binlog"] as const) {
            const both = ends({});
            await findPlace(linkInputs({ positioning }), both, undefined);
            expect([...writes(both.replica), ...writes(both.source)]).toEqual([]);
        }
    });
});
