import { FindingError } from "../../../../components/findings/finding";
import type { Row } from "../../../../components/mysql/session";
import { create, update } from "../../../../components/replication/readinessGate/handler";
import type { ReadinessGateInputs } from "../../../../components/replication/readinessGate/inputs";
import { fakeTime } from "../../fakes/clock";
import { recorded, type RecordedProgress } from "../../fakes/progress";
import {
    answersOf,
    fakeReplica,
    healthyStatus,
    linkInputs,
    serverState,
    UUIDS,
    type FakeReplica,
} from "../../fakes/replica";
import { connectTo, refusing, writes, type FakeSession, type Listening } from "../../fakes/session";

jest.mock("node:timers/promises", () => jest.requireActual<object>("../../fakes/clock"));

const mockProgress: { current: RecordedProgress } = { current: recorded() };
jest.mock("../../../../components/replication/engineProgress", () => ({
    withEngineProgress: (work: (progress: RecordedProgress) => Promise<unknown>) => work(mockProgress.current),
}));

const mockListening: Listening = new Map();
const mockDialled: number[] = [];
const mockDial = { before: (): void => undefined };
jest.mock("mysql2/promise", () => ({
    createConnection: (options: { port: number }) => {
        mockDial.before();
        mockDialled.push(options.port);
        return connectTo(mockListening, options);
    },
}));

fakeTime();

const REFUSED = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
const [R, S] = [UUIDS.replica, UUIDS.source];
const { name, replica: REPLICA, source: SOURCE, sourceAddress } = linkInputs();

/** The gate of the link's replica. */
const gate = (over: Partial<ReadinessGateInputs> = {}): ReadinessGateInputs => ({
    server: REPLICA,
    links: [{ name, replica: REPLICA, source: SOURCE, sourceAddress, peerIsToCome: false }],
    positioning: "gtid",
    network: "orders",
    incarnation: "container-2",
    serverWasThere: false,
    deadlineSeconds: 5,
    ...over,
});

interface Scene {
    replica: FakeReplica;
    source: FakeReplica;
}

/** Two servers of which one follows the other, is connected to it, and has all that it has. */
function scene(status: Row | undefined = healthyStatus()): Scene {
    const executed = `${S}:1-9`;
    const coordinates = { file: "mysql-bin.000001", position: 4711 };
    const replica = fakeReplica(status, serverState({ uuid: R, id: 3308, executed }));
    const source = fakeReplica(undefined, serverState({ uuid: S, executed, coordinates }));
    source.answers["SHOW SLAVE HOSTS"] = [{ Server_id: 3308, Slave_UUID: R, Host: "orders-master-2", Port: 3306 }];
    mockListening.set(REPLICA.port, replica).set(SOURCE.port, source);
    return { replica, source };
}

beforeEach(() => {
    mockProgress.current = recorded();
    mockDialled.length = 0;
    mockDial.before = () => undefined;
    mockListening.clear();
});

const changed = (over: Partial<ReadinessGateInputs> = {}, before: Partial<ReadinessGateInputs> = {}) =>
    update("", gate({ incarnation: "container-1", ...before }), gate(over));

/** The class and the evidence of what ends it. */
const ended = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
        () => "it passes",
        (error: unknown) => {
            expect(error).toBeInstanceOf(FindingError);
            const { code, where, observed } = (error as FindingError).finding;
            return `[${code}] ${where}: ${observed}`;
        },
    );

const written = (session: FakeSession): string[] => writes(session);
const said = (): string[] => mockProgress.current.said;

