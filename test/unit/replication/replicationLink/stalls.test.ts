import { GtidSet } from "../../../../components/mysql/gtid/gtidSet";
import type { Row } from "../../../../components/mysql/session";
import type { Identity } from "../../../../components/mysql/statements";
import { stallsOf, type Motion } from "../../../../components/replication/replicationLink/stalls";
import { fakeTime } from "../../fakes/clock";
import { linkInputs, looks, statusAfterStatus, statusOf, UUIDS } from "../../fakes/replica";
import { fakeSession, timesAsked, writes, type FakeSession } from "../../fakes/session";

jest.mock("node:timers/promises", () => jest.requireActual<object>("../../fakes/clock"));

fakeTime();

const LINK = linkInputs();
const SOURCE: Identity = {
    ...{ serverId: 3307, serverUuid: UUIDS.source, version: "5.7.22-log" },
    ...{ gtidMode: "ON", executed: GtidSet.EMPTY, purged: GtidSet.EMPTY },
};
const WHERE = LINK.name;
const IDLE = "Waiting for master to send event";
const BUSY = { Slave_SQL_Running_State: "Reading event from the relay log" };

const at = (file: string, position: number): Row => ({ File: file, Position: String(position), Executed_Gtid_Set: "" });
const received = (file: string, position: number): Row => ({
    Master_Log_File: file,
    Read_Master_Log_Pos: String(position),
});

interface Seen {
    motion: Motion;
    replica: FakeSession;
    source: FakeSession;
    seconds: number;
}

/** Looks at a link whose first status is the first of these rows, whose later ones are the others. */
async function look([first, ...later]: Row[], written: Row[] = [at("mysql-bin.000001", 4711)]): Promise<Seen> {
    const replica = statusAfterStatus(...(later.length === 0 ? [first] : later));
    const source = fakeSession({ "SHOW MASTER STATUS": written });
    const began = Date.now();
    const motion = await stallsOf({ replica, source }, LINK, statusOf(first), SOURCE);
    return { motion, replica, source, seconds: (Date.now() - began) / 1000 };
}

const motionIn = async (rows: Row[], written?: Row[]): Promise<Motion> => (await look(rows, written)).motion;

describe("a link that moves", () => {
    it("should cost one look at its source where it is healthy", async () => {
        const { motion, replica, source, seconds } = await look([{}]);
        expect(motion).toEqual({ findings: [] });
        expect([looks(replica), source.sent.length, seconds]).toEqual([0, 1, 0]);
    });

    it("should not be looked at where one of its threads does not run, which is told of the thread", async () => {
        const rows: Row[] = [
            { Slave_IO_Running: "Connecting" },
            { Slave_IO_Running: "No" },
            { Slave_SQL_Running: "No" },
        ];
        for (const row of rows) {
            const { motion, replica, source } = await look([{ ...row, ...BUSY, Seconds_Behind_Master: "4000" }]);
            expect(motion).toEqual({ findings: [] });
            expect([...replica.sent, ...source.sent]).toEqual([]);
        }
    });

    it.each<[string, Row, Row]>([
        ["its applier has only just begun", BUSY, { ...BUSY, Exec_Master_Log_Pos: "4800" }],
        ["its applier is done at the next look", BUSY, {}],
        ["its source has written since it was looked at", received("mysql-bin.000001", 154), {}],
        [
            "its receiver has got something, though not all",
            received("mysql-bin.000001", 154),
            received("mysql-bin.000001", 4000),
        ],
    ])("should be seen at the next look, without a word, where %s", async (_where, first, second) => {
        const { motion, replica, seconds } = await look([first, second]);
        expect(motion).toEqual({ findings: [] });
        expect([looks(replica), seconds]).toEqual([1, 0.2]);
    });

    it.each<[string, Row, Row]>([
        ["receiver", received("mysql-bin.000001", 154), { Slave_IO_Running: "Connecting" }],
        [
            "applier",
            { Slave_SQL_Running_State: "Waiting for global read lock" },
            { Slave_SQL_Running: "No", Seconds_Behind_Master: null },
        ],
    ])("should not be called running once it runs no longer: its %s", async (_which, first, then) => {
        const { motion, seconds } = await look([first, first, { ...first, ...then }]);
        expect(motion).toEqual({ findings: [] });
        expect(seconds).toBeLessThan(1);
    });

    it("should not be told of where it takes nearly as long as it may", async () => {
        const behind = received("mysql-bin.000001", 154);
        const { motion, seconds } = await look([...Array.from({ length: 14 }, () => behind), {}]);
        expect(motion).toEqual({ findings: [] });
        expect(seconds).toBeCloseTo(2.8);
    });

    it("should change nothing on either server, however it stands", async () => {
        const { replica, source } = await look([{ ...BUSY, ...received("", 0), Seconds_Behind_Master: "90" }]);
        expect([...writes(replica), ...writes(source)]).toEqual([]);
    });
});

