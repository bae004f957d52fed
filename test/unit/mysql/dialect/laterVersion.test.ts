import type { Dialect } from "../../../../components/mysql/dialect/dialect";
import { MYSQL_57 } from "../../../../components/mysql/dialect/mysql57";
import { hasAppliedAll, hasMetItsSource } from "../../../../components/mysql/replicaStatus";
import { setSession } from "../../../../components/mysql/sessionVariables";
import * as statements from "../../../../components/mysql/statements";
import { replicaStatus } from "../../../../components/mysql/threads";
import { fakeSession, type FakeSession } from "../../fakes/session";

/** What is new in MySQL 8.4, as far as a link needs it: what another version would add, and nothing else. */
const LATER: Dialect = {
    ...MYSQL_57,
    name: "MySQL 8.4",
    since: [8, 4],
    statements: {
        ...MYSQL_57.statements,
        showReplicaStatus: "SHOW REPLICA STATUS",
        showBinaryLogStatus: "SHOW BINARY LOG STATUS",
        startReplica: "START REPLICA",
        stopReplica: "STOP REPLICA",
        resetReplicaAll: "RESET REPLICA ALL",
        changeSource: "CHANGE REPLICATION SOURCE TO",
        waitForPosition: "SOURCE_POS_WAIT",
    },
    sourceClauses: { ...MYSQL_57.sourceClauses, host: "SOURCE_HOST", password: "SOURCE_PASSWORD" },
    statusColumns: {
        ...MYSQL_57.statusColumns,
        sourceHost: "Source_Host",
        sourceUuid: "Source_UUID",
        receiverRuns: "Replica_IO_Running",
        applierRuns: "Replica_SQL_Running",
        receiverActivity: "Replica_IO_State",
        applierActivity: "Replica_SQL_Running_State",
    },
    activities: {
        ...MYSQL_57.activities,
        hasMetItsSource: /^Waiting for source/,
        hasAppliedAll: "Replica has read all relay log",
    },
    transactions: { isolation: "transaction_isolation", readOnly: "transaction_read_only" },
};

const onLater = (answers = {}): FakeSession => ({ ...fakeSession(answers), dialect: LATER });

describe("a later version", () => {
    it("should be spoken to in its own words, which are all that is added for it", async () => {
        const session = onLater();
        expect([
            await statements.stopReplica(session),
            await statements.resetReplicaAll(session),
            await statements.changeSource(session, { host: "db1", password: "secret" }),
            await statements.startReplica(session, "IO_THREAD"),
        ]).toEqual([
            "STOP REPLICA",
            "RESET REPLICA ALL",
            "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'db1', SOURCE_PASSWORD = <secret>",
            "START REPLICA IO_THREAD",
        ]);
    });

    it("should be read by its own columns and states", async () => {
        const row = {
            Channel_Name: "",
            Source_Host: "db1",
            Source_UUID: "11111111-0000-0000-0000-000000000000",
            Replica_IO_Running: "Yes",
            Replica_SQL_Running: "Yes",
            Replica_IO_State: "Waiting for source to send event",
            Replica_SQL_Running_State: "Replica has read all relay log; waiting for more updates",
            Last_SQL_Errno: 0,
        };
        const status = await replicaStatus(onLater({ "SHOW REPLICA STATUS": [row] }));
        expect(status).toMatchObject({ sourceHost: "db1", io: { running: "Yes" }, sql: { running: "Yes" } });
        expect(status === undefined ? [] : [hasMetItsSource(status), hasAppliedAll(status)]).toEqual([true, true]);
    });

    it("should be met with the session that it knows", () => {
        expect(setSession(LATER)).toContain("transaction_isolation = 'REPEATABLE-READ', transaction_read_only = 0");
        expect(setSession(LATER)).not.toContain("tx_");
    });
});
