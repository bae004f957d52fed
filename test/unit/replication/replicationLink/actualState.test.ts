import type { LinkState, ReplicationLinkOutputs } from "../../../../components/replication/replicationLink/inputs";
import { settledStatus, actualState, type Known } from "../../../../components/replication/replicationLink/actualState";
import { sayFilters } from "../../../../components/replication/filters";
import { desiredState } from "../../../../components/replication/replicationLink/desiredState";
import type { Row, Session } from "../../../../components/mysql/session";
import { healthyStatus, linkInputs, storedSettings, UUIDS } from "../../fakes/replica";
import { connection, fakeSession, writes } from "../../fakes/session";
import type { FiltersArgs } from "../../../../components/model/filters";

const known = (over: Partial<ReplicationLinkOutputs> = {}): ReplicationLinkOutputs => ({
    ...linkInputs(),
    // Nobody listens there: a receiver that is on its way is reported at once.
    source: connection("orders-master-1", { port: 1 }),
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: UUIDS.replica,
    replicaServerId: 3308,
    sourceUuid: UUIDS.source,
    sourceServerId: 3307,
    ...over,
});

const settled = async (session: Session, link: Known): Promise<LinkState> =>
    actualState(session, link, await settledStatus(session, link));

const observe = (row: Row | undefined, stored: Row[] = [storedSettings()], over = {}): Promise<LinkState> =>
    settled(
        fakeSession({ "SHOW SLAVE STATUS": row === undefined ? [] : [row], "SELECT User_password": stored }),
        known(over),
    );

const WANTED = desiredState(linkInputs());

describe("a healthy link", () => {
    it("should be observed in exactly the wanted words, so that a preview prints nothing", async () => {
        expect(await observe(healthyStatus())).toEqual(WANTED);
    });

    it("should be so by file and position as well", async () => {
        const wanted = { ...WANTED, position: "binary log file and position" };
        expect(await observe({ ...healthyStatus(), Auto_Position: 0 })).toEqual(wanted);
        expect(desiredState(linkInputs({ positioning: "binlog" }))).toEqual(wanted);
    });

    it.each<[FiltersArgs, string, string]>([
        [{ replicateDoDb: ["shop", "my shop"] }, "shop,my shop", ""],
        [{ replicateIgnoreDb: ["tmp"] }, "", "tmp"],
        [{ replicateDoDb: ["a"], replicateIgnoreDb: ["b", "c"], binlogDoDb: ["d"] }, "a", "b,c"],
    ])("should be so with filters: %j", async (filters, doDb, ignoreDb) => {
        const seen = await observe({ ...healthyStatus(), Replicate_Do_DB: doDb, Replicate_Ignore_DB: ignoreDb });
        expect(seen.filters).toBe(sayFilters(filters.replicateDoDb ?? [], filters.replicateIgnoreDb ?? []));
        expect(seen.filters).not.toBe(WANTED.filters);
    });

    it("should be so in whichever order the server lists them: it means nothing to an applier", async () => {
        const filters = { replicateDoDb: ["shop", "my shop", "a"], replicateIgnoreDb: ["c", "b"] };
        const listed = { Replicate_Do_DB: "a,shop,my shop", Replicate_Ignore_DB: "b,c" };
        expect((await observe({ ...healthyStatus(), ...listed })).filters).toBe(
            linkInputs({ wantedFilters: filters }).filters,
        );
        // The arguments themselves keep the author's order.
        expect(filters.replicateDoDb).toEqual(["shop", "my shop", "a"]);
    });

    it("should stay so while positions and lag move", async () => {
        const row = { ...healthyStatus(), Exec_Master_Log_Pos: "99999", Seconds_Behind_Master: "30" };
        expect(await observe(row)).toEqual(WANTED);
    });

    it("should stay so where no place is known yet by GTID, which needs none", async () => {
        expect(await observe({ ...healthyStatus(), Relay_Master_Log_File: "", Exec_Master_Log_Pos: "0" })).toEqual(
            WANTED,
        );
    });

    it("should stay so where the server names its source in other letters: DNS knows no case", async () => {
        expect(await observe({ ...healthyStatus(), Master_Host: "ORDERS-Master-1" })).toEqual(WANTED);
    });
});

