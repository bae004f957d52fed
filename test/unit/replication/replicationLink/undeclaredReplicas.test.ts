import type { Row } from "../../../../components/mysql/session";
import { undeclaredReplicasOf } from "../../../../components/replication/replicationLink/undeclaredReplicas";
import { identity } from "../../../../components/mysql/statements";
import { fakeEnds, linkInputs, UUIDS } from "../../fakes/replica";
import { timesAsked, writes, type FakeSession } from "../../fakes/session";

/** Its source, which follows it in turn, one replica of its own that is declared, and whoever else is about. */
const SOURCE: Row = { Server_id: 3307, Host: "orders-master-1", Port: 3306, Slave_UUID: UUIDS.source };
const DECLARED: Row = { Server_id: 3309, Host: "", Port: 3306, Slave_UUID: "33333333-0000-0000-0000-000000000000" };
const STRANGER: Row = { Server_id: "77", Host: "db9", Port: "3310", Slave_UUID: UUIDS.stranger };

interface Seen {
    said: string[];
    replica: FakeSession;
}

async function seen(hosts: Row[], readers: number, declaredFollowers: number[] | undefined = [3309]): Promise<Seen> {
    const { replica, source } = fakeEnds();
    Object.assign(replica.answers, {
        "SHOW SLAVE HOSTS": hosts,
        "SELECT ID AS id, USER": Array.from({ length: readers }, (_, id) => ({ id })),
    });
    const findings = await undeclaredReplicasOf(replica, await identity(source), linkInputs({ declaredFollowers }));
    return { said: findings.map(({ code, where, observed }) => `${where}: [${code}] ${observed}`), replica };
}

const told = (who: string): string =>
    `orders-master-2: [undeclared-follower] ${who} follows it, which the program does not declare`;

describe("a server that follows a replica", () => {
    it("should be told where the program does not declare it, with what it reports of itself", async () => {
        const { said } = await seen([SOURCE, DECLARED, STRANGER], 3);
        expect(said).toEqual([told("server_id 77 at db9:3310")]);
    });

    it("should be told by its server_id alone where it reports no host", async () => {
        const { said } = await seen([{ ...STRANGER, Host: "", Port: 0 }], 1);
        expect(said).toEqual([told("server_id 77")]);
    });

    it("should be told each, where there are several", async () => {
        const { said } = await seen([STRANGER, SOURCE, { ...STRANGER, Server_id: 78, Slave_UUID: "another" }], 3);
        expect(said).toEqual([told("server_id 77 at db9:3310"), told("server_id 78 at db9:3310")]);
    });

    it("should be known where it is declared, or is the replica's own source", async () => {
        const { said, replica } = await seen([SOURCE, DECLARED], 2);
        expect(said).toEqual([]);
        // Nothing is asked that nobody needs to know.
        expect(timesAsked(replica, "SELECT ID AS id, USER")).toBe(0);
    });

    it("should know its source by its server_uuid, whatever server_id that has by now", async () => {
        const { said } = await seen([{ ...SOURCE, Server_id: 4711 }], 1);
        expect(said).toEqual([]);
    });

    it("should be told though it has the server_id of the source: that one is a stranger all the same", async () => {
        const { said } = await seen([{ ...STRANGER, Server_id: 3307 }], 1);
        expect(said).toEqual([told("server_id 3307 at db9:3310")]);
    });

    it.each([0, 1, 2])(
        "should not be told of where only %i connections read: the list keeps whoever never came to read",
        async (readers) => {
            const { said } = await seen([SOURCE, DECLARED, STRANGER], readers);
            expect(said).toEqual([]);
        },
    );

    it("should be told wherever nobody at all is declared", async () => {
        const { said } = await seen([SOURCE, DECLARED], 2, []);
        expect(said).toEqual([told("server_id 3309")]);
    });

    it("should not be looked for where the program does not say who may follow", async () => {
        const { replica, source } = fakeEnds();
        expect(await undeclaredReplicasOf(replica, await identity(source), linkInputs())).toEqual([]);
        expect(replica.sent).toEqual([]);
    });

    it("should be looked for without changing anything", async () => {
        const { replica } = await seen([STRANGER], 1);
        expect(writes(replica)).toEqual([]);
    });
});
