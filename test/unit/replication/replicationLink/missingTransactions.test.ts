import type { Row } from "../../../../components/mysql/session";
import { identitiesOf } from "../../../../components/replication/link/serverIdentity";
import {
    missingTransactions,
    refusePassedOver,
} from "../../../../components/replication/replicationLink/missingTransactions";
import { fakeTime } from "../../fakes/clock";
import { answersOf, fakeEnds, linkInputs, serverState, statusOf, UUIDS, type ServerState } from "../../fakes/replica";
import { timesAsked, writes, type FakeSession } from "../../fakes/session";

jest.mock("node:timers/promises", () => jest.requireActual<object>("../../fakes/clock"));

fakeTime();

const [R, S, T] = [UUIDS.replica, UUIDS.source, UUIDS.stranger];
const SECOND_LOOK = "SELECT MASTER_POS_WAIT";

interface Scene {
    replica?: Partial<ServerState>;
    source?: Partial<ServerState>;
    status?: Row;
    /** What the replica has executed whenever it has got to where its source was; by default it does not get there. */
    later?: string | string[];
}

interface Looked {
    ends: { replica: FakeSession; source: FakeSession };
    said: string;
}

async function looked({ replica, source, status, later }: Scene): Promise<Looked> {
    const ends = fakeEnds(replica, source);
    const ahead = [later ?? []].flat();
    ends.replica.answers[SECOND_LOOK] = () => {
        const executed = ahead.length > 1 ? ahead.shift() : ahead[0];
        if (executed === undefined) {
            return [{ events: -1 }];
        }
        Object.assign(ends.replica.answers, answersOf(serverState({ uuid: R, id: 3308, executed })));
        return [{ events: 0 }];
    };
    const said = (await missingTransactions(ends, statusOf(status), await identitiesOf(ends))).toString();
    expect([...writes(ends.replica), ...writes(ends.source)]).toEqual([]);
    return { ends, said };
}

describe("a replica that lacks nothing of its source's", () => {
    it.each([
        ["", ""],
        [`${S}:1-9`, `${S}:1-9`],
        [`${T}:1-5,${S}:1-9`, `${S}:1-9`],
    ])("should be looked at once: %j of %j", async (executed, written) => {
        const { ends, said } = await looked({ replica: { executed }, source: { executed: written } });
        expect(said).toBe("");
        expect(timesAsked(ends.replica, SECOND_LOOK)).toBe(0);
        expect(timesAsked(ends.source, "SHOW MASTER STATUS")).toBe(0);
    });
});

describe("a replica that lacks something", () => {
    const lacking = { replica: { executed: `${S}:1-8` }, source: { executed: `${S}:1-9,${T}:1-5` } };

    it("should be given the time to get where its source was, and no more", async () => {
        const { ends, said } = await looked({ ...lacking, later: `${S}:1-12,${T}:1-5` });
        expect(said).toBe("");
        const [waited] = ends.replica.sent.filter(({ sql }) => sql.startsWith(SECOND_LOOK));
        expect(waited?.values).toEqual(["mysql-bin.000001", 154, 3]);
    });

    it("should have passed over what it lacks there still, even where newer ones have come", async () => {
        expect((await looked({ ...lacking, later: `${S}:1-12` })).said).toBe(`${T}:1-5`);
        expect((await looked({ ...lacking, later: `${S}:1-6:8-12,${T}:1-5` })).said).toBe(`${S}:7`);
    });

    it("should not be judged where what it lacks has begun to arrive a second later", async () => {
        const began = Date.now();
        expect((await looked({ ...lacking, later: [`${S}:1-8`, `${S}:1-9,${T}:1-5`] })).said).toBe("");
        expect(Date.now() - began).toBe(1000);
    });

    it("should not be judged before it is there", async () => {
        expect((await looked(lacking)).said).toBe("");
    });

    it.each<[string, Scene]>([
        ["its applier is stopped", { status: { Slave_SQL_Running: "No" } }],
        ["its receiver is on its way", { status: { Slave_IO_Running: "Connecting" } }],
        ["it is far behind", { status: { Seconds_Behind_Master: "4" } }],
        ["another server answers at its source's address", { status: { Master_UUID: UUIDS.stranger } }],
        ["it writes no GTIDs", { replica: { ...lacking.replica, gtidMode: "OFF" } }],
        ["its source writes none", { source: { ...lacking.source, gtidMode: "ON_PERMISSIVE" } }],
    ])("should not be judged where %s", async (_where, scene) => {
        const { ends, said } = await looked({ ...lacking, ...scene, later: `${S}:1-8` });
        expect(said).toBe("");
        expect(timesAsked(ends.replica, SECOND_LOOK)).toBe(0);
    });

    it("should not be judged where its source writes no binary log", async () => {
        const source = { ...lacking.source, coordinates: undefined };
        expect((await looked({ ...lacking, source, later: "" })).said).toBe("");
    });

    it("should not be judged where it lacks what it has written itself, as whoever follows it tells", async () => {
        const source = { executed: `${S}:1-9,${R}:1-5` };
        expect((await looked({ ...lacking, source, later: `${S}:1-12` })).said).toBe("");
        expect((await looked({ ...lacking, source, later: "" })).said).toBe("");
    });

    it("should be refused with what it lacks", async () => {
        const { ends } = await looked(lacking);
        ends.replica.answers[SECOND_LOOK] = [{ events: "3" }];
        const refused = refusePassedOver(ends, linkInputs(), statusOf(), await identitiesOf(ends));
        await expect(refused).rejects.toMatchObject({
            finding: {
                code: "transactions-missing",
                where: "orders-master-2 from orders-master-1",
                observed: `both threads run, orders-master-2 has applied everything, and still lacks ${S}:9,${T}:1-5`,
            },
        });
    });
});
