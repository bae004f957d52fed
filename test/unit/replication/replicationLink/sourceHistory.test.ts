import { FindingError, type Finding } from "../../../../components/findings/finding";
import type { Row } from "../../../../components/mysql/session";
import type { KeptWiring } from "../../../../components/replication/replicationLink/inputs";
import { identitiesOf } from "../../../../components/replication/link/serverIdentity";
import {
    errantTransactions,
    lostHistory,
    refuseLostHistory,
    type LostHistory,
} from "../../../../components/replication/replicationLink/sourceHistory";
import { fakeTime } from "../../fakes/clock";
import { recorded, type RecordedProgress } from "../../fakes/progress";
import { fakeEnds, healthyStatus, linkInputs, statusOf, UUIDS, type ServerState } from "../../fakes/replica";
import { writes } from "../../fakes/session";

jest.mock("node:timers/promises", () => jest.requireActual<object>("../../fakes/clock"));

fakeTime();

const LINK = linkInputs();
const [R, S] = [UUIDS.replica, UUIDS.source];
/** As somebody can write it into auto.cnf; in GTID sets a server writes it in small letters. */
const CAPITALS = "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE";
const small = CAPITALS.toLowerCase();

const WIRED: KeptWiring = {
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: R,
    replicaServerId: 3308,
    sourceUuid: S,
    sourceServerId: 3307,
};

interface Scene {
    replica?: Partial<ServerState>;
    source?: Partial<ServerState>;
    status?: Row;
}

async function lost({ replica, source, status }: Scene): Promise<LostHistory | undefined> {
    const ends = fakeEnds(replica, source);
    const found = await lostHistory(ends, LINK, statusOf(status), await identitiesOf(ends));
    expect([...writes(ends.replica), ...writes(ends.source)]).toEqual([]);
    return found;
}

/** A source's history by GTID: what the replica has executed, and what the source has. */
const byGtid = (replica: string, source: string, uuid = S): Promise<LostHistory | undefined> =>
    lost({ replica: { executed: replica }, source: { executed: source, uuid }, status: { Master_UUID: uuid } });

describe("a source's history by GTID", () => {
    it.each<[string, string]>([
        ["", ""],
        ["", `${S}:1-9`],
        [`${S}:1-9`, `${S}:1-9`],
        [`${S}:1-4`, `${S}:1-9`],
        // What the replica or a third server has written is nothing that the source could have lost.
        [`${R}:1-5,${UUIDS.stranger}:1-7`, ""],
        [`${R}:1-5,${S}:1-4`, `${S}:1-9`],
        [`${S}:1-3:5-7`, `${S}:1-7`],
    ])("should be whole where it has all of its own that its replica has: %j of %j", async (replica, source) => {
        expect(await byGtid(replica, source)).toBeUndefined();
    });

    it.each<[string, string, string]>([
        [`${S}:1-9`, `${S}:1-4`, `${S}:5-9`],
        [`${S}:1-9`, `${S}:1-4:6-8`, `${S}:5:9`],
        [`${S}:1-3:5-9:12`, `${S}:1-6`, `${S}:7-9:12`],
        [`${R}:1-50,${S}:1-9`, `${R}:1-20,${S}:1-8`, `${S}:9`],
    ])("should be told by what is lost: %s of %s", async (replica, source, lacks) => {
        expect(await byGtid(replica, source)).toMatchObject({
            code: "source-went-back",
            words: `lacks ${lacks}, which orders-master-2 has from it`,
        });
    });

    it.each(["", `${R}:1-50`])("should be told as begun anew where nothing of its own is left: %j", async (source) => {
        expect(await byGtid(`${R}:1-50,${S}:1-9`, source)).toMatchObject({
            code: "binary-log-reset",
            words: `has begun its binary log anew, and lacks ${S}:1-9, which orders-master-2 has from it`,
        });
    });

    it("should be found though its server_uuid is written in capitals", async () => {
        expect(await byGtid(`${small}:1-9`, `${small}:1-9`, CAPITALS)).toBeUndefined();
        expect(await byGtid(`${small}:1-9`, `${small}:1-4`, CAPITALS)).toMatchObject({
            words: `lacks ${small}:5-9, which orders-master-2 has from it`,
        });
        expect((await byGtid(`${small}:1-9`, "", CAPITALS))?.code).toBe("binary-log-reset");
    });

    it("should be compared even where the link goes by file and position: it says more than a place", async () => {
        const scene = {
            replica: { executed: `${S}:1-9` },
            source: { executed: `${S}:1-4`, coordinates: { file: "mysql-bin.000009", position: 4 } },
            status: { Auto_Position: 0 },
        };
        expect((await lost(scene))?.code).toBe("source-went-back");
    });

    it("should not be compared where another server answers at the source's address", async () => {
        const scene = { replica: { executed: `${S}:1-9` }, status: { Master_UUID: UUIDS.stranger } };
        expect(await lost(scene)).toBeUndefined();
    });

    it("should be compared where the receiver has not met its source yet", async () => {
        const scene = { replica: { executed: `${S}:1-9` }, status: { Master_UUID: "" } };
        expect((await lost(scene))?.code).toBe("binary-log-reset");
    });
});

