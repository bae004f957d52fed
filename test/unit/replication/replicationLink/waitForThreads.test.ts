import { FindingError } from "../../../../components/findings/finding";
import type { Row } from "../../../../components/mysql/session";
import { bothRun, caughtUp, receiverRuns } from "../../../../components/replication/replicationLink/waitForThreads";
import {
    answersOf,
    healthyStatus,
    linkInputs,
    looks,
    serverState,
    statusAfterStatus,
    UUIDS,
} from "../../fakes/replica";
import { recorded } from "../../fakes/progress";
import { fakeSession, writes, type FakeSession } from "../../fakes/session";

const LINK = linkInputs({ deadlineSeconds: 0.25 });
const BUSY = { Slave_SQL_Running_State: "Reading event from the relay log" };

const observed = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
        () => "it came to run",
        (error: unknown) => {
            expect(error).toBeInstanceOf(FindingError);
            return (error as FindingError).finding.observed;
        },
    );

describe("a receiver", () => {
    it("should run once it knows who answers at its source's address", async () => {
        const session = statusAfterStatus(
            { Slave_IO_Running: "Connecting", Master_UUID: "" },
            { Slave_IO_Running: "Yes", Master_UUID: "" },
            {},
        );
        expect((await receiverRuns(LINK, session, recorded())).sourceUuid).toBe(UUIDS.source);
        expect(looks(session)).toBe(3);
    });

    it("should be waited for whatever its applier stopped at before: that is not started yet", async () => {
        const stopped = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry" };
        const session = statusAfterStatus({ ...stopped, Slave_IO_Running: "Connecting" }, stopped);
        expect((await receiverRuns(LINK, session, recorded())).sourceUuid).toBe(UUIDS.source);
    });

    it.each([1045, 1236, 1593])("should not be waited for where its source turns it away: %i", async (errorNumber) => {
        const session = statusAfterStatus({
            Slave_IO_Running: errorNumber === 1045 ? "Connecting" : "No",
            Last_IO_Errno: errorNumber,
            Last_IO_Error: "the source's words",
        });
        expect(await observed(receiverRuns(LINK, session, recorded()))).toContain(`${errorNumber} the source's words`);
        expect(looks(session)).toBe(1);
    });
});

describe("both threads", () => {
    it("should run once the applier has nothing left to apply", async () => {
        const session = statusAfterStatus({ Slave_SQL_Running: "No" }, BUSY, BUSY, {});
        await bothRun(LINK, session, recorded());
        expect(looks(session)).toBe(4);
    });

    it("should run once the applier has moved, however much is left", async () => {
        const session = statusAfterStatus(BUSY, { ...BUSY, Exec_Master_Log_Pos: "4800" });
        await bothRun(LINK, session, recorded());
        expect(looks(session)).toBe(2);
    });

    it("should not be taken for running by an applier that says so for a moment", async () => {
        const broken = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry" };
        const session = statusAfterStatus(BUSY, BUSY, broken);
        expect(await observed(bothRun(LINK, session, recorded()))).toContain("stopped: 1062 Duplicate entry");
    });

    it.each<["gtid" | "binlog", boolean]>([
        ["gtid", false],
        ["binlog", true],
    ])(
        "should be reported with what to do about stale coordinates where there are any: %s",
        async (positioning, has) => {
            const broken = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry" };
            const link = linkInputs({ positioning, deadlineSeconds: 0.25 });
            const failed = await bothRun(link, statusAfterStatus(broken), recorded()).catch((error: unknown) => error);
            expect(failed).toBeInstanceOf(FindingError);
            const { code, here = "" } = (failed as FindingError).finding;
            expect(code).toBe("duplicate-key");
            expect(/stale, run STOP SLAVE and RESET SLAVE ALL on it, .*--replace/.test(here)).toBe(has);
        },
    );

    it("should be reported as they stand at the deadline", async () => {
        const session = statusAfterStatus({
            Slave_IO_Running: "Connecting",
            Last_IO_Errno: 2003,
            Last_IO_Error: "no route",
        });
        expect(await observed(bothRun(LINK, session, recorded()))).toContain("connecting: 2003 no route");
    });

    it("should be reported as gone where somebody takes the link away meanwhile", async () => {
        const session = statusAfterStatus(BUSY, undefined);
        expect(await observed(bothRun(LINK, session, recorded()))).toBe("orders-master-2 follows nobody any more");
    });
});

describe("a replica behind its source", () => {
    const S = UUIDS.source;
    const place = { coordinates: { file: "mysql-bin.000001", position: 4711, gtidSet: `${S}:1-9` }, options: {} };

    /** A replica that has executed another set at each look; the last one stays. */
    function executedAfterExecuted(row: Row, ...sets: string[]): FakeSession {
        const state = serverState({ uuid: UUIDS.replica });
        let look = 0;
        return fakeSession({
            ...answersOf(state),
            "SHOW SLAVE STATUS": () => {
                state.executed = sets[Math.min(look, sets.length - 1)] ?? "";
                look += 1;
                return [{ ...healthyStatus(), Exec_Master_Log_Pos: String(look), ...row }];
            },
        });
    }

    const wait = (replica: FakeSession): Promise<void> =>
        caughtUp(LINK, { replica, source: fakeSession() }, place, recorded());

    it("should have caught up once it has executed all that its source had", async () => {
        const replica = executedAfterExecuted(BUSY, `${S}:1-4`, `${S}:1-8`, `${S}:1-9`);
        await wait(replica);
        expect(looks(replica)).toBe(3);
        expect(writes(replica)).toEqual([]);
    });

    it("should be waited for beyond the deadline for as long as it moves", async () => {
        const sets = [1, 2, 3, 4, 5].map((last) => `${S}:1-${last}`);
        await expect(wait(executedAfterExecuted(BUSY, ...sets, `${S}:1-9`))).resolves.toBeUndefined();
    });

    it("should be reported where it stands still", async () => {
        const stuck = executedAfterExecuted({ ...BUSY, Exec_Master_Log_Pos: "17" }, `${S}:1-4`);
        expect(await observed(wait(stuck))).toMatch(/IO thread running; SQL thread running/);
    });

    it("should be reported where its applier stops on the way", async () => {
        const broken = { Slave_SQL_Running: "No", Last_SQL_Errno: 1032, Last_SQL_Error: "Can't find record" };
        expect(await observed(wait(executedAfterExecuted(broken, `${S}:1-4`)))).toContain(
            "stopped: 1032 Can't find record",
        );
    });

    it("should be reported by what never arrives, though everything that came is applied", async () => {
        const replica = executedAfterExecuted({}, `${S}:1-4`);
        expect(await observed(wait(replica))).toContain(`still lacks ${S}:5-9`);
    });
});