describe("a receiver that stands still", () => {
    it("should be told with what it says that it does, after 3 s of looking", async () => {
        const { motion, seconds } = await look([received("mysql-bin.000001", 154)]);
        const words = `running, but has received nothing for 3 s: ${IDLE}`;
        expect(motion).toEqual({
            receiver: words,
            findings: [{ code: "receiver-stalled", where: WHERE, observed: `IO thread ${words}` }],
        });
        expect(seconds).toBe(3);
    });

    it.each<[string, number, string, number, boolean]>([
        ["mysql-bin.000001", 4710, "mysql-bin.000001", 4711, true],
        ["mysql-bin.000001", 4711, "mysql-bin.000001", 4711, false],
        ["mysql-bin.000001", 4711, "mysql-bin.000002", 4, true],
        ["mysql-bin.000002", 4, "mysql-bin.000001", 4711, false],
        // As text, the one with a digit more comes first.
        ["mysql-bin.999999", 4711, "mysql-bin.1000000", 4, true],
        ["mysql-bin.1000000", 4, "mysql-bin.999999", 4711, false],
        ["db5.7-bin.000009", 4711, "db5.7-bin.000010", 4, true],
        // It has not been sent anything yet.
        ["", 4, "mysql-bin.000001", 154, true],
    ])("should only be one behind its source: %s:%i of %s:%i", async (file, position, to, end, stalled) => {
        const { receiver } = await motionIn([received(file, position)], [at(to, end)]);
        expect(receiver !== undefined).toBe(stalled);
    });

    it("should not be told of where the source writes no binary log", async () => {
        expect(await motionIn([received("mysql-bin.000001", 4)], [])).toEqual({ findings: [] });
    });

    it("should not be measured by its source where another server sends, but by that where it has met nobody yet", async () => {
        const behind = received("mysql-bin.000001", 154);
        expect(await motionIn([{ ...behind, Master_UUID: UUIDS.stranger }])).toEqual({ findings: [] });
        expect((await motionIn([{ ...behind, Master_UUID: "" }])).receiver).toBeDefined();
    });

    it("should not be told of one that waits for its own applier, under relay_log_space_limit", async () => {
        const held = {
            ...received("mysql-bin.000001", 154),
            Slave_IO_State: "Waiting for the slave SQL thread to free enough relay log space",
        };
        expect(await motionIn([held])).toEqual({ findings: [] });
        const { findings } = await motionIn([{ ...held, ...BUSY, Seconds_Behind_Master: "90" }]);
        expect(findings.map(({ code }) => code)).toEqual(["lag"]);
    });

    it("should be told beside an applier that is blocked, and the lag last", async () => {
        const { findings, receiver, applier } = await motionIn([
            {
                ...received("mysql-bin.000001", 154),
                Slave_SQL_Running_State: "Waiting for global read lock",
                Seconds_Behind_Master: "75",
            },
        ]);
        expect(findings.map(({ code }) => code)).toEqual(["receiver-stalled", "applier-blocked", "lag"]);
        expect([receiver, applier]).toEqual([
            `running, but has received nothing for 3 s: ${IDLE}`,
            "running, but blocked for 3 s: Waiting for global read lock",
        ]);
    });
});

