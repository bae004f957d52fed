import { GtidSet } from "../../../../components/mysql/gtid/gtidSet";

const A = "aaaaaaaa-0000-0000-0000-000000000000";
const B = "bbbbbbbb-0000-0000-0000-000000000000";
const C = "cccccccc-0000-0000-0000-000000000000";

const said = (text: string): string => GtidSet.parse(text).toString();

describe("a GTID set", () => {
    it.each([
        ["nothing", "", ""],
        ["one transaction", `${A}:1`, `${A}:1`],
        ["several lines, as a server prints them", `${A}:1-5:7,\n${B}:1-3`, `${A}:1-5:7,${B}:1-3`],
        ["servers in the order of their server_uuid", `${B}:1,${A}:1`, `${A}:1,${B}:1`],
        ["small letters", `${A.toUpperCase()}:1`, `${A}:1`],
        ["intervals in order, those that touch as one", `${A}:7:4-5:1-3`, `${A}:1-5:7`],
        ["intervals that overlap", `${A}:1-9:3-4:8-12`, `${A}:1-12`],
        ["one server that is named twice", `${A}:1,${B}:1,${A}:2-3`, `${A}:1-3,${B}:1`],
        ["an interval that is empty", `${A}:5-3,${B}:1`, `${B}:1`],
        ["numbers beyond those of JavaScript", `${A}:9223372036854775806`, `${A}:9223372036854775806`],
        ["tags of 8.3", `${A}:audit:1-2:4:log_1:1-7,${B}:2`, `${A}:audit:1-2:4:log_1:1-7,${B}:2`],
        ["a tag beside none", `${A}:1-3:audit:2,${B}:2`, `${A}:1-3:audit:2,${B}:2`],
    ])("should be printed as a server prints it: %s", (_what, text, printed) => {
        expect(said(text)).toBe(printed);
    });

    it.each([
        ["u-1:1"],
        [`${A}:1-`],
        [`${A}:1.5`],
        // MariaDB's.
        ["0-1-100"],
    ])("should be refused in another form: %s", (text) => {
        expect(() => GtidSet.parse(text)).toThrow(`in a form that is not known here: ${text}`);
    });

    // As GTID_SUBTRACT() answers (manual, 12.18 Functions Used with Global Transaction Identifiers).
    it.each([
        [`${A}:1-9`, `${A}:1-4`, `${A}:5-9`],
        [`${A}:1-9`, `${A}:3:5-6`, `${A}:1-2:4:7-9`],
        [`${A}:1-3:7-9`, `${A}:2-8`, `${A}:1:9`],
        [`${A}:1-3,${B}:1-3`, `${A}:1-5`, `${B}:1-3`],
        [`${A}:1-3`, `${B}:1-3`, `${A}:1-3`],
        [`${A}:1-3`, "", `${A}:1-3`],
        ["", `${A}:1-3`, ""],
    ])("%s without %s should be %s", (set, taken, rest) => {
        expect(GtidSet.parse(set).subtract(GtidSet.parse(taken)).toString()).toBe(rest);
    });

    it("should tell what one server has written, in whichever letters its server_uuid stands in auto.cnf", () => {
        const set = GtidSet.parse(`${A}:1-5:7,${B}:1-3,${A}:audit:1`);
        expect(set.ofServer(A.toUpperCase()).toString()).toBe(`${A}:1-5:7:audit:1`);
        expect(set.ofServer(C).isEmpty).toBe(true);
    });

    it("should tell apart transactions of one number with several tags", () => {
        expect(
            GtidSet.parse(`${A}:audit:1-3`)
                .subtract(GtidSet.parse(`${A}:1-3`))
                .toString(),
        ).toBe(`${A}:audit:1-3`);
    });
});

/** Every set of the first three transactions of two servers, beside the transactions that are in it. */
const EVERY = Array.from({ length: 64 }, (_none, bits) => {
    const transactions = [A, B]
        .flatMap((uuid) => [1, 2, 3].map((number) => `${uuid}:${number}`))
        .filter((_gtid, index) => (bits & (1 << index)) !== 0);
    return { set: GtidSet.parse(transactions.join(",")), transactions };
});

describe("of every two GTID sets", () => {
    const pairs = EVERY.flatMap((one) => EVERY.map((other) => ({ one, other })));

    it("the one should contain the other where it has each of its transactions", () => {
        const wrong = pairs.filter(
            ({ one, other }) =>
                one.set.contains(other.set) !== other.transactions.every((gtid) => one.transactions.includes(gtid)),
        );
        expect(wrong).toEqual([]);
    });

    it("the one should be the other where both have the same transactions", () => {
        const wrong = pairs.filter(
            ({ one, other }) => one.set.equals(other.set) !== (one.transactions.join() === other.transactions.join()),
        );
        expect(wrong).toEqual([]);
        expect(new Set(EVERY.map(({ set }) => set.toString())).size).toBe(EVERY.length);
    });

    it("the one without the other should have what the other has not", () => {
        const wrong = pairs.filter(({ one, other }) => {
            const rest = one.transactions.filter((gtid) => !other.transactions.includes(gtid));
            return !one.set.subtract(other.set).equals(GtidSet.parse(rest.join(",")));
        });
        expect(wrong).toEqual([]);
    });

    it("each should be read as it is printed", () => {
        expect(EVERY.filter(({ set }) => !GtidSet.parse(set.toString()).equals(set))).toEqual([]);
    });
});
