import type { Row } from "../../../../components/mysql/session";
import type { LinkState } from "../../../../components/replication/replicationLink/inputs";
import { audit } from "../../../../components/replication/replicationLink/audit";
import { stateIn, type Known } from "../../../../components/replication/replicationLink/actualState";
import { fakeTime } from "../../fakes/clock";
import { operation, recorded } from "../../fakes/progress";
import { fakeEnds, fakeReplica, healthyStatus, linkInputs, looks, serverState, UUIDS } from "../../fakes/replica";
import { connectTo, refusing, timesAsked, writes, type FakeSession, type Listening } from "../../fakes/session";

jest.mock("node:timers/promises", () => jest.requireActual<object>("../../fakes/clock"));

const listening: Listening = new Map();
const dialled: number[] = [];
jest.mock("mysql2/promise", () => ({
    createConnection: (options: { port: number }) => {
        dialled.push(options.port);
        return connectTo(listening, options);
    },
}));

fakeTime();

beforeEach(() => {
    dialled.length = 0;
});

const LINK: Known = {
    ...linkInputs({ declaredFollowers: [] }),
    ...{ replicaUuid: UUIDS.replica, replicaServerId: 3308, sourceUuid: UUIDS.source, sourceServerId: 3307 },
};
const AS_KNOWN = stateIn(LINK);
const [REPLICA, SOURCE] = [LINK.replica.port, LINK.source.port];
const [R, S] = [UUIDS.replica, UUIDS.source];

const SURROUNDINGS: Row = {
    ...{ version: "5.7.22-log", case_of_names: "0", character_set: "utf8mb4", collation_name: "utf8mb4_bin" },
    ...{ sql_mode: "STRICT_TRANS_TABLES", read_only: "0", time_zone: "UTC", utc_offset: "00:00:00" },
};
const surrounded = (session: FakeSession, over: Row = {}): void => {
    session.answers["SELECT @@GLOBAL.version"] = [{ ...SURROUNDINGS, ...over }];
};

interface Scene {
    replica: FakeSession;
    source: FakeSession;
}

/** Two servers of which one follows the other, which has written what that has received. */
function scene(
    status: Row | undefined = healthyStatus(),
    executed = { replica: `${S}:1-9`, source: `${S}:1-9` },
): Scene {
    const coordinates = { file: "mysql-bin.000001", position: 4711 };
    const replica = fakeReplica(status, serverState({ uuid: R, id: 3308, executed: executed.replica }));
    const { source } = fakeEnds({}, { executed: executed.source, coordinates });
    for (const session of [replica, source]) {
        surrounded(session);
    }
    listening.set(REPLICA, replica).set(SOURCE, source);
    return { replica, source };
}

interface Seen {
    state: LinkState;
    /** Of each finding that is told, the class. */
    codes: string[];
    said: string[];
}

async function audited(known: Known = LINK): Promise<Seen> {
    const progress = recorded();
    const state = await audit(known, operation(progress));
    const codes = progress.said.map((each) => /\[([a-z-]+)\]/.exec(each)?.[1] ?? each);
    return { state, codes, said: progress.said.map((each) => each.split("\n")[0] ?? "") };
}

const isClosed = ({ replica, source }: Scene): boolean[] => [replica.closed, source.closed];

const refused = Object.assign(new Error("Access denied"), { code: "ER_ACCESS_DENIED_ERROR", errno: 1045 });
const gone = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

