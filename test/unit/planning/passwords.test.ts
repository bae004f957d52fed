import {
    refusalsOfExistingPassword,
    refusalsOfReplicationPassword,
    refusalsOfRootPassword,
} from "../../../components/planning/passwords";

const BEYOND =
    "holds a character beyond U+FFFF, e.g. an emoji, of which a MySQL 5.7 replica makes a question mark; " +
    "allowed: every other printable character";
const NOT_PRINTABLE = "holds a control character or a line break; allowed: printable characters";

describe("the replication password", () => {
    it.each(["x", "x".repeat(32), "Repl 'pa55' \\ \"#;%$", "ä€`", "é".repeat(16)])(
        "should be allowed: %s",
        (password) => {
            expect(refusalsOfReplicationPassword("replication.password", password)).toEqual([]);
        },
    );

    it.each<[string, unknown[]]>([
        ["", [expect.stringMatching(/^is empty; allowed: 1 to 32/)]],
        ["a\nb", [NOT_PRINTABLE]],
        ["a\u0000b", [NOT_PRINTABLE]],
        ["a😀", [BEYOND]],
        ["half of one: \ud83d", [BEYOND]],
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
    ])("should be measured in bytes, as MySQL 5.7 does (error 3056): %s × %i", (character, times) => {
        expect(refusalsOfReplicationPassword("replication.password", character.repeat(times))).toHaveLength(1);
    });
});

const TOO_LONG = "has 2002 bytes, which MySQL's clients do not read; allowed: up to 2000";

describe("root's password", () => {
    it.each(["x", "x".repeat(2000), "Root \"pa55\" 'x' \\ $(x) `y` #;%=&", "é密😀"])(
        "should be allowed: %s",
        (password) => {
            expect(refusalsOfRootPassword("rootPassword", password)).toEqual([]);
        },
    );

    it.each<[string, string[]]>([
        ["", ["is empty; allowed: at least 1 character"]],
        ["a\r", [NOT_PRINTABLE]],
        ["a\u0000b", [NOT_PRINTABLE]],
        [`${"é".repeat(1000)}x\n`, [NOT_PRINTABLE, TOO_LONG]],
    ])("should be refused for all of its reasons, and not be shown: %j", (password, reasons) => {
        expect(refusalsOfRootPassword("rootPassword", password)).toEqual(
            reasons.map((reason) => ({ path: "rootPassword", value: "(secret)", reason })),
        );
    });
});

describe("the password of an account that exists already", () => {
    it.each(["", "x".repeat(2000), "a\tb", "it's \"\\` é密😀"])("should be allowed: %j", (password) => {
        expect(refusalsOfExistingPassword("masters[0].password", password)).toEqual([]);
    });

    it.each([
        ["a\u0000b", "holds a NUL, at which MySQL's clients take it for ended; allowed: every other character"],
        [`${"é".repeat(1000)}xx`, TOO_LONG],
    ])("should be refused, and not be shown: %j", (password, reason) => {
        expect(refusalsOfExistingPassword("masters[0].password", password)).toEqual([
            { path: "masters[0].password", value: "(secret)", reason },
        ]);
    });
});