describe("a link that differs", () => {
    it.each<[string, Row, Partial<LinkState>]>([
        ["a stopped receiver", { Slave_IO_Running: "No" }, { ioThread: "stopped" }],
        [
            "a stopped applier",
            { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry '1' on shop.orders" },
            { sqlThread: "stopped: 1062 Duplicate entry '1' on shop.orders" },
        ],
        [
            "a receiver that is turned away",
            { Slave_IO_Running: "Connecting", Last_IO_Errno: 1045, Last_IO_Error: "Access denied" },
            { ioThread: "connecting: 1045 Access denied" },
        ],
        [
            "a receiver whose source is away",
            { Slave_IO_Running: "Connecting", Last_IO_Errno: 2003, Last_IO_Error: "error connecting" },
            { ioThread: "connecting: 2003 error connecting" },
        ],
        ["another source", { Master_Host: "db9", Master_Port: 3310 }, { follows: "db9:3310" }],
        [
            "another server at the source's address",
            { Master_UUID: UUIDS.stranger },
            {
                follows: `orders-master-1:3306, where another server answers (server_uuid ${UUIDS.stranger}, not ${UUIDS.source})`,
            },
        ],
        ["another account", { Master_User: "other" }, { user: "other" }],
        ["another pace of retries", { Connect_Retry: 60 }, { connectRetrySeconds: "60" }],
        ["retries that end", { Master_Retry_Count: "86400" }, { retries: "86400" }],
        ["an applier that lags on purpose", { SQL_Delay: "3600" }, { delaySeconds: "3600" }],
        ["another way to its place", { Auto_Position: 0 }, { position: "binary log file and position" }],
        [
            "no place",
            { Auto_Position: 0, Relay_Master_Log_File: "", Exec_Master_Log_Pos: "0" },
            { position: "none: erased, or never given" },
        ],
        ["a filter", { Replicate_Do_DB: "shop" }, { filters: "Replicate_Do_DB: shop" }],
    ])("should be observed as that and nothing else: %s", async (_what, row, differs) => {
        expect(await observe({ ...healthyStatus(), ...row })).toEqual({ ...WANTED, ...differs });
    });

    it.each<[string, Row, Partial<LinkState>]>([
        ["another password", { password: "other" }, { credentials: "another password than the declared one" }],
        ["another heartbeat", { heartbeat: 30 }, { heartbeatSeconds: "30" }],
        ["a heartbeat in fractions", { heartbeat: "0.500" }, { heartbeatSeconds: "0.5" }],
    ])("should be observed from what the receiver has stored: %s", async (_what, stored, differs) => {
        expect(await observe(healthyStatus(), [{ ...storedSettings(), ...stored }])).toEqual({ ...WANTED, ...differs });
    });

    it("should follow nobody after RESET SLAVE ALL", async () => {
        expect(await observe(undefined)).toEqual({
            ...WANTED,
            follows: "nobody",
            ioThread: "stopped",
            sqlThread: "stopped",
        });
    });

    it("should be as known where the receiver's settings are not in a table", async () => {
        expect(await observe(healthyStatus(), [])).toEqual(WANTED);
    });
});

describe("a look at a link", () => {
    it("should write nothing and show no password", async () => {
        const session = fakeSession({
            "SHOW SLAVE STATUS": [{ ...healthyStatus(), Slave_SQL_Running: "No" }],
            "SELECT User_password": [{ password: "somebody-elses", heartbeat: 10 }],
        });
        const seen = await settled(session, known());
        expect(writes(session)).toEqual([]);
        expect(JSON.stringify(seen)).not.toMatch(/replication-secret|somebody-elses/);
    });
});
