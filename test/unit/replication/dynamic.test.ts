import { dynamicHandler } from "../../../components/replication/dynamic";
import type { Operation } from "../../../components/replication/operation";
import type { Progress } from "../../../components/replication/progress";
import type { ManagedResource } from "../../../components/replication/resource";
import { recorded } from "../fakes/progress";

const mockMade: Progress[] = [];
// The engine's own log needs the SDK, which takes its time to load.
jest.mock("../../../components/replication/engineProgress", () => ({
    withEngineProgress: (work: (progress: Progress) => Promise<unknown>) => {
        const progress = recorded();
        mockMade.push(progress);
        return work(progress);
    },
}));

interface Declared {
    name: string;
}
interface State {
    health: string;
}

const given: Operation[] = [];
const resource: ManagedResource<Declared, State> = {
    id: ({ name }) => name,
    desiredState: () => ({ health: "running" }),
    audit: (_stored, operation) => {
        given.push(operation);
        return Promise.resolve({ health: "stopped" });
    },
    converge: (_news, _olds, operation) => {
        given.push(operation);
        return Promise.resolve({});
    },
    remove: (_olds, operation) => {
        given.push(operation);
        return Promise.resolve();
    },
    replacedBy: () => ["name"],
    kept: [],
};

const INPUTS = { name: "db1", health: "running" };
const SEEN = { name: "db1", health: "stopped" };

beforeEach(() => {
    given.length = 0;
    mockMade.length = 0;
});

describe("a resource behind Pulumi's dynamic provider", () => {
    it("should answer in the forms in which the provider asks", async () => {
        const { check, create, read, diff, update, delete: del } = dynamicHandler(resource);
        expect(await check({}, SEEN)).toEqual({ inputs: INPUTS });
        expect(await create(INPUTS)).toEqual({ id: "db1", outs: INPUTS });
        expect(await read("db1", INPUTS)).toEqual({ id: "db1", props: SEEN, inputs: SEEN });
        expect(diff(INPUTS, INPUTS)).toEqual({ replaces: ["name"] });
        expect(await update("db1", SEEN, INPUTS)).toEqual({ outs: INPUTS });
        await expect(del("db1", INPUTS)).resolves.toBeUndefined();
    });

    it("should tell of each call to the engine, and remember for all of them which servers did not come back", async () => {
        const [one, other] = [dynamicHandler(resource), dynamicHandler(resource)];
        await one.create(INPUTS);
        await other.delete("db1", INPUTS);
        expect(given.map(({ progress }) => progress)).toEqual(mockMade);
        expect(given[0]?.progress).not.toBe(given[1]?.progress);
        expect(given[0]?.givenUp).toBe(given[1]?.givenUp);
    });
});
