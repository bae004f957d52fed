import {
    excess,
    hasReplication,
    heldGrants,
    lackedGlobally,
    readGrant,
    REPLICATION_SLAVE,
    sayGrant,
    unreadable,
} from "../../../components/mysql/grants";
import { fakeSession, type FakeSession } from "../fakes/session";

const TO = "TO 'replication'@'%'";
const read = (...lines: string[]) => lines.flatMap((line) => readGrant(line) ?? []);

const granted = (...lines: string[]): FakeSession =>
    fakeSession({ "SHOW GRANTS": lines.map((line) => ({ "Grants for …": line })) });

describe("a line of SHOW GRANTS", () => {
    it.each([
        [`GRANT REPLICATION SLAVE ON *.* ${TO}`, "REPLICATION SLAVE", "*.*", false],
        [`GRANT SELECT, REPLICATION SLAVE ON *.* ${TO} WITH GRANT OPTION`, "SELECT, REPLICATION SLAVE", "*.*", true],
        [`GRANT ALL PRIVILEGES ON \`shop\`.* ${TO}`, "ALL PRIVILEGES", "`shop`.*", false],
        [`GRANT SELECT (a, b), INSERT (a) ON \`x\`.\`t\` ${TO}`, "SELECT (a, b), INSERT (a)", "`x`.`t`", false],
        [`GRANT EXECUTE ON PROCEDURE \`x\`.\`p\` ${TO}`, "EXECUTE", "PROCEDURE `x`.`p`", false],
        [`GRANT PROXY ON ''@'' ${TO} WITH GRANT OPTION`, "PROXY", "''@''", true],
        [`GRANT USAGE ON *.* ${TO} WITH GRANT OPTION`, "USAGE", "*.*", true],
        [`GRANT SELECT ON *.* ${TO} REQUIRE SSL WITH GRANT OPTION MAX_QUERIES_PER_HOUR 9`, "SELECT", "*.*", true],
        [`GRANT SELECT ON *.* ${TO} WITH MAX_USER_CONNECTIONS 9`, "SELECT", "*.*", false],
        [`GRANT SELECT ON \`a ON b\`.* TO 'o''hara'@'10.0.0.0/255.0.0.0'`, "SELECT", "`a ON b`.*", false],
    ])("should be taken apart: %s", (line, privileges, level, withGrantOption) => {
        expect(readGrant(line)).toEqual({ privileges, level, withGrantOption });
    });

    it("should mean nothing where it only says that the account is there", async () => {
        expect(await heldGrants(granted(`GRANT USAGE ON *.* ${TO}`), "replication", "%")).toEqual([]);
    });

    it.each(["", "GRANT `role`@`%` TO `replication`@`%`", `REVOKE SELECT ON *.* ${TO}`])(
        "should not be guessed at in a form that is not known: %j",
        async (line) => {
            await expect(heldGrants(granted(line), "replication", "%")).rejects.toThrow(
                `db1: SHOW GRANTS is answered in a form that is not known here: ${line}`,
            );
        },
    );
});

describe("what an account has beyond REPLICATION SLAVE", () => {
    const revocations = (...lines: string[]): string[] =>
        excess(read(...lines)).map(({ privileges, level }) => `${privileges} ON ${level}`);

    it.each<[string, string[], string[]]>([
        ["nothing", [`GRANT REPLICATION SLAVE ON *.* ${TO}`], []],
        ["nothing where it has no privilege at all", [`GRANT USAGE ON *.* ${TO}`], []],
        [
            "its other global privileges",
            [`GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* ${TO}`],
            ["SELECT, REPLICATION CLIENT ON *.*"],
        ],
        ["every privilege", [`GRANT ALL PRIVILEGES ON *.* ${TO}`], ["ALL PRIVILEGES ON *.*"]],
        [
            "the right to pass it on",
            [`GRANT REPLICATION SLAVE ON *.* ${TO} WITH GRANT OPTION`],
            ["GRANT OPTION ON *.*"],
        ],
        ["the right to pass nothing on", [`GRANT USAGE ON *.* ${TO} WITH GRANT OPTION`], ["GRANT OPTION ON *.*"]],
        [
            "privileges on databases, columns and routines",
            [
                `GRANT REPLICATION SLAVE ON *.* ${TO}`,
                `GRANT SELECT, INSERT ON \`shop\`.* ${TO}`,
                `GRANT SELECT (a, b), INSERT (a) ON \`x\`.\`t\` ${TO} WITH GRANT OPTION`,
                `GRANT EXECUTE ON PROCEDURE \`x\`.\`p\` ${TO}`,
            ],
            [
                "SELECT, INSERT ON `shop`.*",
                "SELECT (a, b), INSERT (a), GRANT OPTION ON `x`.`t`",
                "EXECUTE ON PROCEDURE `x`.`p`",
            ],
        ],
    ])("should be %s", (_what, lines, expected) => {
        expect(revocations(...lines)).toEqual(expected);
    });

    // Error 1064 on 5.7.22: REVOKE takes ALL PRIVILEGES and PROXY only by themselves.
    it.each([
        [`GRANT ALL PRIVILEGES ON *.* ${TO} WITH GRANT OPTION`, ["ALL PRIVILEGES ON *.*", "GRANT OPTION ON *.*"]],
        [
            `GRANT ALL PRIVILEGES ON \`x\`.* ${TO} WITH GRANT OPTION`,
            ["ALL PRIVILEGES ON `x`.*", "GRANT OPTION ON `x`.*"],
        ],
        [`GRANT PROXY ON ''@'' ${TO} WITH GRANT OPTION`, ["PROXY ON ''@''"]],
    ])("should be in the form that REVOKE takes: %s", (line, expected) => {
        expect(revocations(line)).toEqual(expected);
    });
});

