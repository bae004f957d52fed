import type { Row } from "../../../../components/mysql/session";
import { decide } from "../../../../components/replication/replicationLink/decide";
import type { ReplicationLinkInputs } from "../../../../components/replication/replicationLink/inputs";
import type { StartPosition } from "../../../../components/replication/replicationLink/startPosition";
import type { Attempt, Seen, Step } from "../../../../components/replication/replicationLink/steps";
import { GtidSet } from "../../../../components/mysql/gtid/gtidSet";
import type { Identity } from "../../../../components/mysql/statements";
import { linkInputs, statusOf, UUIDS } from "../../fakes/replica";

const identity = (serverUuid: string, serverId: number): Identity => ({
    serverId,
    serverUuid,
    version: "5.7.22-log",
    gtidMode: "ON",
    executed: GtidSet.EMPTY,
    purged: GtidSet.EMPTY,
});

interface Situation {
    link?: Partial<ReplicationLinkInputs>;
    /** SHOW SLAVE STATUS, where it differs from that of a healthy replica; `null` where it follows nobody. */
    row?: Row | null;
    /** Words of its state, where they are not the desired ones. */
    is?: Partial<Seen["state"]>;
    seen?: Partial<Seen>;
    attempt?: Partial<Attempt>;
}

function steps({ link: over = {}, row = {}, is = {}, seen = {}, attempt = {} }: Situation): Step[] {
    const link = linkInputs(over);
    return decide(
        link,
        {
            replica: identity(UUIDS.replica, 3308),
            source: identity(UUIDS.source, 3307),
            isKnown: true,
            channels: [],
            status: row === null ? undefined : statusOf(row),
            state: { ...link, ...is },
            ...seen,
        },
        { done: [], ...attempt },
    );
}

const BY_GTID: StartPosition = {
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    options: { autoPosition: true },
};
const BY_PLACE: StartPosition = {
    coordinates: { file: "mysql-bin.000002", position: 99, gtidSet: "" },
    options: { autoPosition: false, file: "mysql-bin.000002", position: 99 },
};
const EVERYTHING = {
    host: "orders-master-1",
    port: 3306,
    user: "replication",
    password: "replication-secret",
    connectRetrySeconds: 5,
    heartbeatSeconds: 10,
    retryCount: 0,
    delaySeconds: 0,
};
const STOPPED: Row = { Slave_IO_Running: "No", Slave_SQL_Running: "No" };
const NO_PLACE: Row = { ...STOPPED, Auto_Position: 0, Relay_Master_Log_File: "" };
const BROKEN_RELAY_LOG: Row = { Slave_SQL_Running: "No", Last_SQL_Errno: 1872, Last_SQL_Error: "relay log info" };
const THIRD = { name: "third", host: "db3", port: 3306 };

const STOP: Step = { does: "stop" };
const CONNECT: Step[] = [{ does: "startReceiver" }, { does: "waitForReceiver" }];
const CONNECTED: Step["does"][] = ["startReceiver", "waitForReceiver"];
const RUNNING: Step["does"][] = [...CONNECTED, "startApplier", "waitForBothThreads"];
const refused = (code: string, observed: unknown = expect.any(String)): unknown => ({
    does: "refuse",
    finding: expect.objectContaining({ code, observed }) as unknown,
});

