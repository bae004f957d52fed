import { surviving, type Look } from "../../../../components/replication/rowComparison/confirm";

// How long it pauses between two looks is of no consequence here.
jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

/** What both sides hold of each row, look by look; from the last one on it stays so. */
function looking(rows: Record<string, (string | undefined)[]>): {
    look: Look;
    waits: number[];
    inStep: () => Promise<void>;
} {
    let looks = -1;
    const waits: number[] = [];
    return {
        waits,
        inStep: () => {
            waits.push(looks);
            return Promise.resolve();
        },
        look: (among = Object.keys(rows)) => {
            looks += 1;
            return Promise.resolve(
                new Map(
                    among.flatMap((name) => {
                        const seen = rows[name] ?? [];
                        const now = seen[Math.min(looks, seen.length - 1)];
                        return now === undefined ? [] : [[name, now]];
                    }),
                ),
            );
        },
    };
}

/** Another one at each look. */
const restless = Array.from({ length: 50 }, (_each, look) => `a${look}|b${look}`);

describe("a difference", () => {
    it("should be none where nothing differs, without a wait", async () => {
        const { look, inStep, waits } = looking({ 1: [undefined] });
        expect(await surviving(look, inStep)).toEqual({ differing: new Map(), changing: [] });
        expect(waits).toEqual([]);
    });

    it("should be real where it stays while all that either side had executed arrives at the other", async () => {
        const { look, inStep, waits } = looking({ 1: ["a|b"] });
        expect(await surviving(look, inStep)).toEqual({ differing: new Map([["1", "a|b"]]), changing: [] });
        // After each look they are waited for, and only then looked at again.
        expect(waits).toEqual([0, 1, 2, 3]);
    });

    it.each<[string, (string | undefined)[]]>([
        ["at once", ["a|b", undefined]],
        ["after another write", ["a|b", "c|b", "c|b", undefined]],
        ["just before it would be real", ["a|b", "a|b", "a|b", "a|b", undefined]],
    ])("should be none where the sides become the same %s", async (_when, seen) => {
        const { look, inStep } = looking({ 1: seen });
        expect(await surviving(look, inStep)).toEqual({ differing: new Map(), changing: [] });
    });

    it("should be waited out anew each time one side is written", async () => {
        const { look, inStep, waits } = looking({ 1: ["a|b", "a|b", "a|b", "a|c"] });
        expect((await surviving(look, inStep)).differing).toEqual(new Map([["1", "a|c"]]));
        expect(waits).toHaveLength(7);
    });

    it("should not be claimed of a row that is another one each time, however often it is looked at", async () => {
        const { look, inStep } = looking({ hot: restless, cold: ["a|b"], gone: ["a|", undefined] });
        expect(await surviving(look, inStep)).toEqual({ differing: new Map([["cold", "a|b"]]), changing: ["hot"] });
    });

    it("should be unknown where one side does not execute what the other one had", async () => {
        const { look } = looking({ 1: ["a|b"] });
        await expect(surviving(look, () => Promise.reject(new Error("not within 5 s")))).rejects.toThrow(
            "not within 5 s",
        );
    });
});
