import { MYSQL_57 } from "../../../components/mysql/dialect/mysql57";
import type { LinkStart, PlaceOf } from "../../../components/replication/initialData/inputs";
import type { DeclaredLink, ReplicationLinkInputs } from "../../../components/replication/replicationLink/inputs";
import { desiredState } from "../../../components/replication/replicationLink/desiredState";
import { readReplicaStatus, type ReplicaStatus } from "../../../components/mysql/replicaStatus";
import type { Row, Value } from "../../../components/mysql/session";
import type { BinaryLogEvent } from "../../../components/mysql/statements";
import { connection, fakeSession, timesAsked, type Answers, type FakeSession } from "./session";

export const UUIDS = {
    replica: "22222222-0000-0000-0000-000000000000",
    source: "11111111-0000-0000-0000-000000000000",
    stranger: "99999999-0000-0000-0000-000000000000",
};

/** SHOW SLAVE STATUS of a replica with nothing to complain of, in the driver's types, seen on 5.7.22. */
export const healthyStatus = (): Row => ({
    Slave_IO_State: "Waiting for master to send event",
    Master_Host: "orders-master-1",
    Master_User: "replication",
    Master_Port: 3306,
    Connect_Retry: 5,
    Master_Log_File: "mysql-bin.000001",
    Read_Master_Log_Pos: "4711",
    Relay_Log_File: "relay-bin.000002",
    Relay_Log_Pos: "4924",
    Relay_Master_Log_File: "mysql-bin.000001",
    Slave_IO_Running: "Yes",
    Slave_SQL_Running: "Yes",
    Replicate_Do_DB: "",
    Replicate_Ignore_DB: "",
    Last_Errno: 0,
    Last_Error: "",
    Exec_Master_Log_Pos: "4711",
    Seconds_Behind_Master: "0",
    Last_IO_Errno: 0,
    Last_IO_Error: "",
    Last_SQL_Errno: 0,
    Last_SQL_Error: "",
    Master_Server_Id: 3307,
    Master_UUID: UUIDS.source,
    Slave_SQL_Running_State: "Slave has read all relay log; waiting for more updates",
    Master_Retry_Count: "0",
    SQL_Delay: "0",
    Auto_Position: 1,
    Channel_Name: "",
});

/** The same, read, with whatever a test is about. */
export function statusOf(over: Row = {}): ReplicaStatus {
    const status = readReplicaStatus({ ...healthyStatus(), ...over }, MYSQL_57);
    if (status === undefined) {
        throw new Error("follows nobody");
    }
    return status;
}

/** A replica whose status is another one at each look; the last one stays. */
export function statusAfterStatus(...rows: (Row | undefined)[]): FakeSession {
    let look = 0;
    return fakeSession({
        "SHOW SLAVE STATUS": () => {
            const row = rows[Math.min(look, rows.length - 1)];
            look += 1;
            return row === undefined ? [] : [{ ...healthyStatus(), ...row }];
        },
    });
}

export const looks = (session: FakeSession): number => timesAsked(session, "SHOW SLAVE STATUS");

/** What the receiver of a healthy replica has stored. */
export const storedSettings = (): Row => ({ password: "replication-secret", heartbeat: 10 });

/** Where both servers stood when the data was known: where those of {@link serverState} stand. */
export const linkStart = (over: { source?: Partial<PlaceOf>; replica?: Partial<PlaceOf> } = {}): LinkStart => {
    const place = { file: "mysql-bin.000001", position: 154, gtidSet: "" };
    return {
        source: { ...place, serverUuid: UUIDS.source, ...over.source },
        replica: { ...place, serverUuid: UUIDS.replica, ...over.replica },
    };
};

export function linkInputs(over: Partial<ReplicationLinkInputs> = {}): ReplicationLinkInputs {
    const settings: DeclaredLink = {
        name: "orders-master-2 from orders-master-1",
        replica: connection("orders-master-2", { port: 3308 }),
        source: connection("orders-master-1", { port: 3307 }),
        sourceAddress: { host: "orders-master-1", port: 3306 },
        replicationUser: "replication",
        replicationPassword: "replication-secret",
        positioning: "gtid",
        start: linkStart(),
        wantedConnectRetrySeconds: 5,
        wantedHeartbeatSeconds: 10,
        wantedFilters: {},
        deadlineSeconds: 0.3,
        replicaIncarnation: "",
        sourceIncarnation: "",
        ...over,
    };
    return {
        ...settings,
        ...desiredState(settings),
        ...over,
    };
}

