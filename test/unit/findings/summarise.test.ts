import { inShort } from "../../../components/findings/summarise";

const tables = (count: number): string[] => Array.from({ length: count }, (_none, index) => `t${index + 1}`);

describe("a list in a finding", () => {
    it.each<[number, string]>([
        [0, ""],
        [1, "t1"],
        [10, "t1; t2; t3; t4; t5; t6; t7; t8; t9; t10"],
        [11, "t1; t2; t3; t4; t5; t6; t7; t8; t9; t10; and 1 more"],
        [1010, "t1; t2; t3; t4; t5; t6; t7; t8; t9; t10; and 1000 more"],
    ])("should be whole up to ten, and from then on say how many there are besides: %i", (count, said) => {
        expect(inShort(tables(count))).toBe(said);
    });

    it("should be cut with the separator that it has", () => {
        expect(inShort(tables(2), ", ")).toBe("t1, t2");
        expect(inShort(tables(12), ", ")).toMatch(/t9, t10, and 2 more$/);
    });
});
