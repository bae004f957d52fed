import type { DualMasterClusterArgs, MasterArgs, ReplicaArgs } from "pulumi-mysql-dual-master";
import { inspect } from "../support/containers";
import { succeeded } from "../support/deployment";
import { docker, whatIsThereOf } from "../support/docker";
import { allInStep, expectNoDrift, on, type Follower } from "../support/fourServers";
import { program } from "../support/programs";
import { openStack, type DeployedStack, type Outcome } from "../support/stack";
import { importState } from "../support/state";

jest.setTimeout(300_000);

const CLUSTER = "it-edits";
const FIRST_PORT = 25510;
const called = (name: string): string => `${CLUSTER}-${name}`;

type Edit = Partial<Pick<DualMasterClusterArgs, "masters" | "replicas" | "dataOnRemoval">>;

const WEST: MasterArgs = { name: called("west"), hostPort: FIRST_PORT };
const EAST: MasterArgs = { name: called("east"), hostPort: FIRST_PORT + 1 };
const READER: ReplicaArgs = { of: 0, name: called("reader"), hostPort: FIRST_PORT + 2 };
const [ONE, TWO] = [{ offset: 1 }, { offset: 2 }];

const follower = ({ name = "", hostPort }: MasterArgs, role: Follower["role"], follows: MasterArgs): Follower => ({
    ...{ name, host: "127.0.0.1", port: hostPort, role },
    follows: follows.name ?? "",
});

/**
 * What an author may do to a program while its servers hold data: put lists into another order, change names, storage
 * and roles, take servers out and put them back. Each server keeps its data, or the edit is refused.
 */
