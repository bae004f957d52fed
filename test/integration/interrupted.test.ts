import { audit } from "../endurance/health";
import type { OperationName } from "../endurance/operations";
import { tryPoint } from "../endurance/point";
import { follows, openScene, type Scene } from "../endurance/scene";
import type { WayName } from "../endurance/ways";
import { eventually } from "../support/servers";

const GROUP = "it-cut";
const FIRST_PORT = 25240;

/** `npm run test:endurance` tries all of it; here a few points, other ones every time. */
const SEED = Number(process.env.INTERRUPTED_SEED ?? Date.now() % 1_000_000);

/** Park and Miller's generator: the same numbers for the same seed. */
function numbersFrom(seed: number): () => number {
    let last = (seed % 2_147_483_646) + 1;
    return () => {
        last = (last * 48_271) % 2_147_483_647;
        return last / 2_147_483_647;
    };
}

const WAYS: WayName[] = ["kill", "cut", "crash"];
const OPERATIONS: OperationName[] = ["up", "update", "destroy"];
/** Statements of which an operation certainly sends more. */
const AT_MOST = 30;

const random = numbersFrom(SEED);
const positioning = random() < 0.5 ? "binlog" : "gtid";
const turned = Math.floor(random() * WAYS.length);
const POINTS = OPERATIONS.map((operation, index) => ({
    operation,
    way: WAYS[(index + turned) % WAYS.length] ?? "kill",
    number: 1 + Math.floor(random() * AT_MOST),
}));

describe(`an operation that is interrupted (${positioning}, INTERRUPTED_SEED=${SEED})`, () => {
    let scene: Scene | undefined;
    const opened = (): Scene => {
        if (scene === undefined) {
            throw new Error(`${GROUP} was not opened`);
        }
        return scene;
    };

    beforeAll(async () => {
        scene = await openScene(GROUP, FIRST_PORT, positioning, "complete");
    });

    afterAll(async () => {
        await scene?.close();
    });

    it.each(POINTS)(
        "should be gone on with by one command: $operation, $way after statement $number",
        async (point) => {
            const { verdict, evidence = "" } = await tryPoint(opened(), { ...point, counted: "all" });
            expect({ verdict, evidence }).toEqual({ verdict: "converged", evidence: "" });
        },
    );

    it("should be followed by audits that find and change nothing, also after a server was killed", async () => {
        const at = opened();
        await at.begin("wired");
        await audit(at, at.declared());
        // One that is killed right after it has applied a CREATE must not run it again.
        await at.hosts[0].on("CREATE DATABASE it_made");
        await eventually("it is on both", async () => (await at.hosts[1].on("SHOW DATABASES LIKE 'it_made'"))[0]);
        await at.hosts[1].kill();
        await at.hosts[1].start();
        await Promise.all(at.hosts.map(follows));
        await audit(at, at.declared());
    });
});
