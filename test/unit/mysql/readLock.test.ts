import { statementsInTheWay, tryReadLock } from "../../../components/mysql/readLock";
import { fakeSession, type FakeSession } from "../fakes/session";

const sqlOf = ({ sent }: FakeSession): string[] => sent.map(({ sql }) => sql);

describe("the lock under which nobody writes", () => {
    it("should be asked for a second at a time: whoever waits for it keeps writers waiting", async () => {
        const session = fakeSession();
        expect(await tryReadLock(session)).toBe(true);
        expect(sqlOf(session)).toEqual(["SET SESSION lock_wait_timeout = 1", "FLUSH TABLES WITH READ LOCK"]);
    });

    it.each([
        [1205, false],
        [1227, "refused"],
    ])("should be given back where it was not granted: error %d", async (errno, answer) => {
        const session = fakeSession({
            "FLUSH TABLES": () => {
                throw Object.assign(new Error("refused"), { errno });
            },
        });
        expect(await tryReadLock(session).catch((error: unknown) => (error as Error).message)).toBe(answer);
        expect(sqlOf(session).at(-1)).toBe("UNLOCK TABLES");
    });
});

describe("statements in the way of that lock", () => {
    it("should be none where no table is in use, however long they run", async () => {
        const session = fakeSession();
        expect(await statementsInTheWay(session)).toEqual([]);
        expect(sqlOf(session)).toEqual(["SHOW OPEN TABLES WHERE In_use > 0"]);
    });

    it("should be told by their connections", async () => {
        const session = fakeSession({
            "SHOW OPEN TABLES": [{ Database: "shop", Table: "orders", In_use: 1 }],
            "SELECT ID AS id": [{ id: "7", user: "report", host: "10.0.0.7:50122", seconds: "42" }],
        });
        expect(await statementsInTheWay(session)).toEqual([
            { connection: 7, user: "report", host: "10.0.0.7:50122", seconds: 42 },
        ]);
        expect(sqlOf(session)[1]).toBe(
            "SELECT ID AS id, USER AS user, HOST AS host, TIME AS seconds FROM information_schema.PROCESSLIST " +
                "WHERE COMMAND IN ('Query', 'Execute') AND TIME >= 1 AND COALESCE(STATE, '') <> 'User lock' " +
                "AND ID <> CONNECTION_ID() ORDER BY TIME DESC, ID",
        );
    });
});