describe("REPLICATION SLAVE", () => {
    it.each([
        [`GRANT REPLICATION SLAVE ON *.* ${TO}`, true],
        [`GRANT SELECT, REPLICATION SLAVE ON *.* ${TO}`, true],
        [`GRANT ALL PRIVILEGES ON *.* ${TO}`, true],
        [`GRANT REPLICATION CLIENT ON *.* ${TO}`, false],
        [`GRANT ALL PRIVILEGES ON \`shop\`.* ${TO}`, false],
        [`GRANT USAGE ON *.* ${TO}`, false],
    ])("should be found in %s: %s", (line, expected) => {
        expect(hasReplication(read(line))).toBe(expected);
    });

    it("should be said as SHOW GRANTS prints it", () => {
        expect(sayGrant(REPLICATION_SLAVE)).toBe("REPLICATION SLAVE ON *.*");
        expect(sayGrant({ ...REPLICATION_SLAVE, withGrantOption: true })).toBe(
            "REPLICATION SLAVE ON *.* WITH GRANT OPTION",
        );
    });
});

describe("what the session's own account lacks", () => {
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
        ["GRANT `role`@`%` TO `a`@`%`", ["SELECT", "EVENT"]],
        ["GRANT SELECT, EVENT ON *.* TO 'a'@'%' WITH GRANT OPTION MAX_QUERIES_PER_HOUR 9", []],
    ])("should be what no grant for everything names: %s", async (line, lacked) => {
        expect(await lackedGlobally(granted(line), ["SELECT", "EVENT"])).toEqual(lacked);
    });

    it("should not be given by a grant for one database", async () => {
        const session = granted("GRANT USAGE ON *.* TO 'a'@'%'", "GRANT SELECT ON `shop`.* TO 'a'@'%'");
        expect(await lackedGlobally(session, ["SELECT"])).toEqual(["SELECT"]);
    });
});

describe("databases that an account may not read as a whole", () => {
    it.each<[string, string[], string[]]>([
        ["nothing", [], ["shop", "sh_p"]],
        ["everything", ["GRANT ALL PRIVILEGES ON *.* TO `a`@`%`"], []],
        ["SELECT everywhere", ["GRANT SELECT, PROCESS ON *.* TO `a`@`%`"], []],
        ["what shows names alone", ["GRANT PROCESS, SHOW VIEW ON *.* TO `a`@`%`"], ["shop", "sh_p"]],
        ["one database", ["GRANT SELECT ON `shop`.* TO `a`@`%`"], ["sh_p"]],
        ["a pattern", ["GRANT SELECT ON `sh%`.* TO `a`@`%`"], []],
        ["one letter left open", ["GRANT ALL PRIVILEGES ON `sh_p`.* TO `a`@`%`"], []],
        ["a letter that would be a wildcard", ["GRANT SELECT ON `sh\\_p`.* TO `a`@`%`"], ["shop"]],
        ["one table", ["GRANT SELECT ON `shop`.`orders` TO `a`@`%`"], ["shop", "sh_p"]],
        ["other privileges there", ["GRANT INSERT ON `shop`.* TO `a`@`%`"], ["shop", "sh_p"]],
        ["a database of a longer name", ["GRANT SELECT ON `shops`.* TO `a`@`%`"], ["shop", "sh_p"]],
    ])("should be all but those of which it was granted SELECT: %s", async (_what, lines, expected) => {
        const session = fakeSession({ "SHOW GRANTS": lines.map((line) => ({ Grants: line })) });
        expect(await unreadable(session, ["shop", "sh_p"])).toEqual(expected);
    });
});
