import { lackedGlobally } from "../../../components/mysql/privileges";
import { fakeSession } from "../fakes/session";

const granted = (...lines: string[]) => fakeSession({ "SHOW GRANTS": lines.map((line) => ({ "Grants for …": line })) });

describe("what an account lacks", () => {
    it("should be nothing where it has everything", async () => {
        const root = granted(
            "GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION",
            "GRANT PROXY ON ''@'' TO 'root'@'localhost' WITH GRANT OPTION",
        );
        expect(await lackedGlobally(root, ["SELECT", "EVENT"])).toEqual([]);
        expect(root.sent).toEqual([{ sql: "SHOW GRANTS", values: [] }]);
    });

    it.each([
        ["GRANT SELECT, SHOW DATABASES ON *.* TO 'a'@'%'", ["EVENT"]],
        ["GRANT USAGE ON *.* TO 'a'@'%'", ["SELECT", "EVENT"]],
        ["GRANT SELECT, EVENT ON *.* TO 'a'@'%' WITH GRANT OPTION MAX_QUERIES_PER_HOUR 9", []],
    ])("should be what no grant for everything names: %s", async (line, lacked) => {
        expect(await lackedGlobally(granted(line), ["SELECT", "EVENT"])).toEqual(lacked);
    });

    it("should not be given by a grant for one database", async () => {
        const session = granted("GRANT USAGE ON *.* TO 'a'@'%'", "GRANT SELECT ON `shop`.* TO 'a'@'%'");
        expect(await lackedGlobally(session, ["SELECT"])).toEqual(["SELECT"]);
    });
});
