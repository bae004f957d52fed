import { MYSQL_57 } from "../../../components/mysql/dialect/mysql57";
import {
    hasAppliedAll,
    hasMetItsSource,
    hasPlace,
    readReplicaStatus,
    sayThread,
    type ThreadState,
} from "../../../components/mysql/replicaStatus";
import { isReconnecting, replicaStatus } from "../../../components/mysql/threads";
import { healthyStatus, statusOf } from "../fakes/replica";
import { fakeSession } from "../fakes/session";

describe("a row of SHOW SLAVE STATUS", () => {
    it("should be read with its types, whether the driver gives numbers or text", () => {
        expect(
            statusOf({
                Master_Port: "3306",
                Connect_Retry: 5,
                Master_Retry_Count: "0",
                Auto_Position: 1,
                Replicate_Do_DB: "shop,my shop",
                Exec_Master_Log_Pos: "4711",
                Read_Master_Log_Pos: 4712,
                Relay_Master_Log_File: "mysql-bin.000001",
                Master_Log_File: "mysql-bin.000002",
                Last_SQL_Errno: 0,
            }),
        ).toEqual({
            sourceHost: "orders-master-1",
            sourcePort: 3306,
            sourceUuid: "11111111-0000-0000-0000-000000000000",
            user: "replication",
            connectRetrySeconds: 5,
            retryCount: 0,
            delaySeconds: 0,
            autoPosition: true,
            replicateDoDb: ["shop", "my shop"],
            replicateIgnoreDb: [],
            io: { running: "Yes", errorNumber: 0, errorText: "" },
            ioActivity: "Waiting for master to send event",
            sql: { running: "Yes", errorNumber: 0, errorText: "" },
            sqlActivity: "Slave has read all relay log; waiting for more updates",
            dialect: MYSQL_57,
            applied: { file: "mysql-bin.000001", position: 4711 },
            received: { file: "mysql-bin.000002", position: 4712 },
            secondsBehind: 0,
        });
    });

    it.each([[undefined], [{ ...healthyStatus(), Master_Host: "" }], [{ ...healthyStatus(), Master_Host: null }]])(
        "should mean a server that follows nobody where it is empty",
        (row) => {
            expect(readReplicaStatus(row, MYSQL_57)).toBeUndefined();
        },
    );

    it("should keep the receiver's and the applier's errors apart", () => {
        const status = statusOf({
            Last_IO_Errno: 2003,
            Last_IO_Error: "io",
            Last_SQL_Errno: 1062,
            Last_SQL_Error: "sql",
        });
        expect([status.io.errorNumber, status.io.errorText]).toEqual([2003, "io"]);
        expect([status.sql.errorNumber, status.sql.errorText]).toEqual([1062, "sql"]);
    });

    it.each([
        [0, false],
        ["0", false],
        [1, true],
        ["1", true],
    ])("should tell auto-position from its column: %j", (column, expected) => {
        expect(statusOf({ Auto_Position: column }).autoPosition).toBe(expected);
    });
});

describe("a replica's place", () => {
    it.each([
        ["mysql-bin.000001", 0, true],
        ["mysql-bin.000001", 1, true],
        // By GTID it is the replica's history.
        ["", 1, true],
        ["", 0, false],
    ])("should be there unless it was erased or never given: %j, %i", (file, autoPosition, expected) => {
        const row = { Relay_Master_Log_File: file, Exec_Master_Log_Pos: "0", Auto_Position: autoPosition };
        expect(hasPlace(statusOf(row))).toBe(expected);
    });
});

describe("a thread", () => {
    it.each<[Partial<ThreadState>, string]>([
        [{ running: "Yes" }, "running"],
        [{ running: "Yes", errorNumber: 1062, errorText: "of old" }, "running"],
        [{ running: "No" }, "stopped"],
        [{ running: "Connecting" }, "connecting"],
        [
            { running: "No", errorNumber: 1062, errorText: " Duplicate entry '1'\n" },
            "stopped: 1062 Duplicate entry '1'",
        ],
        [{ running: "Connecting", errorNumber: 1045, errorText: "Access denied" }, "connecting: 1045 Access denied"],
    ])("should be said in the words of a preview: %j", (state, words) => {
        expect(sayThread({ running: "Yes", errorNumber: 0, errorText: "", ...state })).toBe(words);
    });
});