describe("editing a program whose servers hold data", () => {
    let stack: DeployedStack;

    const edit = async (edited: Edit): Promise<void> => {
        await stack.setConfig({ arguments: { value: JSON.stringify(edited) } });
    };
    const up = async (edited: Edit): Promise<Outcome> => {
        await edit(edited);
        return succeeded(await stack.up());
    };
    const rowsOn = async (server: Follower): Promise<unknown[]> =>
        (await on(server, "SELECT written_on FROM shop.t ORDER BY written_on")).map((row) => row.written_on);
    const expectRows = async (...servers: Follower[]): Promise<void> => {
        await allInStep(servers);
        for (const server of servers) {
            expect(await rowsOn(server)).toEqual(["east", "west"]);
        }
    };
    const processes = (...names: string[]): Promise<string[]> =>
        Promise.all(names.map(async (name) => (await inspect(called(name))).Id));
    const dataVolumeOf = async (name: string): Promise<string | undefined> =>
        (await inspect(called(name))).Mounts.find(({ Destination }) => Destination === "/var/lib/mysql")?.Name;
    const volumes = async (): Promise<string[]> =>
        (await whatIsThereOf(CLUSTER)).filter((each) => each.endsWith("-data")).sort();

    const [west, east] = [follower(WEST, "master", EAST), follower(EAST, "master", WEST)];

    beforeAll(async () => {
        stack = await openStack(program("givenArguments"), CLUSTER, FIRST_PORT);
        await up({ masters: [WEST, EAST] });
        await on(west, "CREATE DATABASE shop", "CREATE TABLE shop.t (written_on VARCHAR(9) PRIMARY KEY)");
        await allInStep([west, east]);
        await on(west, "INSERT INTO shop.t VALUES ('west')");
        await on(east, "INSERT INTO shop.t VALUES ('east')");
        await expectRows(west, east);
    });

    afterAll(async () => {
        await stack.dispose();
    });

    const volume = (name: string): string => `storage.dataVolume = "${called(name)}-data"`;
    const NORTH: MasterArgs = { name: called("north"), hostPort: FIRST_PORT + 3 };

    it.each<[string, Edit, string[]]>([
        [
            "another order, in which each would get the other one's lane",
            { masters: [EAST, WEST] },
            [`masters[0].offset = 1: is what ${called("west")} has now`, "allowed: 2, which it-edits-east has"],
        ],
        [
            "two names that change places",
            {
                masters: [
                    { ...WEST, name: EAST.name },
                    { ...EAST, name: WEST.name },
                ],
            },
            [
                `masters[0].name = "${called("east")}": is the server at 127.0.0.1:${FIRST_PORT + 1} now, and at ` +
                    `127.0.0.1:${FIRST_PORT} is ${called("west")}`,
                `masters[1].name = "${called("west")}"`,
            ],
        ],
        [
            "volumes that are named later, and called otherwise",
            {
                masters: [
                    { ...WEST, storage: { dataVolume: called("a-data") } },
                    { ...EAST, storage: { dataVolume: called("b-data") } },
                ],
            },
            [
                `masters[0].storage.dataVolume = "${called("a-data")}"`,
                `allowed: ${volume("west")}`,
                `allowed: ${volume("east")}`,
            ],
        ],
        [
            "a folder in the place of a volume",
            { masters: [WEST, { ...EAST, storage: { dataPath: "/srv/it-edits" } }] },
            [`masters[1].storage.dataPath = "/srv/it-edits"`, `allowed: ${volume("east")}`],
        ],
        [
            "two new servers in the places of both, which would leave all data behind",
            { masters: [NORTH, { name: called("south"), hostPort: FIRST_PORT + 4 }] },
            [`masters: none of them is a server that is there (${called("east")} at `, "one of the masters as it was"],
        ],
        [
            "a master that becomes a replica",
            { masters: [WEST, NORTH], replicas: [{ ...EAST, of: 0 }] },
            [`replicas[0].name = "${called("east")}": is a master now`, "can't change its role in one step"],
        ],
    ])("should refuse %s, before anything is touched", async (_what, edited, expected) => {
        const [running, kept] = [await processes("west", "east"), await volumes()];
        await edit(edited);
        const { code, output } = await stack.preview();
        expect(code).not.toBe(0);
        for (const text of expected) {
            expect(output).toContain(text);
        }
        expect(await processes("west", "east")).toEqual(running);
        expect(await volumes()).toEqual(kept);
        await expectRows(west, east);
    });

    it("should refuse it in an update without a preview as well", async () => {
        const running = await processes("west", "east");
        await edit({ masters: [EAST, WEST] });
        const { code, output } = await stack.up();
        expect(code).not.toBe(0);
        expect(output).toContain("so nothing was changed");
        expect(await processes("west", "east")).toEqual(running);
    });

    it("should leave every server as it is in another order, where its lane is told", async () => {
        const running = await processes("west", "east");
        await up({
            masters: [
                { ...EAST, ...TWO },
                { ...WEST, ...ONE },
            ],
        });
        expect(await processes("west", "east")).toEqual(running);
        await expectRows(west, east);
        await expectNoDrift(stack);
    });

    it("should go on with what an older release has made, which called resources by their place, also in another order", async () => {
        const running = await processes("west", "east");
        // The order of the last update is that of the places.
        await importState(stack, (state) =>
            asOfOlderRelease(state)
                .replaceAll(`::${called("east")}`, `::${called("master-1")}`)
                .replaceAll(`::${called("west")}`, `::${called("master-2")}`),
        );
        await up({ masters: [WEST, EAST] });
        expect(await processes("west", "east")).toEqual(running);
        await expectRows(west, east);
        await expectNoDrift(stack);
    });

    describe("a server under another name", () => {
        const north = follower({ ...WEST, name: called("north") }, "master", EAST);
        const eastOfNorth = follower(EAST, "master", { ...WEST, name: called("north") });
        const reader = follower({ ...READER, name: called("reader") }, "replica", { ...WEST, name: called("north") });
        const renamed = { ...WEST, name: called("north") };
        const masters = [{ ...renamed, storage: { dataVolume: `${called("west")}-data` } }, EAST];

        it("should have to name its volume: once all is taken down, only the program says where its data is", async () => {
            await edit({ masters: [renamed, EAST] });
            const { code, output } = await stack.preview();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `masters[0].storage.dataVolume: is missing: the server's data is in the volume ${called("west")}-data`,
            );
            expect(output).toContain(`allowed: storage.dataVolume = "${called("west")}-data"`);
        });

        it("should keep its data, in the volume that it has", async () => {
            const { output } = await up({ masters });
            expect(output).toContain(
                `${called("north")}: is ${called("west")}, by its address 127.0.0.1:${FIRST_PORT}`,
            );
            expect(await dataVolumeOf("north")).toBe(`${called("west")}-data`);
            await expectRows(north, eastOfNorth);
            await expectNoDrift(stack);
        });

        it("should not be given away to a server that is called as it was", async () => {
            await edit({ masters, replicas: [{ ...READER, name: called("west") }] });
            const { code, output } = await stack.preview();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `replicas[0].storage.dataVolume = "${called("west")}-data": is masters[0].storage.dataVolume as well`,
            );
        });

        it("should leave a replica's data when it is taken out, name it, and take it over when it is back", async () => {
            await up({ masters, replicas: [READER] });
            await expectRows(north, eastOfNorth, reader);
            const { output } = await up({ masters });
            const left = `${called("reader")}-data`;
            expect(output).toContain(`${called("reader")}: its data stays in the Docker volume ${left}`);
            expect(output).toContain(`docker volume rm ${left} deletes it for good`);
            expect(await volumes()).toContain(`volume ${left}`);

            await up({ masters, replicas: [READER] });
            await expectRows(north, eastOfNorth, reader);
        });

        it("should refuse to take out what an older release has made, whose volume would go with it", async () => {
            await importState(stack, asOfOlderRelease);
            await edit({ masters });
            const { code, output } = await stack.up();
            expect(code).not.toBe(0);
            expect(output).toContain(
                `replicas: ${called("reader")} is taken out, and its volume ${called("reader")}-data would be deleted`,
            );
            await expectRows(north, eastOfNorth, reader);
            await up({ masters, replicas: [READER] });
            await up({ masters });
            expect(await volumes()).toContain(`volume ${called("reader")}-data`);
        });

        it("should keep all data over pulumi destroy, name it, and take it over with the next up", async () => {
            // As applications do that go on while the links are taken down one after the other.
            await Promise.all([north, eastOfNorth].map((each) => on(each, "STOP SLAVE")));
            await on(north, "INSERT INTO shop.t VALUES ('w late')");
            await on(eastOfNorth, "INSERT INTO shop.t VALUES ('e late')");
            const { code, output } = await stack.destroy();
            expect(code).toBe(0);
            for (const [name, server] of [
                ["west", "north"],
                ["east", "east"],
            ] as const) {
                expect(output).toContain(`${called(server)}: its data stays in the Docker volume ${called(name)}-data`);
            }
            expect(await whatIsThereOf(CLUSTER)).toEqual(
                expect.arrayContaining([`volume ${called("east")}-data`, `volume ${called("west")}-data`]),
            );
            expect((await whatIsThereOf(CLUSTER)).filter((each) => !each.endsWith("-data"))).toEqual([]);

            // The very program that was taken down.
            await up({ masters });
            await allInStep([north, eastOfNorth]);
            for (const server of [north, eastOfNorth]) {
                expect(await rowsOn(server)).toEqual(["e late", "east", "w late", "west"]);
            }
        });
    });

    it("should delete the data with pulumi destroy where its author wants that", async () => {
        await docker("volume", "rm", `${called("reader")}-data`);
        await up({ masters: [WEST, EAST], dataOnRemoval: "delete" });
        const { code, output } = await stack.destroy();
        expect(code).toBe(0);
        expect(output).toContain(`${called("east")}: its data goes with the Docker volume ${called("east")}-data`);
        expect(await whatIsThereOf(CLUSTER)).toEqual([]);
    });
});

/** A state as an older release left it: nothing in it says that a volume stays, and its volumes do not. */
function asOfOlderRelease(state: string): string {
    const checkpoint = JSON.parse(state) as { deployment: { resources: Stored[] } };
    for (const resource of checkpoint.deployment.resources) {
        delete resource.retainOnDelete;
        delete resource.outputs?.keepsData;
        for (const properties of [resource.inputs, resource.outputs]) {
            delete properties?.noteOnRemoval;
        }
    }
    // One label less would be another volume to Docker's provider.
    return JSON.stringify(checkpoint).replaceAll("pulumi-mysql-dual-master.server", "it.former");
}

/** The part of a resource in a checkpoint that a release changes. */
interface Stored {
    retainOnDelete?: boolean;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}
