import { withEngineProgress } from "../../../components/replication/engineProgress";
import type { Progress } from "../../../components/replication/progress";

const told: string[] = [];
const options: { engineAddr?: string } = {};
let cannotBeShown = false;
/** What is told arrives only then. */
let arrival: Promise<void>;

// The SDK takes its time to load, and would want an engine.
jest.mock("@pulumi/pulumi", () => {
    const send =
        (level: string) =>
        (message: string, _resource?: unknown, _stream?: unknown, ephemeral = false): Promise<void> => {
            told.push(`${level}${ephemeral ? " while it lasts" : ""}: ${message}`);
            return cannotBeShown ? Promise.reject(new Error("the engine is gone")) : arrival;
        };
    return { log: { info: send("info"), warn: send("warn") } };
});
jest.mock("@pulumi/pulumi/runtime/state", () => ({ getStore: () => ({ settings: { options } }) }));

beforeEach(() => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
    told.length = 0;
    cannotBeShown = false;
    arrival = Promise.resolve();
    delete options.engineAddr;
});

afterEach(() => {
    jest.useRealTimers();
});

const tell = (work: (progress: Progress) => void): Promise<void> =>
    withEngineProgress((progress) => {
        work(progress);
        return Promise.resolve();
    });

const pass = (seconds: number): void => {
    jest.setSystemTime(Date.now() + seconds * 1000);
};

describe("what the user is told while servers are worked on", () => {
    it("should go to the engine whose address the process was started with", async () => {
        await tell(() => undefined);
        expect(options.engineAddr).toBe(process.argv[2]);
        options.engineAddr = "127.0.0.1:4711";
        await tell(() => undefined);
        expect(options.engineAddr).toBe("127.0.0.1:4711");
    });

    it("should stay readable where something was done or has to be seen to, and last only while it is waited for", async () => {
        await tell((progress) => {
            progress.did("START SLAVE");
            progress.warns("have a look");
            progress.waits("not there yet");
        });
        expect(told).toEqual(["info: START SLAVE", "warn: have a look", "info while it lasts: not there yet"]);
    });

    it("should be told each time something was done, and every ten seconds what is waited for", async () => {
        await tell((progress) => {
            for (const seconds of [0, 1, 8, 0.9, 0.2, 9.9, 0.1]) {
                pass(seconds);
                progress.waits("not there yet");
            }
            progress.did("a");
            progress.did("a");
        });
        expect(told).toEqual([...Array<string>(3).fill("info while it lasts: not there yet"), "info: a", "info: a"]);
    });

    it("should be told at once where something else is waited for", async () => {
        await tell((progress) => {
            progress.waits("for this");
            progress.waits("for that");
            progress.waits("for this");
        });
        expect(told).toEqual(["info while it lasts: for this", "info while it lasts: for that"]);
    });

    it("should be told no more often where the words change all the time, but not what they are about", async () => {
        await tell((progress) => {
            for (const percent of [0, 10, 20, 30, 40, 50]) {
                progress.waits(`a copy: ${percent} %`, "a copy");
                progress.waits(`another copy: ${percent} %`, "another copy");
                pass(4);
            }
        });
        expect(told.map((line) => line.replace("info while it lasts: ", ""))).toEqual([
            "a copy: 0 %",
            "another copy: 0 %",
            "a copy: 30 %",
            "another copy: 30 %",
        ]);
    });

    it("should not end the work where it can't be shown", async () => {
        cannotBeShown = true;
        const unhandled = jest.fn();
        process.once("unhandledRejection", unhandled);
        await tell((progress) => {
            progress.did("START SLAVE");
        });
        jest.useRealTimers();
        await new Promise((resolve) => setImmediate(resolve));
        process.off("unhandledRejection", unhandled);
        expect(told).toEqual(["info: START SLAVE"]);
        expect(unhandled).not.toHaveBeenCalled();
    });

    // An engine that hears of a failure ends the update, and with it everything that is still on its way.
    it.each<[string, () => Promise<string>]>([
        ["is done", () => Promise.resolve("done")],
        ["has failed", () => Promise.reject(new Error("failed"))],
    ])("should have arrived before it is known that the work %s", async (_how, end) => {
        let arrive = (): void => undefined;
        arrival = new Promise((resolve) => (arrive = resolve));
        const known = jest.fn();
        const work = withEngineProgress(async (progress) => {
            progress.did("START SLAVE");
            return await end();
        }).then(known, known);
        jest.useRealTimers();
        await new Promise((resolve) => setImmediate(resolve));
        expect(told).toEqual(["info: START SLAVE"]);
        expect(known).not.toHaveBeenCalled();
        arrive();
        await work;
        expect(known).toHaveBeenCalledTimes(1);
    });

    it("should leave the work's own end as it is, also where it can't be shown", async () => {
        for (const hidden of [false, true]) {
            cannotBeShown = hidden;
            const ending = (end: Promise<string>): Promise<string> =>
                withEngineProgress((progress) => {
                    progress.warns("have a look");
                    return end;
                });
            expect(await ending(Promise.resolve("done"))).toBe("done");
            await expect(ending(Promise.reject(new Error("failed")))).rejects.toThrow("failed");
        }
    });
});
