import { change, Secret } from "../../../components/mysql/change";
import { changeSource, createAccount, mendAccount, setGlobal } from "../../../components/mysql/statements";
import { fakeSession, refusing } from "../fakes/session";

describe("a statement that changes something", () => {
    it("should be handed back as it was sent, without its secrets", async () => {
        const session = fakeSession();
        const told = await change(session, "SET PASSWORD FOR ?@? = ?", ["a'b", "%", new Secret("sesame")]);
        expect(told).toBe("SET PASSWORD FOR 'a\\'b'@'%' = <secret>");
        expect(session.sent).toEqual([{ sql: "SET PASSWORD FOR ?@? = ?", values: ["a'b", "%", "sesame"] }]);
    });

    it("should not be handed back where the server refuses it", async () => {
        await expect(change(fakeSession({ "SET GLOBAL": refusing(1231, "no") }), "SET GLOBAL a = 1")).rejects.toThrow(
            "no",
        );
    });

    it.each([
        [
            changeSource(fakeSession(), { host: "db1", port: 3306, password: "sesame", autoPosition: true }),
            "CHANGE MASTER TO MASTER_HOST = 'db1', MASTER_PORT = 3306, MASTER_PASSWORD = <secret>, MASTER_AUTO_POSITION = 1",
        ],
        [
            createAccount(fakeSession(), "a", "%", "*HASH"),
            "CREATE USER IF NOT EXISTS 'a'@'%' IDENTIFIED WITH mysql_native_password AS <secret> PASSWORD EXPIRE NEVER",
        ],
        [mendAccount(fakeSession(), "a", "%", "*HASH"), expect.not.stringContaining("*HASH")],
        [setGlobal(fakeSession(), "sync_binlog", 1), "SET GLOBAL sync_binlog = 1"],
    ])("should tell no password, nor its hash: %#", async (sent, told) => {
        expect(await sent).toEqual(told);
    });
});