describe("a source's history by file and position", () => {
    const byPlace = (
        [file, position]: [string, number],
        coordinates: ServerState["coordinates"],
        modes: [replica: string, source: string] = ["OFF", "OFF"],
    ): Promise<LostHistory | undefined> =>
        lost({
            replica: { gtidMode: modes[0] },
            source: { gtidMode: modes[1], coordinates },
            status: { Master_Log_File: file, Read_Master_Log_Pos: String(position) },
        });

    it.each<[string, number, string, number]>([
        ["mysql-bin.000001", 154, "mysql-bin.000001", 154],
        ["mysql-bin.000001", 154, "mysql-bin.000001", 4711],
        ["mysql-bin.000001", 4711, "mysql-bin.000002", 154],
        ["mysql-bin.999999", 4711, "mysql-bin.1000000", 154],
        // It was never sent anything.
        ["", 4, "mysql-bin.000001", 154],
    ])(
        "should be whole where it has written up to what is received: %s:%i of %s:%i",
        async (at, from, file, position) => {
            expect(await byPlace([at, from], { file, position })).toBeUndefined();
        },
    );

    it.each<[string, number, string, number, LostHistory["code"]]>([
        ["mysql-bin.000001", 4711, "mysql-bin.000001", 154, "source-went-back"],
        ["mysql-bin.000003", 154, "mysql-bin.000002", 4711, "source-went-back"],
        ["mysql-bin.1000000", 154, "mysql-bin.999999", 4711, "source-went-back"],
        ["mysql-bin.000003", 154, "mysql-bin.000001", 4711, "binary-log-reset"],
        ["mysql-bin.1000001", 154, "mysql-bin.000001", 154, "binary-log-reset"],
    ])("should be told by what is lost: %s:%i of %s:%i", async (at, from, file, position, code) => {
        const anew = code === "binary-log-reset" ? "has begun its binary log anew, and " : "";
        expect(await byPlace([at, from], { file, position })).toMatchObject({
            code,
            words: `${anew}lacks all from ${file}:${position} to ${at}:${from}, which orders-master-2 has received`,
        });
    });

    it("should not be known where the source writes no binary log", async () => {
        expect(await byPlace(["mysql-bin.000003", 154], undefined)).toBeUndefined();
    });

    it.each<[string, string]>([
        ["ON", "OFF"],
        ["OFF", "ON"],
        ["ON_PERMISSIVE", "ON_PERMISSIVE"],
    ])("should be what is compared unless both have GTIDs throughout: %s, %s", async (replica, source) => {
        const written = { file: "mysql-bin.000001", position: 154 };
        expect((await byPlace(["mysql-bin.000003", 154], written, [replica, source]))?.code).toBe("binary-log-reset");
    });
});

describe("what a replica has written by itself", () => {
    const errant = async (replica: string, source: string, uuid = R): Promise<string> => {
        const ends = fakeEnds({ executed: replica, uuid }, { executed: source });
        return errantTransactions(await identitiesOf(ends)).toString();
    };

    it.each<[string, string, string]>([
        ["", "", ""],
        [`${S}:1-9`, "", ""],
        [`${R}:1-3,${S}:1-9`, `${S}:1-9`, `${R}:1-3`],
        [`${R}:1-3:7-9`, `${R}:1-2:8,${S}:1-9`, `${R}:3:7:9`],
        [`${R}:1-3`, `${R}:1-5`, ""],
    ])("should be what its source lacks of it: %j beside %j", async (replica, source, lacks) => {
        expect(await errant(replica, source)).toBe(lacks);
    });

    it("should be found though its server_uuid is written in capitals", async () => {
        expect(await errant(`${small}:1-3,${S}:1-9`, `${S}:1-9`, CAPITALS)).toBe(`${small}:1-3`);
    });
});

