import type { Row } from "../../../../components/mysql/session";
import type { ReplicationLinkOutputs } from "../../../../components/replication/replicationLink/inputs";
import { remove } from "../../../../components/replication/replicationLink/remove";
import { fakeReplica, healthyStatus, linkInputs, serverState, UUIDS } from "../../fakes/replica";
import { operation, recorded } from "../../fakes/progress";
import { fakeSession, writes, type FakeSession } from "../../fakes/session";

const sessions = new Map<string, FakeSession | Error>();
// Nobody waits here for a server to come back.
jest.mock("../../../../components/mysql/waiting", () => ({
    until: async (_deadline: unknown, look: (waited: object) => Promise<unknown>) =>
        (await look({ isWorthTelling: () => false })) ?? (await look({ isWorthTelling: () => false })),
}));
jest.mock("../../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../../components/mysql/session"),
    withSession: async ({ name }: { name: string }, work: (session: unknown) => Promise<unknown>) => {
        const session = sessions.get(name);
        if (session instanceof Error) {
            throw session;
        }
        return await work(session);
    },
}));

const LINK: ReplicationLinkOutputs = {
    ...linkInputs(),
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: UUIDS.replica,
    replicaServerId: 3308,
    sourceUuid: UUIDS.source,
    sourceServerId: 3307,
};

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

async function unlinked(
    status: Row | undefined | Error,
    source: FakeSession | Error = fakeSession(),
): Promise<string[]> {
    sessions.set("orders-master-2", status instanceof Error ? status : fakeReplica(status, serverState()));
    sessions.set("orders-master-1", source);
    const progress = recorded();
    await remove(LINK, operation(progress));
    return progress.said;
}

const writesOnReplica = (): string[] => {
    const replica = sessions.get("orders-master-2");
    return replica === undefined || replica instanceof Error ? [] : writes(replica);
};

describe("a link that is taken away", () => {
    it("should leave its replica following nobody, and nothing else changed", async () => {
        await unlinked(healthyStatus());
        expect(writesOnReplica()).toEqual(["STOP SLAVE", "RESET SLAVE ALL"]);
    });

    it.each<[string, Row | undefined]>([
        ["it is gone already", undefined],
        ["its replica follows somebody else by now", { ...healthyStatus(), Master_Host: "db9" }],
    ])("should be no trouble where %s", async (_where, status) => {
        await unlinked(status);
        expect(writesOnReplica()).toEqual([]);
    });

    it("should not keep the rest from being taken down where its replica can't be reached, and say what is left", async () => {
        expect(await unlinked(refused)).toEqual([
            "orders-master-2: unreachable: connection refused. If it comes back, run there: STOP SLAVE; RESET SLAVE ALL",
        ]);
    });

    it("should not hide what else goes wrong", async () => {
        await expect(unlinked(new Error("You have an error in your SQL syntax"))).rejects.toThrow("SQL syntax");
    });

    it("should end its source's connection to this replica, and no other", async () => {
        const source = fakeSession({
            "SELECT t.PROCESSLIST_ID": ([, uuid]) => (uuid === UUIDS.replica ? [{ id: "17" }] : []),
        });
        await unlinked(healthyStatus(), source);
        expect(source.sent.filter(({ sql }) => sql.startsWith("KILL"))).toEqual([{ sql: "KILL ?", values: [17] }]);
    });

    it("should be no trouble where its source is gone", async () => {
        await expect(unlinked(healthyStatus(), refused)).resolves.toBeDefined();
    });
});