const BROKEN: Row = {
    ...healthyStatus(),
    ...{ Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry '1'", Connect_Retry: 60 },
};
const BROKEN_STATE = { ...AS_KNOWN, sqlThread: "stopped: 1062 Duplicate entry '1'", connectRetrySeconds: "60" };

describe("an audit of a healthy link", () => {
    it("should see it as wanted, and say nothing", async () => {
        scene();
        expect(await audited()).toEqual({ state: AS_KNOWN, codes: [], said: [] });
    });

    it("should dial each end once, and ask each who it is and whom it follows once", async () => {
        const { replica, source } = scene();
        await audited();
        expect(dialled).toEqual([REPLICA, SOURCE]);
        for (const session of [replica, source]) {
            expect(timesAsked(session, "SELECT @@GLOBAL.server_id")).toBe(1);
        }
        // Of the replica, its further channels as well.
        expect([looks(replica), looks(source)]).toEqual([2, 1]);
        expect(timesAsked(source, "SHOW MASTER STATUS")).toBe(1);
    });

    it("should change nothing, and leave no session open", async () => {
        const at = scene();
        await audited();
        expect([...writes(at.replica), ...writes(at.source)]).toEqual([]);
        expect(isClosed(at)).toEqual([true, true]);
    });
});

describe("an audit whose replica can't be reached", () => {
    it.each([
        [gone, "unreachable: connection refused"],
        [refused, "refuses the account root: 1045 Access denied"],
    ])("should say so in the state alone, since the server's own audit tells it: %s", async (error, server) => {
        const { source } = scene();
        listening.set(REPLICA, error);
        expect(await audited()).toEqual({ state: { ...AS_KNOWN, server }, codes: [], said: [] });
        expect(source.sent).toEqual([]);
    });

    it("should keep what an earlier look has left, which nobody has seen to be otherwise", async () => {
        scene();
        listening.set(REPLICA, gone);
        const known = { ...LINK, heartbeatSeconds: "30", sourceHistory: "lacks x:1-9" };
        const { state, codes } = await audited(known);
        expect([state.heartbeatSeconds, state.sourceHistory, codes]).toEqual(["30", "lacks x:1-9", []]);
    });

    it("should say so where it is lost on the way, and close what is open", async () => {
        const at = scene();
        at.replica.answers["SHOW SLAVE HOSTS"] = refusing(0, "closed", { code: "PROTOCOL_CONNECTION_LOST" });
        const { state, codes } = await audited();
        expect(state.server).toBe("unreachable: the connection was closed before the server answered");
        expect(codes).toEqual([]);
        expect(isClosed(at)).toEqual([true, true]);
    });

    it("should tell once what it may not look at, and close what is open", async () => {
        const at = scene();
        at.replica.answers["SELECT User_password"] = refusing(1142, "SELECT command denied");
        const { state, said } = await audited();
        const words = "can't be looked at: 1142 SELECT command denied";
        expect(state).toEqual({ ...AS_KNOWN, server: words });
        expect(said).toEqual([`${LINK.name}: [look-failed] ${words}`]);
        expect(at.replica.closed).toBe(true);
    });
});

describe("an audit whose source can't be reached", () => {
    it.each([gone, refused])("should hide nothing of its replica, and say nothing of the source: %s", async (error) => {
        const { replica } = scene(BROKEN);
        listening.set(SOURCE, error);
        const { state, codes } = await audited();
        expect(state).toEqual(BROKEN_STATE);
        expect(codes).toEqual(["link-settings-differ", "duplicate-key"]);
        expect(replica.closed).toBe(true);
    });

    it.each<[string, () => never]>([
        ["is lost on the way", refusing(0, "closed", { code: "PROTOCOL_CONNECTION_LOST" })],
        ["turns the account away, as its own audit tells", refusing(3118, "Account is locked")],
    ])("should hide nothing of its replica either where it %s, and close both", async (_where, answer) => {
        const at = scene(BROKEN);
        at.source.answers["SELECT @@GLOBAL.version"] = answer;
        const { state, codes } = await audited();
        expect(state).toEqual(BROKEN_STATE);
        expect(codes).toEqual(["link-settings-differ", "duplicate-key"]);
        expect(isClosed(at)).toEqual([true, true]);
    });

    it("should tell once what may not be looked at there, and not as the replica's", async () => {
        const at = scene(BROKEN);
        at.source.answers["SELECT @@GLOBAL.server_id"] = refusing(1142, "SELECT command denied");
        const { state, said } = await audited();
        const words = "can't be looked at: 1142 SELECT command denied";
        expect(state).toEqual({ ...BROKEN_STATE, sourceHistory: words });
        expect(said.slice(1)).toEqual([
            `${LINK.name}: [duplicate-key] SQL thread stopped: 1062 Duplicate entry '1'`,
            `${LINK.name}: [look-failed] orders-master-1 ${words}`,
        ]);
        expect(isClosed(at)).toEqual([true, true]);
    });

    it("should keep what is known of its history", async () => {
        scene();
        listening.set(SOURCE, gone);
        expect((await audited({ ...LINK, sourceHistory: "lacks x:1-9" })).state.sourceHistory).toBe("lacks x:1-9");
    });
});

describe("an audit of a server that leaves a look at its threads without an answer", () => {
    const silent = refusing(0, "Query inactivity timeout", { code: "PROTOCOL_SEQUENCE_TIMEOUT" });
    const QUEUEING = "Queueing master event to the relay log";
    const doing = (activity: string): Row[] => [{ activity }];

    it.each([
        ["disk-full", QUEUEING],
        ["look-failed", "Flushing tables"],
    ])("should tell %s where the process list shows %j", async (code, activity) => {
        const at = scene();
        at.replica.answers["SHOW SLAVE STATUS"] = silent;
        at.replica.answers["SELECT STATE"] = doing(activity);
        const { state, said } = await audited();
        const words = `can't be looked at: no answer within 10 s to SHOW SLAVE STATUS; its replication threads: ${activity}`;
        expect(state).toEqual({ ...AS_KNOWN, server: words });
        expect(said).toEqual([`${LINK.name}: [${code}] ${words}`]);
        expect(at.replica.closed).toBe(true);
    });

    it("should say nothing of a source's own receiver, which is told of the link that it belongs to", async () => {
        const at = scene();
        at.source.answers["SHOW SLAVE STATUS"] = silent;
        at.source.answers["SELECT STATE"] = doing(QUEUEING);
        expect(await audited()).toEqual({ state: AS_KNOWN, codes: [], said: [] });
        expect(isClosed(at)).toEqual([true, true]);
    });
});

describe("an audit of a replica that does not follow its source", () => {
    it("should say that it follows nobody, and not dial the source", async () => {
        const { replica } = scene();
        replica.answers["SHOW SLAVE STATUS"] = [];
        const { state, codes } = await audited();
        expect([state.follows, codes]).toEqual(["nobody", ["link-missing"]]);
        expect(dialled).toEqual([REPLICA]);
        expect(replica.closed).toBe(true);
    });

    it("should say whom it follows instead, how its threads are, and not dial the source", async () => {
        scene({ ...BROKEN, Master_Host: "db9", Master_UUID: "" });
        const { state, codes } = await audited();
        expect(state).toEqual({ ...BROKEN_STATE, follows: "db9:3306" });
        expect(codes).toEqual(["source-differs", "link-settings-differ", "duplicate-key"]);
        expect(dialled).toEqual([REPLICA]);
    });
});

describe("an audit of a replica at whose source's address another server answers", () => {
    it("should say that, and nothing of a source that it does not follow", async () => {
        const { source } = scene({ ...healthyStatus(), Master_UUID: UUIDS.stranger, Read_Master_Log_Pos: "154" });
        const { state, codes } = await audited();
        const another = `where another server answers (server_uuid ${UUIDS.stranger}, not ${S})`;
        expect(state).toEqual({ ...AS_KNOWN, follows: `orders-master-1:3306, ${another}` });
        expect(codes).toEqual(["another-server"]);
        expect(source.closed).toBe(true);
    });
});

describe("an audit of a replica that has dialled itself", () => {
    const EQUAL = "Fatal error: … because master and slave have equal MySQL server ids; …";
    const met = { ...healthyStatus(), Slave_IO_Running: "No", Last_IO_Errno: 1593, Last_IO_Error: EQUAL };

    it("should say so where the source has another server_id, and of two with one server_id that they have one", async () => {
        scene(met);
        expect((await audited()).codes).toEqual(["source-is-itself"]);
        const { source } = scene(met);
        const [asked = {}] = (source.answers["SELECT @@GLOBAL.server_id"] as () => Row[])();
        source.answers["SELECT @@GLOBAL.server_id"] = [{ ...asked, id: 3308 }];
        expect((await audited()).codes).toEqual(["server-ids-equal"]);
    });
});

describe("an audit of what is between two servers", () => {
    it("should say what the source has lost, in the state and as a finding", async () => {
        scene(healthyStatus(), { replica: `${S}:1-9`, source: `${S}:1-4` });
        const { state, said } = await audited();
        const words = `lacks ${S}:5-9, which orders-master-2 has from it`;
        expect(state).toEqual({ ...AS_KNOWN, sourceHistory: words });
        expect(said).toEqual([`${LINK.name}: [source-went-back] orders-master-1 ${words}`]);
    });

    it("should say again that it is whole, once it is", async () => {
        scene();
        expect((await audited({ ...LINK, sourceHistory: "lacks x:1-9" })).state).toEqual(AS_KNOWN);
    });

    it("should say of threads that stand still that they do, in the state as well", async () => {
        scene({
            ...healthyStatus(),
            Read_Master_Log_Pos: "154",
            Slave_SQL_Running_State: "Waiting for global read lock",
        });
        const { state, codes } = await audited();
        expect(state).toEqual({
            ...AS_KNOWN,
            ioThread: "running, but has received nothing for 3 s: Waiting for master to send event",
            sqlThread: "running, but blocked for 3 s: Waiting for global read lock",
        });
        expect(codes).toEqual(["receiver-stalled", "applier-blocked"]);
    });

    it("should tell of everything, one after the other", async () => {
        const at = scene({ ...BROKEN, Slave_IO_Running: "No" }, { replica: `${S}:1-9,${R}:1-2`, source: "" });
        surrounded(at.replica, { time_zone: "CET", utc_offset: "01:00:00", read_only: "1" });
        Object.assign(at.replica.answers, {
            "SHOW SLAVE HOSTS": [{ Server_id: 77, Host: "db9", Port: 3306, Slave_UUID: UUIDS.stranger }],
            "SELECT ID AS id, USER": [{ id: 1 }],
        });
        const { codes } = await audited();
        expect(codes).toEqual([
            ...["link-settings-differ", "duplicate-key", "thread-stopped", "binary-log-reset"],
            ...["undeclared-follower", "time-zones-differ", "errant-transactions"],
        ]);
    });

    it("should tell of a replica's own transactions only where it is not to write", async () => {
        const executed = { replica: `${S}:1-9,${R}:1-2`, source: `${S}:1-9` };
        scene(healthyStatus(), executed);
        expect((await audited()).codes).toEqual([]);
        surrounded(scene(healthyStatus(), executed).replica, { read_only: "1" });
        expect((await audited()).said).toEqual([
            `orders-master-2: [errant-transactions] has transactions of its own that its source lacks: ${R}:1-2`,
        ]);
    });

    it.each<[string, string | undefined, boolean]>([
        ["its source follows nobody", undefined, true],
        ["its source follows a third server", UUIDS.stranger, true],
        ["its source follows it in turn, whose link tells it", R, false],
    ])("should tell in what the two differ, unless the other link does: %s", async (_where, followed, told) => {
        const { replica, source } = scene();
        surrounded(replica, { time_zone: "CET", utc_offset: "01:00:00" });
        source.answers["SHOW SLAVE STATUS"] =
            followed === undefined ? [] : [{ ...healthyStatus(), Master_UUID: followed }];
        expect((await audited()).codes).toEqual(told ? ["time-zones-differ"] : []);
    });

    it("should tell it for the one of two such links whose replica has the first name", async () => {
        const { replica, source } = scene();
        surrounded(replica, { time_zone: "CET", utc_offset: "01:00:00" });
        source.answers["SHOW SLAVE STATUS"] = [{ ...healthyStatus(), Master_UUID: R }];
        const named = { replica: { ...LINK.replica, name: "a" }, source: { ...LINK.source, name: "b" } };
        expect((await audited({ ...LINK, ...named })).said).toEqual([
            `${LINK.name}: [time-zones-differ] the time zone is CET on a and UTC on b`,
        ]);
    });
});