export interface ServerState {
    uuid: string;
    id: number;
    gtidMode: string;
    executed: string;
    purged: string;
    databases: string[];
    /** `undefined`: the binary log is off. */
    coordinates: { file: string; position: number } | undefined;
    /** Files of the binary log, oldest first, each with its events in order. */
    binaryLog: Record<string, BinaryLogEvent[]>;
}

/** What a server answers to SHOW BINLOG EVENTS, which it refuses at a place where no event begins. */
function eventsFrom(events: BinaryLogEvent[], from: number, limit: number): Row[] {
    const index = from === 4 ? 0 : events.findIndex(({ end }) => end === from) + 1;
    if (index === 0 && from !== 4) {
        const message = "Error when executing command SHOW BINLOG EVENTS: Wrong offset or I/O error";
        throw Object.assign(new Error(message), { errno: 1220 });
    }
    return events
        .slice(index, index + limit)
        .map(({ serverId, end }) => ({ Server_id: serverId, End_log_pos: String(end) }));
}

/** What a server answers when a link looks for its place. */
export function answersOf(state: ServerState): Answers {
    return {
        "SELECT @@GLOBAL.server_id": () => [
            {
                id: state.id,
                uuid: state.uuid,
                version: "5.7.22-log",
                mode: state.gtidMode,
                executed: state.executed,
                purged: state.purged,
            },
        ],
        "SHOW MASTER STATUS": () =>
            state.coordinates === undefined
                ? []
                : [
                      {
                          File: state.coordinates.file,
                          Position: String(state.coordinates.position),
                          Binlog_Do_DB: "",
                          Binlog_Ignore_DB: "",
                          Executed_Gtid_Set: state.executed,
                      },
                  ],
        "SHOW GRANTS": [{ "Grants for root@%": "GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION" }],
        "SELECT schema_name": (ofTheLibrary) =>
            state.databases.filter((name) => !ofTheLibrary.includes(name)).map((name) => ({ name })),
        "SELECT DEFAULT_CHARACTER_SET_NAME": [{ character_set: "utf8", collation_name: "utf8_german2_ci" }],
        "SHOW BINARY LOGS": () => Object.keys(state.binaryLog).map((name) => ({ Log_name: name })),
        "SHOW BINLOG EVENTS": ([file = ""], sql) => {
            const [, from, limit] = /FROM (\d+) LIMIT (\d+)$/.exec(sql) ?? [];
            return eventsFrom(state.binaryLog[file] ?? [], Number(from), Number(limit));
        },
    };
}

export const serverState = (over: Partial<ServerState> = {}): ServerState => ({
    uuid: UUIDS.source,
    id: 3307,
    gtidMode: "ON",
    executed: "",
    purged: "",
    databases: [],
    coordinates: { file: "mysql-bin.000001", position: 154 },
    binaryLog: { "mysql-bin.000001": [{ serverId: over.id ?? 3307, end: 154 }] },
    ...over,
});

/** Both ends of the link of {@link linkInputs}, as far as what they have written and executed goes. */
export function fakeEnds(
    replica: Partial<ServerState> = {},
    source: Partial<ServerState> = {},
): { replica: FakeSession; source: FakeSession } {
    const { replica: here, source: there } = linkInputs();
    return {
        replica: fakeSession(answersOf(serverState({ uuid: UUIDS.replica, id: 3308, ...replica })), here),
        source: fakeSession(answersOf(serverState(source)), there),
    };
}

export interface FakeReplica extends FakeSession {
    /** SHOW SLAVE STATUS; `undefined` where it follows nobody. Statements change it as they change a server's. */
    status: Row | undefined;
    stored: Row;
    /** Who answers where it dials its source. */
    answering: string;
    /** What its applier meets as soon as it runs. */
    applierError: { number: number; text: string } | undefined;
    /** What its receiver meets as soon as it runs. */
    receiverError: { number: number; text: string } | undefined;
    /** True once its applier has run while a stranger answered. */
    appliedAStranger: boolean;
    /** The filters with which its applier has begun to run, one entry for each time. */
    filtersAtStart: string[];
}

const COLUMNS: Record<string, string> = {
    MASTER_HOST: "Master_Host",
    MASTER_PORT: "Master_Port",
    MASTER_USER: "Master_User",
    MASTER_CONNECT_RETRY: "Connect_Retry",
    MASTER_RETRY_COUNT: "Master_Retry_Count",
    MASTER_DELAY: "SQL_Delay",
    MASTER_AUTO_POSITION: "Auto_Position",
};

