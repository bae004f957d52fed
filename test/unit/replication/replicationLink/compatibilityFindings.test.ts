import type { Surroundings } from "../../../../components/mysql/compatibility";
import { surroundingFindings } from "../../../../components/replication/replicationLink/compatibilityFindings";

const ALIKE: Surroundings = {
    version: "5.7.22-log",
    lowerCaseTableNames: "0",
    characterSet: "utf8mb4",
    collation: "utf8mb4_general_ci",
    sqlMode: ["STRICT_TRANS_TABLES", "NO_ZERO_DATE"],
    timeZone: "UTC",
    utcOffset: "00:00:00",
    readOnly: false,
};

/** @param replica how it differs from a server like {@link ALIKE} */
const found = (replica: Partial<Surroundings>, source: Partial<Surroundings> = {}): string[] =>
    surroundingFindings(
        "two from one",
        { ...ALIKE, ...replica, name: "two" },
        { ...ALIKE, ...source, name: "one" },
    ).map(({ code, where, observed }) => {
        expect(where).toBe("two from one");
        return `[${code}] ${observed}`;
    });

describe("two servers that follow each other", () => {
    it.each<[string, Partial<Surroundings>]>([
        ["they are alike", {}],
        ["only what comes after their series differs", { version: "5.7.44" }],
        ["they have the same modes in another order", { sqlMode: ["NO_ZERO_DATE", "STRICT_TRANS_TABLES"] }],
        ["their zones have other names, and the same time", { timeZone: "+00:00" }],
        ["one of them is to be read only", { readOnly: true }],
    ])("should not be told of where %s", (_where, replica) => {
        expect(found(replica)).toEqual([]);
    });

    it.each<[Partial<Surroundings>, string]>([
        [{ version: "5.6.51" }, "[versions-differ] the version is 5.6 on two and 5.7 on one"],
        [{ version: "8.0.36" }, "[versions-differ] the version is 8.0 on two and 5.7 on one"],
        // Neither is a part of the other's text.
        [{ version: "5.70.1" }, "[versions-differ] the version is 5.70 on two and 5.7 on one"],
        [{ lowerCaseTableNames: "1" }, "[names-case-differs] lower_case_table_names is 1 on two and 0 on one"],
        [
            { characterSet: "latin1" },
            "[character-sets-differ] character_set_server is latin1 on two and utf8mb4 on one",
        ],
        [
            { collation: "utf8mb4_bin" },
            "[character-sets-differ] collation_server is utf8mb4_bin on two and utf8mb4_general_ci on one",
        ],
        [{ timeZone: "CET", utcOffset: "01:00:00" }, "[time-zones-differ] the time zone is CET on two and UTC on one"],
    ])("should be told of in what they differ, and nothing else: %j", (replica, said) => {
        expect(found(replica)).toEqual([said]);
    });

    it.each<[string[], string[], string]>([
        [["A"], ["A", "B"], "B on one only"],
        [["A", "B", "C"], ["A"], "B, C on two only"],
        [["A", "B"], ["C", "A"], "B on two only, and C on one only"],
        [[], ["A"], "A on one only"],
        [["A"], [], "A on two only"],
    ])("should be told of the modes that only one of them has: %j, %j", (two, one, said) => {
        expect(found({ sqlMode: two }, { sqlMode: one })).toEqual([`[sql-modes-differ] sql_mode has ${said}`]);
    });

    it("should be told of all in which they differ", () => {
        const other = { ...ALIKE, version: "5.6.51", lowerCaseTableNames: "1", characterSet: "latin1" };
        expect(
            found({ ...other, collation: "latin1_bin", timeZone: "CET", utcOffset: "01:00:00", sqlMode: [] }),
        ).toHaveLength(6);
    });
});
