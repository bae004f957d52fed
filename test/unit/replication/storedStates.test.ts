import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DualMasterCluster } from "../../../components";
import { handlerOf, type Handler } from "../../../components/replication/handlerOf";
import { initialData } from "../../../components/replication/initialData/managed";
import { readinessGate } from "../../../components/replication/readinessGate/managed";
import { replicationAccount } from "../../../components/replication/replicationAccount/managed";
import { replicationLink } from "../../../components/replication/replicationLink/managed";
import { rowComparison } from "../../../components/replication/rowComparison/managed";
import { serverVariables } from "../../../components/replication/serverVariables/managed";
import { stackIdentity } from "../../../components/replication/stackIdentity/managed";
import { cluster } from "../fakes/arguments";
import { asIfMade, registeredBy } from "../fakes/engine";
import { operation } from "../fakes/progress";

// Nobody is there to look at.
jest.mock("mysql2/promise", () => ({
    createConnection: () => Promise.reject(Object.assign(new Error("nobody"), { code: "ECONNREFUSED" })),
}));
jest.mock("../../../components/engine/container", () => ({
    ...jest.requireActual<object>("../../../components/engine/container"),
    lookAt: () => Promise.resolve(undefined),
}));

type Values = Record<string, unknown>;

/** What an `up` of {@link PROGRAM} left on real servers: `pulumi stack export`, with other names, ports and passwords. */
interface Stored {
    /** Each type's `__provider`, in its resources' inputs and outputs alike. */
    providers: Record<string, string>;
    resources: { type: string; name: string; id: string; inputs?: Values; outputs?: Values }[];
}

const PROGRAM = cluster({
    replicas: [{ of: 0, hostPort: 3309 }],
    filters: { replicateIgnoreDb: ["scratch"] },
    rowComparison: { secondsAtMost: 60 },
});

/** By the commit that has left it. */
const stateOf = (commit: string): Stored =>
    JSON.parse(readFileSync(join(__dirname, "storedStates", `${commit}.json`), "utf8")) as Stored;

const MANAGED = {
    InitialData: handlerOf(initialData),
    ReadinessGate: handlerOf(readinessGate),
    ReplicationAccount: handlerOf(replicationAccount),
    ReplicationLink: handlerOf(replicationLink),
    RowComparison: handlerOf(rowComparison),
    ServerVariables: handlerOf(serverVariables),
    StackIdentity: handlerOf(stackIdentity),
};
const handlerFor = (type: string): Handler<Values, Values, Values, Values> =>
    MANAGED[type as keyof typeof MANAGED] as unknown as Handler<Values, Values, Values, Values>;

interface Resource {
    type: string;
    name: string;
    stored: { inputs: Values; outputs: Values };
    /** What today's program wants of it. */
    news: Values;
}

/** The library's own resources in a state, each with what the unchanged program registers today. */
async function resourcesOf({ providers, resources }: Stored): Promise<Resource[]> {
    const known = (type: string, name: string) =>
        resources.find((each) => type.endsWith(`:${each.type}`) && each.name === name);
    const { resources: registered, error } = await registeredBy(
        () => new DualMasterCluster("orders", PROGRAM),
        {},
        undefined,
        {},
        (type, name, inputs) => {
            const made = known(type, name);
            return made === undefined
                ? asIfMade(type, name, inputs)
                : { id: made.id, state: { ...inputs, ...made.outputs } };
        },
    );
    expect(error).toBeUndefined();
    return registered.flatMap(({ type, name, inputs: news }) => {
        const { type: short = "", inputs, outputs } = known(type, name) ?? {};
        const __provider = providers[short];
        return inputs === undefined || outputs === undefined
            ? []
            : [
                  {
                      type: short,
                      name,
                      stored: { inputs: { ...inputs, __provider }, outputs: { ...outputs, __provider } },
                      news,
                  },
              ];
    });
}

/** The inputs that the engine finds changed, as it compares them where a provider leaves that open. */
const changed = ({ type, stored, news }: Resource): string[] => {
    const wanted = handlerFor(type).check(stored.inputs, news);
    return [...new Set([...Object.keys(stored.inputs), ...Object.keys(wanted)])]
        .filter((name) => !isDeepStrictEqual(stored.inputs[name], wanted[name]))
        .sort();
};

describe("a stack that the release before has left", () => {
    let resources: Resource[];
    beforeAll(async () => {
        resources = await resourcesOf(stateOf("6e7f0c3"));
    });

    it("should hold a resource of every type", () => {
        expect([...new Set(resources.map(({ type }) => type))].sort()).toEqual(Object.keys(MANAGED).sort());
        expect(resources).toHaveLength(
            stateOf("6e7f0c3").resources.filter(({ inputs }) => inputs !== undefined).length,
        );
    });

    it("should show no difference to the unchanged program", () => {
        expect(resources.flatMap((each) => changed(each).map((input) => `${each.name}: ${input}`))).toEqual([]);
    });

    it("should have nothing replaced", () => {
        expect(
            resources.flatMap(({ type, stored, news }) => handlerFor(type).diff(stored.outputs, news).replaces),
        ).toEqual([]);
    });

    it("should be read as it is, but for the one word that says why nothing was seen", async () => {
        const words: Record<string, string[]> = {
            ReplicationAccount: ["server"],
            ReplicationLink: ["server"],
            RowComparison: ["compared"],
            ServerVariables: ["server"],
        };
        for (const { type, stored } of resources) {
            const { inputs, outputs } = await handlerFor(type).read(stored.outputs, operation());
            const differing = (seen: object, was: Values): string[] =>
                Object.entries(seen).flatMap(([name, value]) => (isDeepStrictEqual(value, was[name]) ? [] : [name]));
            expect([type, differing(outputs, stored.outputs)]).toEqual([type, words[type] ?? []]);
            expect([type, differing(inputs, stored.inputs)]).toEqual([type, words[type] ?? []]);
            expect(Object.keys(inputs).sort()).toEqual(Object.keys(stored.inputs).sort());
        }
    });
});

describe("a stack that an older release has left", () => {
    let resources: Resource[];
    beforeAll(async () => {
        resources = await resourcesOf(stateOf("8478cc1"));
    });

    /** It knew stacks by their names alone, nothing of containers, and told nothing of the data that stays. */
    it("should be taken over in place, with what it did not know", () => {
        const added: Record<string, string[]> = {
            InitialData: ["replica", "source"],
            ReplicationAccount: ["connection"],
            ReplicationLink: ["replica", "source"],
            RowComparison: ["replica", "source"],
            ServerVariables: ["connection", "noteOnRemoval"],
        };
        expect(resources.length).toBeGreaterThan(0);
        for (const resource of resources) {
            const { type, stored, news } = resource;
            expect([type, changed(resource)]).toEqual([type, added[type]]);
            expect([type, handlerFor(type).diff(stored.outputs, news)]).toEqual([type, { replaces: [] }]);
        }
    });
});