describe("an applier", () => {
    it.each([
        ["Slave has read all relay log; waiting for more updates", true],
        ["Slave has read all relay log; waiting for the slave I/O thread to update it", true],
        ["Reading event from the relay log", false],
        ["Waiting for dependent transaction to commit", false],
        ["", false],
    ])("should have applied everything only when it says so: %s", (activity, expected) => {
        expect(hasAppliedAll(statusOf({ Slave_SQL_Running_State: activity }))).toBe(expected);
    });
});

describe("a receiver", () => {
    it.each<[string, string, string, boolean]>([
        ["Yes", "Waiting for master to send event", "u-1", true],
        ["Yes", "Queueing master event to the relay log", "u-1", true],
        // With relay_log_space_limit, while the applier is not running yet.
        ["Yes", "Waiting for the slave SQL thread to free enough relay log space", "u-1", true],
        ["Yes", "Checking master version", "u-of-before", false],
        ["Yes", "Waiting for master to send event", "", false],
        ["Connecting", "Connecting to master", "u-of-before", false],
        ["No", "", "u-of-before", false],
    ])(
        "should have met its source only once that has told who it is: %s, %s, %j",
        (running, activity, uuid, expected) => {
            const row = { Slave_IO_Running: running, Slave_IO_State: activity, Master_UUID: uuid };
            expect(hasMetItsSource(statusOf(row))).toBe(expected);
        },
    );

    it.each([
        ["Connecting", 0, true],
        ["Connecting", 2003, true],
        ["Connecting", 2013, true],
        ["Connecting", 1045, false],
        ["Connecting", 1236, false],
        ["No", 2003, false],
        ["Yes", 0, false],
    ])("should be on its way again where only time is missing: %s %i", (running, errorNumber, expected) => {
        expect(isReconnecting(statusOf({ Slave_IO_Running: running, Last_IO_Errno: errorNumber }))).toBe(expected);
    });
});

describe("a replica's status", () => {
    const coordinator = {
        Slave_SQL_Running: "No",
        Last_SQL_Errno: 1756,
        Last_SQL_Error:
            "… The slave coordinator and worker threads are stopped, possibly leaving data in inconsistent state.",
    };
    const worker = { number: 1062, message: "Could not execute Write_rows event on table shop.orders" };
    const WORKERS = "SELECT LAST_ERROR_NUMBER";

    it.each([
        ["by its number", coordinator],
        [
            "by its text, under the worker's own number",
            {
                ...coordinator,
                Last_SQL_Errno: 1062,
                Last_SQL_Error:
                    "Coordinator stopped because there were error(s) in the worker(s). The most recent failure being: Worker 1 failed",
            },
        ],
    ])("should tell a worker's own error in the place of the coordinator's hint at it, known %s", async (_how, row) => {
        const session = fakeSession({
            "SHOW SLAVE STATUS": [{ ...healthyStatus(), ...row }],
            [WORKERS]: [worker],
        });
        const status = await replicaStatus(session);
        expect(sayThread(status?.sql ?? statusOf().sql)).toBe(`stopped: 1062 ${worker.message}`);
    });

    it.each([
        [1, /are stopped, possibly leaving data in inconsistent state\.$/],
        [0, /inconsistent state\.; performance_schema is OFF here, so that only this server's error log tells /],
    ])("should keep the coordinator's words where no worker has any, performance_schema %i", async (isOn, text) => {
        const session = fakeSession({
            "SHOW SLAVE STATUS": [{ ...healthyStatus(), ...coordinator }],
            "SELECT @@GLOBAL.performance_schema": [{ is_on: isOn }],
        });
        const status = await replicaStatus(session);
        expect(status?.sql.errorNumber).toBe(1756);
        expect(status?.sql.errorText).toMatch(text);
    });

    it("should not ask the workers of a healthy replica, nor of one with an error of its own", async () => {
        for (const row of [
            healthyStatus(),
            { Slave_SQL_Running: "No", Last_SQL_Errno: 1032, Last_SQL_Error: "Can't find record" },
        ]) {
            const session = fakeSession({ "SHOW SLAVE STATUS": [{ ...healthyStatus(), ...row }], [WORKERS]: [worker] });
            expect((await replicaStatus(session))?.sql.errorText).toBe(row.Last_SQL_Error ?? "");
            expect(session.sent.map(({ sql }) => sql)).toEqual(["SHOW SLAVE STATUS"]);
        }
    });

    it("should be none of a server that follows nobody", async () => {
        expect(await replicaStatus(fakeSession())).toBeUndefined();
    });
});
