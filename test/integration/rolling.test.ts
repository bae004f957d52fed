import { inspect, type Inspected } from "../support/containers";
import { deployment, succeeded } from "../support/deployment";
import { codesIn } from "../support/findings";
import { allInStep, expectNoDrift, followedBy, on, onEach, running, type Follower } from "../support/fourServers";
import { program } from "../support/programs";
import { eventually, type Server } from "../support/servers";
import { keepWriting, tableFor, type Outage, type Writer } from "../support/writer";

jest.setTimeout(300_000);

const CLUSTER = "it-rolling";
const FIRST_PORT = 27450;

const server = (role: Follower["role"], number: number, place: number, follows: number): Follower => ({
    name: `${CLUSTER}-${role}-${number}`,
    host: "127.0.0.1",
    port: FIRST_PORT + place,
    role,
    follows: `${CLUSTER}-master-${follows}`,
});
const [ONE, TWO, READER] = [server("master", 1, 0, 2), server("master", 2, 1, 1), server("replica", 1, 2, 1)];
const MASTERS = [ONE, TWO];
const IN_TURN = [READER, ONE, TWO];

/** A pair and a replica that run with these options. */
const withOptions = (options: Record<string, string>, more: object = {}) => ({
    arguments: { value: JSON.stringify({ replicas: [{ of: 0, hostPort: READER.port }], options, ...more }) },
});

const containers = (servers: Server[]): Promise<Inspected[]> => Promise.all(servers.map(({ name }) => inspect(name)));
const idsOf = async (servers: Server[]): Promise<string[]> => (await containers(servers)).map(({ Id }) => Id);

const overlap = (one: Outage, other: Outage): boolean => one.from < other.to && other.from < one.to;

describe("a change that makes every container anew", () => {
    const deployed = deployment(program("givenArguments"), CLUSTER, FIRST_PORT, withOptions({}));
    let writers: Writer[] = [];

    /** On each master, as somebody of another name each time. */
    const beginToWrite = (when: string): [Writer, Writer] => {
        const at = (master: Server): Writer => keepWriting(`${master.name}, ${when}`, "it.written", [master]);
        const both: [Writer, Writer] = [at(ONE), at(TWO)];
        writers = both;
        return both;
    };
    const stopWriting = async (): Promise<void> => {
        await Promise.all(writers.map((writer) => writer.stop()));
    };

    beforeAll(async () => {
        await on(ONE, "CREATE DATABASE it", tableFor("it.written"));
        await allInStep(IN_TURN);
    });

    afterEach(stopWriting);

    /** What was acknowledged is on every server, once. Of what was not answered, nobody can say whether it is there. */
    async function expectEveryRowOn(servers: Follower[]): Promise<void> {
        await allInStep(servers);
        for (const { name, acknowledged, unanswered } of writers) {
            const numbersOf = `SELECT number FROM it.written WHERE writer = '${name}' ORDER BY number`;
            for (const rows of await onEach(servers, numbersOf)) {
                const known = rows.map(({ number }) => Number(number)).filter((each) => !unanswered.includes(each));
                expect(known).toEqual(acknowledged.map(({ number }) => number));
            }
        }
    }

    it("should change one server after the other, the replica first, so that one master can always be written", async () => {
        const before = await idsOf(IN_TURN);
        const [one, two] = beginToWrite("changing");
        await deployed.stack.setConfig(withOptions({ max_connections: "300" }));
        succeeded(await deployed.stack.up());
        for (const { name, outages } of writers) {
            await eventually(`${name} is written again`, () => Promise.resolve(outages.at(-1)?.to !== Infinity));
        }
        await stopWriting();

        expect([one.outages.length, two.outages.length]).not.toContain(0);
        expect(one.outages.filter((each) => two.outages.some((other) => overlap(each, other)))).toEqual([]);
        const started = (await containers(IN_TURN)).map(({ State: { StartedAt } }) => Date.parse(StartedAt));
        expect(started).toEqual([...started].sort((a, b) => a - b));
        expect((await idsOf(IN_TURN)).filter((id) => before.includes(id))).toEqual([]);
        expect(await onEach(IN_TURN, "SELECT @@GLOBAL.max_connections AS connections")).toEqual(
            IN_TURN.map(() => [{ connections: 300 }]),
        );
        await expectEveryRowOn(IN_TURN);
    });

    it("should stop at the first server that does not come back, and leave the others as they are", async () => {
        const before = await idsOf(MASTERS);
        const [one, two] = beginToWrite("failing");
        await deployed.stack.setConfig(withOptions({ max_conections: "300" }, { deadlineSeconds: 15 }));
        const { code, output } = await deployed.stack.up();
        await stopWriting();

        expect(code).not.toBe(0);
        expect(codesIn(output).filter((each) => each.includes(CLUSTER))).toEqual([
            `[server-does-not-start] ${READER.name}`,
        ]);
        expect(await idsOf(MASTERS)).toEqual(before);
        expect([one.errors, two.errors]).toEqual([[], []]);
        await expect(on(READER, "SELECT 1")).rejects.toThrow();
        await expectEveryRowOn(MASTERS);
    });

    it("should have every server back with one more up once the program is what it was", async () => {
        const before = await idsOf(MASTERS);
        const written = beginToWrite("going back");
        await deployed.stack.setConfig(withOptions({ max_connections: "300" }));
        succeeded(await deployed.stack.up());
        await stopWriting();

        expect(await idsOf(MASTERS)).toEqual(before);
        expect(written.map(({ errors }) => errors)).toEqual([[], []]);
        expect(await followedBy(READER)).toBe(running(READER.follows));
        await expectEveryRowOn(IN_TURN);
        await expectNoDrift(deployed.stack);
    });
});
