import { until, whileMoving } from "../../../components/mysql/waiting";
import { fakeTime } from "../fakes/clock";

jest.mock("node:timers/promises", () => jest.requireActual<object>("../fakes/clock"));

fakeTime();

describe("waiting", () => {
    it("should end with the first thing seen", async () => {
        let looks = 0;
        const seen = await until({ seconds: 5, everyMilliseconds: 1 }, () => {
            looks += 1;
            return Promise.resolve(looks === 3 ? "there" : undefined);
        });
        expect([seen, looks]).toEqual(["there", 3]);
    });

    it.each([false, 0, "", null])("should take for seen whatever is not undefined: %j", async (value) => {
        expect(await until({ seconds: 0 }, () => Promise.resolve(value))).toBe(value);
    });

    it("should look once, even where there is no time", async () => {
        const look = jest.fn(() => Promise.resolve(undefined));
        expect(await until<string>({ seconds: 0 }, look)).toBeUndefined();
        expect(look).toHaveBeenCalledTimes(1);
    });

    it("should end without anything at the deadline, after looks at the given pace", async () => {
        const look = jest.fn(() => Promise.resolve(undefined));
        const began = Date.now();
        expect(await until<string>({ seconds: 0.1, everyMilliseconds: 20 }, look)).toBeUndefined();
        expect(Date.now() - began).toBe(100);
        expect(look).toHaveBeenCalledTimes(6);
    });

    it("should not hide what goes wrong while looking", async () => {
        await expect(until({ seconds: 5 }, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    });
});

describe("what is told of a wait", () => {
    it("should be told from two seconds on, by a clock that nobody sets", async () => {
        const told: number[] = [];
        await until<string>({ seconds: 4, everyMilliseconds: 500 }, (waited) => {
            jest.setSystemTime(0);
            if (waited.isWorthTelling()) {
                told.push(waited.seconds());
            }
            return Promise.resolve(undefined);
        });
        expect(told).toEqual([2.5, 3, 3.5, 4]);
    });
});

describe("waiting while something moves", () => {
    it("should end when it is done, however long it has stood still before", async () => {
        let looks = 0;
        const look = () => Promise.resolve({ done: (looks += 1) === 2, mark: "same" });
        expect(await whileMoving(5, look)).toBe(true);
        expect(looks).toBe(2);
    });

    it("should give up where it stands still for that long", async () => {
        const began = Date.now();
        expect(await whileMoving(0.15, () => Promise.resolve({ done: false, mark: "same" }))).toBe(false);
        expect(Date.now() - began).toBe(200);
    });

    it("should go on beyond that for as long as it moves", async () => {
        let mark = 0;
        const look = () => Promise.resolve({ done: mark === 5, mark: String((mark += 1)) });
        expect(await whileMoving(0.15, look)).toBe(true);
    });
});
