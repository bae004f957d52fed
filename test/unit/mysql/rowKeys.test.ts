import { keyValues, sayKey, sayKeyColumns, whereIn, type KeyColumn } from "../../../components/mysql/rowKeys";

const ID: KeyColumn = { name: "id", travelsAs: "number" };
const AT: KeyColumn = { name: "at", travelsAs: "moment" };
const NAME: KeyColumn = { name: "my `name`", travelsAs: "bytes", characterSet: "latin1" };
const HASH: KeyColumn = { name: "hash", travelsAs: "bytes" };

describe("a key's values", () => {
    it("should be read as texts that lose nothing", () => {
        expect(keyValues([ID, AT, NAME])).toBe("`id` + 0 AS k0, CAST(`at` AS CHAR) AS k1, HEX(`my ``name```) AS k2");
    });

    it.each<[KeyColumn, string, string]>([
        [ID, "18446744073709551615", "18446744073709551615"],
        [ID, "-1.500", "-1.500"],
        [AT, "2024-10-27 01:30:00.123", "'2024-10-27 01:30:00.123'"],
        [AT, "-838:59:59", "'-838:59:59'"],
        [NAME, "6CE4", "_latin1 X'6CE4'"],
        [HASH, "", "X''"],
    ])("should be sent as they are: %j, %s", (column, value, sent) => {
        expect(whereIn([column], { after: [value] })).toBe(` WHERE \`${column.name.replaceAll("`", "``")}\` > ${sent}`);
    });

    it.each<[KeyColumn, string]>([
        [ID, "1 OR 1"],
        [ID, ""],
        [ID, "1e5"],
        [AT, "2024' OR '1"],
        [HASH, "00' OR '1"],
        [HASH, "0"],
    ])("should not become a part of a statement in another form: %j, %s", (column, value) => {
        expect(() => whereIn([column], { upTo: [value] })).toThrow(`a value of ${column.name}`);
    });
});

describe("a range of keys", () => {
    it.each([
        [{}, ""],
        [{ after: ["5"] }, " WHERE `id` > 5"],
        [{ upTo: ["9"] }, " WHERE `id` <= 9"],
        [{ after: ["5"], upTo: ["9"] }, " WHERE `id` > 5 AND `id` <= 9"],
    ])("should begin behind its first key, and end with its last one: %j", (range, where) => {
        expect(whereIn([ID], range)).toBe(where);
    });

    it("should be one of each column of a key that has several", () => {
        expect(whereIn([ID, HASH, AT], { after: ["1", "AA", "2024-01-01"], upTo: ["2", "", "2024-01-02"] })).toBe(
            " WHERE ((`id` > 1) OR (`id` = 1 AND `hash` > X'AA') OR (`id` = 1 AND `hash` = X'AA' AND `at` > '2024-01-01'))" +
                " AND ((`id` < 2) OR (`id` = 2 AND `hash` < X'') OR (`id` = 2 AND `hash` = X'' AND `at` <= '2024-01-02'))",
        );
    });
});

describe("a key in messages", () => {
    const bytes = (characterSet: string | undefined, text: string): [KeyColumn, string] => [
        { name: "name", travelsAs: "bytes", characterSet },
        Buffer.from(text).toString("hex").toUpperCase(),
    ];

    it.each<[KeyColumn, string, string]>([
        [ID, "17", "17"],
        [...bytes("utf8mb4", 'Ä "😀"\n'), '"Ä \\"😀\\"\\n"'],
        [NAME, "6CE4", '"lä"'],
        [...bytes("cp1251", "ab"), "X'6162'"],
        [...bytes(undefined, "ab"), "X'6162'"],
        [...bytes("ascii", "x".repeat(70)), `"${"x".repeat(59)}…`],
    ])("should be readable: %j %s → %s", (column, value, said) => {
        expect(sayKey([column], [value])).toBe(said);
    });

    it("should be in parentheses where it has several columns", () => {
        expect([sayKeyColumns([ID]), sayKeyColumns([ID, AT]), sayKey([ID, AT], ["1", "2024-01-01"])]).toEqual([
            "id",
            "(id, at)",
            "(1, 2024-01-01)",
        ]);
    });
});