/** A replica that behaves as a server does under the statements of this library, and records them. */
export function fakeReplica(status: Row | undefined, state: ServerState): FakeReplica {
    const replica: FakeReplica = Object.assign(fakeSession({}, connection("orders-master-2")), {
        status,
        stored: storedSettings(),
        answering: UUIDS.source,
        applierError: undefined,
        receiverError: undefined,
        appliedAStranger: false,
        filtersAtStart: [],
    });
    const now = (): Row => (replica.status ??= { ...healthyStatus(), Slave_IO_Running: "No", Slave_SQL_Running: "No" });
    const startReceiver = (): void => {
        const { receiverError: error } = replica;
        Object.assign(
            now(),
            error === undefined
                ? { Slave_IO_Running: "Yes", Master_UUID: replica.answering, Last_IO_Errno: 0, Last_IO_Error: "" }
                : { Slave_IO_Running: "Connecting", Last_IO_Errno: error.number, Last_IO_Error: error.text },
        );
    };
    const startApplier = (): void => {
        const { applierError: error } = replica;
        // What the receiver has fetched from whoever answers is applied.
        replica.filtersAtStart.push(`${now().Replicate_Do_DB ?? ""}/${now().Replicate_Ignore_DB ?? ""}`);
        replica.appliedAStranger ||= now().Slave_IO_Running === "Yes" && replica.answering === UUIDS.stranger;
        Object.assign(
            now(),
            error === undefined
                ? { Slave_SQL_Running: "Yes", Last_SQL_Errno: 0, Last_SQL_Error: "" }
                : { Slave_SQL_Running: "No", Last_SQL_Errno: error.number, Last_SQL_Error: error.text },
        );
    };
    /** Filters belong to the server, whether or not it follows anybody. */
    const filters: Row = {};
    const changeFilters = (_values: Value[], sql: string): Row[] => {
        const names = (filter: string): string =>
            (new RegExp(`${filter} = \\(([^)]*)\\)`).exec(sql)?.[1] ?? "").replaceAll("`", "").replaceAll(", ", ",");
        Object.assign(filters, {
            Replicate_Do_DB: names("REPLICATE_DO_DB"),
            Replicate_Ignore_DB: names("REPLICATE_IGNORE_DB"),
        });
        Object.assign(replica.status ?? {}, filters);
        return [];
    };
    const changeMaster = (values: Value[], sql: string): Row[] => {
        const clauses = [...sql.matchAll(/(MASTER_\w+) = \?/g)].map(([, clause = ""]) => clause);
        if (clauses.includes("MASTER_HOST")) {
            const { Replicate_Do_DB = "", Replicate_Ignore_DB = "" } = replica.status ?? { ...filters };
            replica.status = undefined;
            Object.assign(now(), { Master_UUID: "", Replicate_Do_DB, Replicate_Ignore_DB });
        }
        for (const [index, clause] of clauses.entries()) {
            const value = values[index] ?? null;
            const column = COLUMNS[clause];
            if (column !== undefined) {
                now()[column] = value;
            } else if (clause === "MASTER_PASSWORD") {
                replica.stored.password = value;
            } else if (clause === "MASTER_HEARTBEAT_PERIOD") {
                replica.stored.heartbeat = value;
            }
        }
        return [];
    };
    replica.answers = {
        ...answersOf(state),
        "SHOW SLAVE STATUS": () => (replica.status === undefined ? [] : [{ ...replica.status }]),
        "SELECT User_password": () => (replica.status === undefined ? [] : [{ ...replica.stored }]),
        "CHANGE MASTER TO": changeMaster,
        "CHANGE REPLICATION FILTER": changeFilters,
        "START SLAVE": () => {
            startReceiver();
            startApplier();
            return [];
        },
        "START SLAVE IO_THREAD": () => {
            startReceiver();
            return [];
        },
        "START SLAVE SQL_THREAD": () => {
            startApplier();
            return [];
        },
        "STOP SLAVE": () => {
            Object.assign(now(), { Slave_IO_Running: "No", Slave_SQL_Running: "No" });
            return [];
        },
        "RESET SLAVE ALL": () => {
            replica.status = undefined;
            return [];
        },
    };
    return replica;
}