describe("a link whose source has lost what its replica has", () => {
    interface Refused {
        finding: Finding | undefined;
        progress: RecordedProgress;
        seconds: number;
    }

    /** @param source what the source is at each look, from the first one on; it stays the last one */
    async function refused(
        replica: Partial<ServerState>,
        source: Partial<ServerState>[],
        status: Row = {},
        before?: KeptWiring,
    ): Promise<Refused> {
        const ends = fakeEnds(replica);
        const later = source.map((state) => fakeEnds({}, state).source);
        ends.replica.answers["SHOW SLAVE STATUS"] = () => {
            const next = later.length > 1 ? later.shift() : later[0];
            ends.source.answers = next?.answers ?? {};
            return [{ ...healthyStatus(), ...status }];
        };
        const progress = recorded();
        const began = Date.now();
        const finding = await refuseLostHistory(ends, LINK, before, progress).then(
            () => undefined,
            (error: unknown) => {
                expect(error).toBeInstanceOf(FindingError);
                return (error as FindingError).finding;
            },
        );
        return { finding, progress, seconds: (Date.now() - began) / 1000 };
    }

    it("should be no trouble where nothing is lost, at the first look", async () => {
        const { finding, progress, seconds } = await refused({ executed: `${S}:1-9` }, [{ executed: `${S}:1-9` }]);
        expect([finding, progress.said, seconds]).toEqual([undefined, [], 0]);
    });

    it("should be refused where it gets nothing back for ten seconds, after saying what it waits for", async () => {
        const { finding, progress, seconds } = await refused({ executed: `${S}:1-9` }, [{ executed: `${S}:1-4` }]);
        const words = `lacks ${S}:5-9, which orders-master-2 has from it`;
        expect(finding).toEqual({ code: "source-went-back", where: LINK.name, observed: `orders-master-1 ${words}` });
        expect(progress.said[0]).toBe(`${LINK.name}: waiting for orders-master-1, which ${words}`);
        expect(seconds).toBeCloseTo(10);
    });

    it("should be waited for for as long as it gets something back", async () => {
        // One transaction at each look: together they take longer than it may stand still.
        const back = Array.from({ length: 150 }, (_none, index) => ({ executed: `${S}:1-${index + 4}` }));
        const { finding, seconds } = await refused({ executed: `${S}:1-153` }, back);
        expect(finding).toBeUndefined();
        expect(seconds).toBeGreaterThan(10);
    });

    it("should be refused at once where it still has the server_id of what it lost, however much it writes now", async () => {
        const writing = [4, 5, 6, 9].map((last) => ({ executed: `${S}:1-${last}`, id: 3307 }));
        const { finding, progress, seconds } = await refused({ executed: `${S}:1-9` }, writing, {}, WIRED);
        expect(finding?.code).toBe("source-went-back");
        expect([progress.said, seconds]).toEqual([[], 0]);
    });

    it("should be waited for where it has got another one since", async () => {
        const back = [4, 6, 9].map((last) => ({ executed: `${S}:1-${last}`, id: 11 }));
        const { finding, progress } = await refused({ executed: `${S}:1-9` }, back, {}, WIRED);
        expect(finding).toBeUndefined();
        expect(progress.said[0]).toContain("waiting for orders-master-1");
    });

    it("should be refused at once by file and position, however much is written at the lost places by now", async () => {
        const off = { gtidMode: "OFF" };
        const writing = [154, 900, 4711, 9000].map((position) => ({
            ...off,
            coordinates: { file: "mysql-bin.000001", position },
        }));
        const { finding, progress, seconds } = await refused(off, writing, { Read_Master_Log_Pos: "4711" });
        expect(finding).toEqual({
            code: "source-went-back",
            where: LINK.name,
            observed:
                "orders-master-1 lacks all from mysql-bin.000001:154 to mysql-bin.000001:4711, which orders-master-2 " +
                "has received",
        });
        expect([progress.said, seconds]).toEqual([[], 0]);
    });

    it("should be no trouble where the replica follows nobody any more", async () => {
        const ends = fakeEnds({ executed: `${S}:1-9` });
        await expect(refuseLostHistory(ends, LINK, undefined, recorded())).resolves.toBeUndefined();
        expect(ends.source.sent).toEqual([]);
    });
});