describe("the gate of a server", () => {
    it("should let everybody pass as soon as a new server is made, and dial nobody", async () => {
        expect(await create(gate())).toEqual({ id: REPLICA.name, outs: gate() });
        expect(mockDialled).toEqual([]);
    });

    it("should have nothing to wait for where the process is the one before, whatever else differs", async () => {
        const news = gate({ network: "another", deadlineSeconds: 7 });
        expect(await update("", gate(), news)).toEqual({ outs: news });
        expect(mockDialled).toEqual([]);
    });

    it.each<[string, () => Promise<unknown>]>([
        ["is made anew", () => changed()],
        ["is older than its gate", () => create(gate({ serverWasThere: true }))],
    ])("should let everybody pass once a server that %s follows and has caught up", async (_, pass) => {
        const { replica, source } = scene();
        await pass();
        expect(said()).toEqual([]);
        expect([...written(replica), ...written(source)]).toEqual([]);
        expect([replica.closed, source.closed]).toEqual([true, true]);
    });

    it("should wait until the server answers, and say what it waits for", async () => {
        const { replica } = scene();
        mockListening.set(REPLICA.port, REFUSED);
        const ready = Date.now() + 3000;
        mockDial.before = () => {
            if (Date.now() >= ready) {
                mockListening.set(REPLICA.port, replica);
            }
        };
        await changed();
        expect(said()).toContain("orders-master-2: waiting for the server, unreachable: connection refused");
    });

    it("should end with the server's finding where it does not come back", async () => {
        scene();
        mockListening.set(REPLICA.port, REFUSED);
        expect(await ended(changed())).toMatch(
            /^\[server-unreachable\] orders-master-2: unreachable: connection refused/,
        );
    });

    it("should not wait for a peer that is down and to be changed next: it may be what the change is to bring back", async () => {
        scene();
        mockListening.set(SOURCE.port, REFUSED);
        const links = gate().links.map((link) => ({ ...link, peerIsToCome: true }));
        await changed({ links });
        expect(said()).toContainEqual(
            expect.stringMatching(
                /^orders-master-2 from orders-master-1: not waited for .*: orders-master-1 is down, and its turn is to come/,
            ),
        );
    });

    it("should end with the finding of a peer that is down and has had its turn", async () => {
        scene();
        mockListening.set(SOURCE.port, REFUSED);
        expect(await ended(changed())).toMatch(/^\[server-unreachable\] orders-master-1: /);
    });

    it("should not take threads that say Yes for a link: the source has to know the replica", async () => {
        const { source } = scene();
        source.answers["SHOW SLAVE HOSTS"] = [];
        expect(await ended(changed())).toBe(
            `[receiver-stalled] ${name}: IO thread running, but not among those that orders-master-1 sends its binary log to: Waiting for master to send event`,
        );
    });

    it("should wait until the replica has executed all that its source has", async () => {
        const { replica } = scene();
        const state = serverState({ uuid: R, id: 3308 });
        const answers = answersOf(state);
        let look = 0;
        replica.answers["SELECT @@GLOBAL.server_id"] = (values, sql) => {
            look += 1;
            state.executed = `${S}:1-${Math.min(look, 9)}`;
            const answer = answers["SELECT @@GLOBAL.server_id"];
            return typeof answer === "function" ? answer(values, sql) : [];
        };
        replica.status = { ...healthyStatus(), Slave_SQL_Running_State: "Reading event from the relay log" };
        await changed();
        expect(look).toBe(9);
    });

    it("should start a thread that stands without an error, and say so", async () => {
        const { replica } = scene({ ...healthyStatus(), Slave_IO_Running: "No", Slave_SQL_Running: "No" });
        await changed();
        expect(written(replica)).toEqual(["START SLAVE IO_THREAD", "START SLAVE SQL_THREAD"]);
        expect(said()).toEqual([
            `${name}: START SLAVE IO_THREAD (was stopped)`,
            `${name}: START SLAVE SQL_THREAD (was stopped)`,
        ]);
    });

    it("should end with the error of an applier that comes back", async () => {
        const error = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry '17'" };
        const { replica } = scene({ ...healthyStatus(), ...error });
        replica.applierError = { number: 1062, text: "Duplicate entry '17'" };
        expect(await ended(changed())).toMatch(/^\[duplicate-key\] .*stopped: 1062 Duplicate entry '17'$/);
        expect(written(replica)).toEqual(["START SLAVE SQL_THREAD"]);
    });

    it("should start no applier on what a stranger sends", async () => {
        const { replica } = scene({ ...healthyStatus(), Slave_IO_Running: "No", Slave_SQL_Running: "No" });
        replica.answering = UUIDS.stranger;
        await ended(changed());
        expect(replica.appliedAStranger).toBe(false);
        expect(written(replica)).toEqual(["START SLAVE IO_THREAD"]);
    });

    it("should end with who answers at the source's address where that is another server", async () => {
        scene({ ...healthyStatus(), Master_UUID: UUIDS.stranger });
        expect(await ended(changed())).toMatch(/^\[another-server\] .* answers server_uuid 99999999-/);
    });

    it.each<[string, Row | undefined, RegExp]>([
        ["that is not there", undefined, /orders-master-2 follows nobody$/],
        [
            "whose source gets another name",
            { ...healthyStatus(), Master_Host: "old-name" },
            /it still follows old-name:3306, and not yet orders-master-1:3306$/,
        ],
        [
            "whose positioning is changed",
            { ...healthyStatus(), Auto_Position: 0 },
            /it still finds its place by file and position$/,
        ],
        ["that is delayed", { ...healthyStatus(), SQL_Delay: "60" }, /its applier stays 60 s behind on purpose$/],
        [
            "whose account is refused",
            { ...healthyStatus(), Slave_IO_Running: "Connecting", Last_IO_Errno: 1045, Last_IO_Error: "denied" },
            /connecting: 1045 denied; SQL thread running \(mends the account, then CHANGE MASTER TO and START SLAVE\)$/,
        ],
    ])("should leave a link %s to the steps that come later, and say so", async (_, status, why) => {
        const { replica } = scene(status);
        replica.status = status;
        await changed();
        expect(said()).toEqual([expect.stringMatching(why)]);
        expect(written(replica)).toEqual([]);
    });

    it("should leave a link to later whose ends have another gtid_mode until both are changed", async () => {
        const { source } = scene();
        Object.assign(source.answers, answersOf(serverState({ gtidMode: "OFF" })));
        await changed();
        expect(said()).toEqual([
            expect.stringContaining("gtid_mode is ON on orders-master-2 and OFF on orders-master-1"),
        ]);
    });

    it("should leave relay logs that can't be used to later by GTID, and end by file and position", async () => {
        for (const positioning of ["gtid", "binlog"] as const) {
            const { replica } = scene({
                ...healthyStatus(),
                ...{ Slave_SQL_Running: "No", Auto_Position: positioning === "gtid" ? 1 : 0 },
            });
            replica.answers["START SLAVE SQL_THREAD"] = refusing(1872, "relay log info");
            expect(await ended(changed({ positioning }))).toMatch(
                positioning === "gtid" ? /^it passes$/ : /^\[relay-log-unusable\] .*1872 relay log info$/,
            );
        }
    });

    it("should dial no peer that moves in the same change, nor wait for a link over another network", async () => {
        scene();
        mockListening.delete(SOURCE.port);
        const links = gate().links.map((link) => ({ ...link, source: { ...SOURCE, port: 4000 } }));
        await changed({ links });
        await changed({ network: "another" });
        expect(said()).toEqual([
            expect.stringMatching(
                /^orders-master-2 from orders-master-1: not waited for .*: orders-master-1 moves to 127.0.0.1:4000$/,
            ),
            expect.stringMatching(/: the servers move from the network orders to another$/),
        ]);
        expect(new Set(mockDialled)).toEqual(new Set([REPLICA.port]));
    });
});