describe("what is to be done on a link", () => {
    it.each<[string, Situation, unknown[]]>([
        ["it was never wired", { row: null, seen: { isKnown: false } }, [{ does: "findStartPosition" }]],
        ["it was taken away since", { row: null }, [{ does: "findStartPosition" }]],
        [
            "its start is proved, by GTID",
            { row: null, attempt: { done: ["findStartPosition"], startPosition: BY_GTID } },
            [
                {
                    does: "changeSource",
                    options: { ...EVERYTHING, autoPosition: true },
                    note: "source at mysql-bin.000001:154",
                },
            ],
        ],
        [
            "its start is proved, by file and position",
            { link: { positioning: "binlog" }, row: null, attempt: { startPosition: BY_PLACE } },
            [{ does: "changeSource", options: { ...EVERYTHING, ...BY_PLACE.options } }],
        ],
        [
            "it follows another source than the declared one, and its start is proved",
            { row: { Master_Host: "db9" }, attempt: { startPosition: BY_GTID } },
            [{ does: "stop", note: "followed db9:3306" }, expect.objectContaining({ does: "changeSource" }) as unknown],
        ],
        [
            "it has lost its place, by file and position, and its start is proved",
            { link: { positioning: "binlog" }, row: NO_PLACE, attempt: { startPosition: BY_PLACE } },
            [
                { does: "stop", note: "followed orders-master-1:3306, from no place" },
                expect.objectContaining({ does: "changeSource" }) as unknown,
            ],
        ],
        [
            "it follows another source than the declared one",
            { row: { Master_Host: "db9" } },
            [{ does: "findStartPosition" }],
        ],
        [
            "a server that nobody here has wired follows another source",
            { row: { Master_Host: "db9" }, seen: { isKnown: false } },
            [expect.objectContaining({ does: "requireOwnMistake" }) as unknown, { does: "findStartPosition" }],
        ],
        [
            "it has lost its place, by file and position",
            { link: { positioning: "binlog" }, row: NO_PLACE },
            [{ does: "findStartPosition" }],
        ],
        ["it has lost its place, which GTIDs find", { row: { ...NO_PLACE, Auto_Position: 1 } }, CONNECT],
    ])("should be to wire it where %s", (_where, situation, expected) => {
        expect(steps(situation)).toEqual(expected);
    });

    it.each<[string, Situation, Step[]]>([
        ["the account", { is: { user: "other" } }, [STOP, { does: "changeSource", options: { user: "replication" } }]],
        [
            "the password",
            { is: { credentials: "another password than the declared one" } },
            [STOP, { does: "changeSource", options: { password: "replication-secret" } }],
        ],
        [
            "the pace of retries",
            { is: { connectRetrySeconds: "60" } },
            [STOP, { does: "changeSource", options: { connectRetrySeconds: 5 } }],
        ],
        [
            "the heartbeat",
            { is: { heartbeatSeconds: "30" } },
            [STOP, { does: "changeSource", options: { heartbeatSeconds: 10 } }],
        ],
        [
            "retries that end",
            { is: { retries: "86400" } },
            [STOP, { does: "changeSource", options: { retryCount: 0 } }],
        ],
        ["a delay", { is: { delaySeconds: "3600" } }, [STOP, { does: "changeSource", options: { delaySeconds: 0 } }]],
        [
            "a place by file and position",
            { is: { position: "binary log file and position" } },
            [STOP, { does: "changeSource", options: { autoPosition: true } }],
        ],
        [
            "a place by GTID that is to be one by file and position",
            { link: { positioning: "binlog" }, is: { position: "GTID auto-position" } },
            [STOP, { does: "changeSource", options: { autoPosition: false } }],
        ],
        [
            "filters",
            { link: { wantedFilters: { replicateDoDb: ["shop"] } }, is: { filters: "none" } },
            [STOP, { does: "setFilters", doDb: ["shop"], ignoreDb: [], note: "was none" }],
        ],
        [
            "filters of a link that was just wired, and does not run yet",
            {
                link: { wantedFilters: { replicateDoDb: ["shop"] } },
                row: STOPPED,
                is: { filters: "none" },
                attempt: { done: ["changeSource"], startPosition: BY_GTID },
            },
            [{ does: "setFilters", doDb: ["shop"], ignoreDb: [], note: "was none" }],
        ],
        [
            "filters where my.cnf is its owner's",
            { link: { replicaMyCnfIsGiven: true }, is: { filters: "Replicate_Do_DB: shop" } },
            [
                STOP,
                { does: "setFilters", doDb: [], ignoreDb: [], note: "was Replicate_Do_DB: shop" },
                expect.objectContaining({ does: "warn" }) as Step,
            ],
        ],
        [
            "all of it at once",
            { is: { user: "other", credentials: "another", filters: "Replicate_Do_DB: shop" } },
            [
                STOP,
                { does: "changeSource", options: { user: "replication", password: "replication-secret" } },
                { does: "setFilters", doDb: [], ignoreDb: [], note: "was Replicate_Do_DB: shop" },
            ],
        ],
    ])("should be to change what differs, its threads stopped: %s", (_what, situation, expected) => {
        expect(steps(situation)).toEqual(expected);
    });

    it("should be to ask for a setting once: one that the server does not keep is left to the next audit", () => {
        const done: Step["does"][] = ["stop", "changeSource", "setFilters", ...RUNNING];
        expect(steps({ is: { heartbeatSeconds: "30", filters: "other" }, attempt: { done } })).toEqual([
            expect.objectContaining({ does: "lookForStall" }),
        ]);
    });

    it.each<[string, Situation, unknown[]]>([
        ["both threads are stopped", { row: STOPPED }, CONNECT],
        ["its receiver is stopped", { row: { Slave_IO_Running: "No" } }, CONNECT],
        ["its applier is stopped", { row: { Slave_SQL_Running: "No" } }, CONNECT],
        ["its receiver is between two tries", { row: { Slave_IO_Running: "Connecting" } }, [STOP]],
        [
            "its receiver is on its way again, whoever has started it, after it was stopped for that",
            { row: { Slave_IO_Running: "Connecting" }, attempt: { done: ["stop"] } },
            CONNECT,
        ],
        ["another server answers", { row: { Master_UUID: UUIDS.stranger } }, [STOP]],
        [
            "it was stopped for a change",
            { row: STOPPED, attempt: { done: [...RUNNING, "stop", "changeSource"] } },
            CONNECT,
        ],
        [
            "its receiver has met its source",
            { row: { Slave_SQL_Running: "No" }, attempt: { done: CONNECTED } },
            [{ does: "startApplier" }],
        ],
        [
            "its receiver has met another server",
            { row: { Slave_SQL_Running: "No", Master_UUID: UUIDS.stranger }, attempt: { done: CONNECTED } },
            [STOP, refused("another-server", expect.stringContaining(`answers server_uuid ${UUIDS.stranger}`))],
        ],
        ["both were started", { attempt: { done: [...CONNECTED, "startApplier"] } }, [{ does: "waitForBothThreads" }]],
        ["both run already", {}, [{ does: "waitForBothThreads" }]],
    ])("should be to bring its threads to run where %s", (_where, situation, expected) => {
        expect(steps(situation)).toEqual(expected);
    });

    const RESET: Step[] = [
        STOP,
        { does: "reset", note: "its relay logs can't be used; what they held is fetched again" },
        { does: "changeSource", options: { ...EVERYTHING, autoPosition: true } },
    ];

    it.each<[string, Situation, unknown[]]>([
        ["its applier says so", { row: BROKEN_RELAY_LOG }, RESET],
        [
            "the server does not start its receiver over them",
            { row: STOPPED, attempt: { relayLogRefused: "1872 relay log info" } },
            RESET,
        ],
        [
            "the server does not start its applier over them",
            { row: STOPPED, attempt: { done: CONNECTED, relayLogRefused: "1872 relay log info" } },
            RESET,
        ],
        [
            "they were deleted already",
            { row: BROKEN_RELAY_LOG, attempt: { done: ["stop", "reset", "changeSource"], relayLogRefused: "1872" } },
            CONNECT,
        ],
    ])(
        "should be to fetch anew what relay logs held that can't be used, by GTID, where %s",
        (_where, situation, expected) => {
            expect(steps(situation)).toEqual(expected);
        },
    );

    it("should be to leave relay logs alone by file and position: they hold its place", () => {
        const link: Partial<ReplicationLinkInputs> = { positioning: "binlog" };
        const row = { ...BROKEN_RELAY_LOG, Auto_Position: 0 };
        expect(steps({ link, row })).toEqual(CONNECT);
        expect(steps({ link, row, attempt: { relayLogRefused: "1872 relay log info" } })).toEqual([
            refused("relay-log-unusable", "START SLAVE: 1872 relay log info"),
        ]);
    });

    it.each<[string, Situation, unknown[]]>([
        [
            "a replica that was wired",
            { seen: { channels: [THIRD] } },
            [{ does: "removeChannel", channel: THIRD, note: "followed db3:3306" }],
        ],
        [
            "one that nobody here has wired",
            { seen: { channels: [THIRD], isKnown: false } },
            [refused("follows-another-source", "follows further sources over channels: third from db3:3306")],
        ],
        [
            "one that others give channels to without end",
            { seen: { channels: [THIRD] }, attempt: { done: ["removeChannel"] } },
            [{ does: "waitForBothThreads" }],
        ],
    ])("should be to remove undeclared channels first, of %s", (_whose, situation, expected) => {
        expect(steps(situation)).toEqual(expected);
    });

    it.each<[string, Situation, unknown[]]>([
        [
            "one that was wired by GTID, by all that its source had then",
            { attempt: { done: RUNNING, startPosition: BY_GTID } },
            [{ does: "catchUp", to: BY_GTID }],
        ],
        [
            "one that was there, by what arrives",
            { attempt: { done: ["waitForBothThreads"] } },
            [expect.objectContaining({ does: "lookForStall" }) as unknown],
        ],
        [
            "one that gets nothing, by another connection",
            { attempt: { done: ["waitForBothThreads", "lookForStall"], stalled: "running, but silent" } },
            [STOP],
        ],
        [
            "one that gets nothing over another connection either, not at all",
            { attempt: { done: [...RUNNING, "lookForStall"], stalled: "running, but silent" } },
            [refused("receiver-stalled", "IO thread running, but silent")],
        ],
        [
            "one that gets what is sent, by that there is no gap",
            { attempt: { done: [...RUNNING, "lookForStall"] } },
            [expect.objectContaining({ does: "requireNothingMissing" }) as unknown],
        ],
    ])("should be to prove that it is well: %s", (_what, situation, expected) => {
        expect(steps(situation)).toEqual(expected);
    });

    it.each<[string, Situation]>([
        [
            "it was wired by GTID, and has caught up",
            { attempt: { done: [...RUNNING, "catchUp"], startPosition: BY_GTID } },
        ],
        [
            "it was wired by file and position",
            { link: { positioning: "binlog" }, attempt: { done: [...RUNNING], startPosition: BY_PLACE } },
        ],
        ["it ran", { attempt: { done: ["waitForBothThreads", "lookForStall", "requireNothingMissing"] } }],
        ["it was repaired", { attempt: { done: [...RUNNING, "lookForStall", "requireNothingMissing"] } }],
    ])("should be nothing more where %s", (_where, situation) => {
        expect(steps(situation)).toEqual([]);
    });

    it.each<Step["does"]>(["changeSource", "waitForBothThreads"])(
        "should not be to wire it against whoever takes it away meanwhile: after %s",
        (does) => {
            expect(steps({ row: null, attempt: { done: [does] } })).toEqual([refused("link-taken-away")]);
        },
    );
});