describe("an applier that stands still", () => {
    it.each([
        ["Waiting for table metadata lock", true],
        ["Waiting for table level lock", true],
        ["Waiting for global read lock", true],
        ["Waiting for commit lock", true],
        ["Waiting for someone to free space", true],
        // A large transaction may take its time.
        ["Reading event from the relay log", false],
        ["System lock", false],
        ["Waiting for dependent transaction to commit", false],
        ["Waiting for slave workers to process their queues", false],
        ["Waiting until MASTER_DELAY seconds after master executed event", false],
    ])("should only be called blocked by what somebody else holds: %s", async (activity, blocked) => {
        const { motion, seconds } = await look([{ Slave_SQL_Running_State: activity }]);
        expect(motion).toEqual(
            blocked
                ? {
                      applier: `running, but blocked for 3 s: ${activity}`,
                      findings: [
                          {
                              code: "applier-blocked",
                              where: WHERE,
                              observed: `SQL thread running, but blocked for 3 s: ${activity}`,
                          },
                      ],
                  }
                : { findings: [] },
        );
        expect(seconds).toBe(3);
    });

    it("should not be called blocked once it goes on", async () => {
        const waiting = { Slave_SQL_Running_State: "Waiting for table metadata lock" };
        expect(await motionIn([waiting, waiting, { ...waiting, Exec_Master_Log_Pos: "4800" }])).toEqual({
            findings: [],
        });
    });
});

describe("a replica behind its source", () => {
    const behind = (seconds: string | null, position = "4711"): Row => ({
        ...BUSY,
        Seconds_Behind_Master: seconds,
        Exec_Master_Log_Pos: position,
    });
    const moving = (seconds: string, then: string | null): Row[] => [
        behind(seconds, "4000"),
        behind(seconds, "4100"),
        behind(then, "4200"),
    ];
    const lag = async (rows: Row[]): Promise<string[]> =>
        (await motionIn(rows)).findings.map(({ code, observed }) => `${code}: ${observed}`);

    it.each<[string | null, boolean]>([
        [null, false],
        ["0", false],
        ["59", false],
        ["60", true],
        ["86400", true],
    ])("should be told from a minute on, where the server can say: %j", async (seconds, told) => {
        const { motion, replica } = await look([behind(seconds, "4000"), behind(seconds, "4100")]);
        expect(motion.findings.map(({ code, where }) => `${code} ${where}`)).toEqual(told ? [`lag ${WHERE}`] : []);
        expect(looks(replica)).toBe(told ? 2 : 1);
    });

    it("should be told with whether it catches up, which takes a second to see", async () => {
        const { motion, seconds } = await look(moving("90", "89"));
        expect(motion.findings.map(({ observed }) => observed)).toEqual(["90 s behind its source, and catching up"]);
        expect(seconds).toBeCloseTo(0.2 + 1);
    });

    it("should be told with whether it falls further behind", async () => {
        expect(await lag(moving("90", "91"))).toEqual(["lag: 90 s behind its source, and falling further behind"]);
    });

    it("should be told as neither where it keeps up with its source", async () => {
        expect(await lag(moving("90", "90"))).toEqual(["lag: 90 s behind its source, and keeping that distance"]);
    });

    it("should not be taken for catching up where the server can't say any more", async () => {
        expect(await lag(moving("90", null))).toEqual([
            "lag: 90 s behind its source, and can't say any longer how far",
        ]);
    });

    it("should be told with what its applier does where that applies nothing more", async () => {
        expect(await lag([behind("90")])).toEqual([
            "lag: 90 s behind its source, and standing still: Reading event from the relay log",
        ]);
    });

    it("should be told by its last look, not by its first", async () => {
        expect(await lag([behind("90", "4000"), { Seconds_Behind_Master: "0" }])).toEqual([]);
    });

    it("should ask its source no more than once", async () => {
        const { source } = await look([{ ...behind("90"), ...received("mysql-bin.000001", 154) }]);
        expect(timesAsked(source, "SHOW MASTER STATUS")).toBe(1);
    });
});
