import { refusalsOfReplicationPassword, refusalsOfRootPassword } from "../../../components/topology/passwords";

const NOT_PRINTABLE = "holds a control character or a line break; allowed: printable characters";

describe("the replication password", () => {
    it.each(["x", "x".repeat(32), "Repl 'pa55' \\ \"#;%$", "é".repeat(16)])("should be allowed: %s", (password) => {
        expect(refusalsOfReplicationPassword("replication.password", password)).toEqual([]);
    });

    it.each<[string, unknown[]]>([
        ["", [expect.stringMatching(/^is empty; allowed: 1 to 32/)]],
        ["a\nb", [NOT_PRINTABLE]],
        ["a\u0000b", [NOT_PRINTABLE]],
        ["x".repeat(33), [expect.stringMatching(/^has 33 .*; allowed: 1 to 32/)]],
        [`${"x".repeat(40)}\t`, [NOT_PRINTABLE, expect.stringMatching(/^has 41 .*; allowed: 1 to 32/)]],
    ])("should be refused for all of its reasons, and not be shown: %j", (password, reasons) => {
        expect(refusalsOfReplicationPassword("replication.password", password)).toEqual(
            reasons.map((reason) => ({ path: "replication.password", value: "(secret)", reason })),
        );
    });

    it.each([
        ["é", 17],
        ["密", 11],
        ["😀", 9],
    ])("should be measured in bytes, as MySQL 5.7 does (error 3056): %s × %i", (character, times) => {
        expect(refusalsOfReplicationPassword("replication.password", character.repeat(times))).toHaveLength(1);
    });
});

describe("root's password", () => {
    it.each(["x", "x".repeat(200), 'Root "pa55" $(x) `y` #;%=&', "é密😀"])("should be allowed: %s", (password) => {
        expect(refusalsOfRootPassword("rootPassword", password)).toEqual([]);
    });

    const UNESCAPED =
        "holds a single quote or a backslash, which the image's entrypoint does not escape; " +
        "allowed: every other printable character";

    it.each<[string, string[]]>([
        ["", ["is empty; allowed: at least 1 character"]],
        ["it's", [UNESCAPED]],
        ["back\\slash", [UNESCAPED]],
        ["a\r", [NOT_PRINTABLE]],
        ["it's\n", [NOT_PRINTABLE, UNESCAPED]],
    ])("should be refused for all of its reasons, and not be shown: %j", (password, reasons) => {
        expect(refusalsOfRootPassword("rootPassword", password)).toEqual(
            reasons.map((reason) => ({ path: "rootPassword", value: "(secret)", reason })),
        );
    });
});
