import { nativePasswordHash } from "../../../../components/mysql/nativePassword";
import type { ReplicationLinkOutputs } from "../../../../components/replication/replicationLink/inputs";
import { leave } from "../../../../components/replication/replicationLink/leave";
import { claimed } from "../../fakes/claim";
import { operation, recorded } from "../../fakes/progress";
import { answersOf, fakeReplica, healthyStatus, linkInputs, serverState, UUIDS } from "../../fakes/replica";
import { connection, fakeSession, writes, type Answers, type FakeSession } from "../../fakes/session";

const sessions = new Map<number, FakeSession | Error>();
// Nobody waits here for a server to come back.
jest.mock("../../../../components/mysql/waiting", () => ({
    until: async (_deadline: unknown, look: (waited: object) => Promise<unknown>) =>
        (await look({ isWorthTelling: () => false })) ?? (await look({ isWorthTelling: () => false })),
}));
jest.mock("../../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../../components/mysql/session"),
    withSession: async ({ port }: { port: number }, work: (session: unknown) => Promise<unknown>) => {
        const session = sessions.get(port);
        if (session instanceof Error || session === undefined) {
            throw session ?? new Error(`nobody at ${port}`);
        }
        return await work(session);
    },
}));

const OWNER = "organization/shop/production";
const [REPLICA, SOURCE] = ["orders-master-2", "orders-master-1"];
const REFUSED = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const OWN_ACCOUNT = { host: "10.%", hash: nativePasswordHash("replication-secret") };

const was: ReplicationLinkOutputs = {
    ...linkInputs(),
    replica: connection(REPLICA, { port: 1, owner: OWNER }),
    source: connection(SOURCE, { port: 2, owner: OWNER }),
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    ...{ replicaUuid: UUIDS.replica, replicaServerId: 3308, sourceUuid: UUIDS.source, sourceServerId: 3307 },
};
const NEW_REPLICA = { replica: connection(REPLICA, { port: 11 }), replicaUuid: UUIDS.stranger };
const NEW_SOURCE = { source: connection(SOURCE, { port: 12 }), sourceUuid: UUIDS.stranger };

let replica: FakeSession;
let source: FakeSession;

beforeEach(() => {
    replica = fakeReplica(healthyStatus(), serverState());
    source = fakeSession({
        ...answersOf(serverState()),
        "SELECT host, authentication_string": [OWN_ACCOUNT, { host: "%", hash: "*SOMEBODY" }],
        "SHOW GRANTS": [{ grants: "GRANT REPLICATION SLAVE ON *.* TO 'replication'@'10.%'" }],
    });
    Object.assign(replica, { server: was.replica });
    Object.assign(source, { server: was.source });
    sessions.clear();
    sessions.set(1, replica).set(2, source);
});

async function left(now: Partial<ReplicationLinkOutputs>): Promise<string[]> {
    const progress = recorded();
    await leave(was, { ...was, ...now }, operation(progress));
    return progress.said;
}

const heldBy = (owner: string): Answers => claimed({ owner, token: "t", server: "db" });
const drops = (): unknown[] => source.sent.filter(({ sql }) => sql.startsWith("DROP")).map(({ values }) => values);

describe("a link in whose replica's place another server is", () => {
    it("should leave the old one following nobody", async () => {
        expect(await left(NEW_REPLICA)).toEqual([`${was.name}: STOP SLAVE`, `${was.name}: RESET SLAVE ALL`]);
        expect(writes(replica)).toEqual(["STOP SLAVE", "RESET SLAVE ALL"]);
        expect(writes(source)).toEqual([]);
    });

    it("should leave the old one alone where it is declared in another place of the program", async () => {
        Object.assign(replica.answers, heldBy(OWNER));
        expect(await left(NEW_REPLICA)).toEqual([]);
        expect(writes(replica)).toEqual([]);
    });

    it("should leave the old one alone where it is another stack's by now", async () => {
        Object.assign(replica.answers, heldBy("organization/shop/staging"));
        expect(await left(NEW_REPLICA)).toEqual([
            `${REPLICA}: left as it is, for it belongs to the stack organization/shop/staging by now`,
        ]);
        expect(writes(replica)).toEqual([]);
    });

    it("should say what is left to do where the old one can't be reached", async () => {
        sessions.set(1, REFUSED);
        expect(await left(NEW_REPLICA)).toEqual([
            `${REPLICA}: unreachable: connection refused. If it comes back, run there: STOP SLAVE; RESET SLAVE ALL`,
        ]);
    });
});

describe("a link in whose source's place another server is", () => {
    it("should take its account from the old one, by name and password, and no other", async () => {
        expect(await left(NEW_SOURCE)).toEqual([
            `${SOURCE}: DROP USER IF EXISTS 'replication'@'10.%' (on the server of before)`,
        ]);
        expect(drops()).toEqual([["replication", "10.%"]]);
        expect(writes(replica)).toEqual([]);
    });

    it.each<[string, Answers]>([
        [
            "somebody else still reads with it",
            { "SELECT ID AS id, USER": [{ id: 9, user: "replication", host: "x:1" }] },
        ],
        ["it may do more than a replica needs", { "SHOW GRANTS": [{ g: "GRANT ALL PRIVILEGES ON *.* TO 'a'@'%'" }] }],
        ["another server is there by now", answersOf(serverState({ uuid: UUIDS.stranger }))],
        ["the old one is declared in another place of the program", heldBy(OWNER)],
    ])("should leave the account where %s", async (_where, answers) => {
        Object.assign(source.answers, answers);
        expect(await left(NEW_SOURCE)).toEqual([]);
        expect(drops()).toEqual([]);
    });

    it("should not count the connection of the replica that has left", async () => {
        Object.assign(source.answers, {
            "SELECT ID AS id, USER": [{ id: 9, user: "replication", host: "x:1" }],
            "SELECT t.PROCESSLIST_ID": [{ id: 9 }],
        });
        await left(NEW_SOURCE);
        expect(drops()).toHaveLength(1);
    });
});

describe("a link whose servers only answer elsewhere", () => {
    it.each<[string, Partial<ReplicationLinkOutputs>]>([
        ["at another address", { replica: NEW_REPLICA.replica, source: NEW_SOURCE.source }],
        ["with a new server_uuid", { replicaUuid: UUIDS.stranger, sourceUuid: UUIDS.stranger }],
    ])("should leave nobody behind: %s", async (_how, now) => {
        sessions.clear();
        expect(await left(now)).toEqual([]);
    });
});
