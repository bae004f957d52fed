import { refuseLanes, refuseRepeated } from "../../../components/planning/uniqueness";

const at = <T>(...values: T[]) => values.map((value, index) => ({ path: `masters[${index}].x`, value }));

describe("values that must differ", () => {
    it("should be left alone where they do", () => {
        expect(refuseRepeated("a port", at(1, 2, 3))).toEqual([]);
        expect(refuseRepeated("a port", [])).toEqual([]);
    });

    it("should each be refused by the first argument that holds the same", () => {
        expect(refuseRepeated("a port", at(1, 2, 1, 1))).toEqual([
            { path: "masters[2].x", value: "1", reason: "is masters[0].x as well; allowed: a port of its own" },
            { path: "masters[3].x", value: "1", reason: "is masters[0].x as well; allowed: a port of its own" },
        ]);
    });

    it("should be shown as they were written", () => {
        expect(refuseRepeated("a name", at("a", "a"))[0]?.value).toBe('"a"');
    });

    it("should not be taken for each other when their types differ", () => {
        expect(refuseRepeated<string | number>("an id", at<string | number>(1, "1"))).toEqual([]);
    });
});

describe("lanes", () => {
    const increment = (value: number) => ({ path: "lanes.increment", value });

    it.each([
        [2, [1, 2]],
        [2, [2, 1]],
        [10, [4, 9]],
        [65535, [65535, 1]],
    ])("should be allowed where no two masters meet: increment %i, offsets %j", (value, offsets) => {
        expect(refuseLanes(increment(value), at(...offsets))).toEqual([]);
    });

    it("should be refused where they are fewer than masters, where one is above, and where one is taken, together", () => {
        expect(refuseLanes(increment(1), at(2, 2))).toEqual([
            {
                path: "lanes.increment",
                value: "1",
                reason:
                    "leaves fewer lanes than there are masters, so that both hand out the same ids; allowed: 2 to 65535, " +
                    'or lanes.writers = "one" where only one of them is ever written',
            },
            ...[0, 1].map((index) => ({
                path: `masters[${index}].x`,
                value: "2",
                reason: "is above the increment, so that the server would ignore it; allowed: 1 to 1",
            })),
            { path: "masters[1].x", value: "2", reason: "is masters[0].x as well; allowed: a lane of its own" },
        ]);
    });
});
