import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect, type Inspected } from "../support/containers";
import { deployment, IMAGE, succeeded } from "../support/deployment";
import { dataOf, docker, removeLeftovers, whatIsThereOf } from "../support/docker";
import { changesIn } from "../support/preview";
import { documentedCommand } from "../support/documented";
import { example, REPOSITORY } from "../support/projects";
import { pulumi } from "../support/pulumiCommand";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { kindOf, resourcesIn, type StoredResource } from "../support/state";
import { onTerminal } from "../support/terminal";

const STACK = "it-larger";
const FIRST_PORT = 25070;
const APP = `${STACK}-app`;
const CLUSTERS = ["orders", "stock"].map((part, place) => {
    const name = `${STACK}-${part}`;
    const master = (number: 1 | 2): Server => ({
        name: `${name}-master-${number}`,
        host: "127.0.0.1",
        port: FIRST_PORT + 2 * place + number - 1,
    });
    return { name, masters: [master(1), master(2)] as const };
});
const [ORDERS, STOCK] = CLUSTERS as [Cluster, Cluster];
type Cluster = (typeof CLUSTERS)[number];
const ALL = CLUSTERS.flatMap(({ masters }) => masters);
const FORMER_NAME = `${STACK}-sales`;
const SEEN = "SELECT master, io, applier FROM shop.seen ORDER BY master";

/** The other team's own component. */
const SHOP = "example:index:Shop";
const DOCKER_KINDS = ["Container", "Network", "Volume"];

describe("examples/larger-stack", () => {
    beforeAll(removeAll);

    const deployed = deployment(example("larger-stack"), STACK, FIRST_PORT, { image: { value: IMAGE } });

    afterAll(removeAll);

    const on = (at: Server, ...statements: string[]): Promise<Rows> =>
        sql(at, deployed.stack.passwords.root, ...statements);
    const stored = async (): Promise<StoredResource[]> => resourcesIn(await deployed.stack.state());
    const expectNoDrift = async (): Promise<void> => {
        const { code, output } = await deployed.stack.audit();
        expect(changesIn(output)).toEqual({});
        expect(code).toBe(0);
    };

    describe("once it is up", () => {
        it("should import the package and two of Pulumi's, and nothing else", async () => {
            const program = await readFile(join(example("larger-stack"), "index.ts"), "utf8");
            const imported = [...program.matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g)].map(
                ([, from]) => from,
            );
            expect(imported).toEqual(["@pulumi/docker", "@pulumi/pulumi", "pulumi-mysql-dual-master"]);
        });

        it("should run two clusters, each of which says who follows whom", async () => {
            const { states } = await deployed.stack.outputs();
            expect(states?.value).toEqual(
                CLUSTERS.map(
                    ({ masters: [one, two] }) =>
                        `${one.name} and ${two.name} follow each other; every thread is running`,
                ),
            );
        });

        it("should have started the application once, when every thread of both clusters ran", async () => {
            for (const { masters } of CLUSTERS) {
                const seen = masters.map(({ name }) => ({ master: name, io: "ON", applier: "ON" }));
                for (const master of masters) {
                    await eventually(
                        `both rows are on ${master.name}`,
                        async () => (await on(master, SEEN)).length === 2,
                    );
                    expect(await on(master, SEEN)).toEqual(seen);
                }
            }
            expect(await inspect(APP)).toMatchObject({ RestartCount: 0, State: { Running: true } });
        });

        it("should be looked at as its README says", async () => {
            const [, two] = ORDERS.masters;
            const look = documentedCommand(example("larger-stack"), "docker exec", {
                "shop-orders-master-2": two.name,
            });
            const seen = await onTerminal(look, REPOSITORY, [
                { once: "Enter password:", type: `${deployed.stack.passwords.root}\r` },
            ]);
            expect(seen.output.split("\n").filter((line) => /ON.*ON/.test(line))).toHaveLength(2);
            const list = documentedCommand(example("larger-stack"), "docker ps", {});
            const { output } = await onTerminal(list, REPOSITORY);
            for (const name of [APP, ...ALL.map((server) => server.name)]) {
                expect(output).toContain(name);
            }
        });

        it("should let neither cluster have anything of the other's", async () => {
            expect(new Set(await Promise.all(ALL.map(serverId))).size).toBe(4);
            for (const { name, masters } of CLUSTERS) {
                const [there] = JSON.parse(await docker("network", "inspect", name)) as [Network];
                const names = Object.values(there.Containers).map((container) => container.Name);
                expect(names.sort()).toEqual([APP, ...masters.map((master) => master.name)]);
                expect(await whatIsThereOf(name)).toHaveLength(7);
            }
            await on(ORDERS.masters[0], "CREATE DATABASE only_orders");
            await on(STOCK.masters[1], "CREATE DATABASE only_stock");
            await eventually("the one peer has it", async () => (await only(ORDERS.masters[1])).length === 1);
            await eventually("so has the other", async () => (await only(STOCK.masters[0])).length === 1);
            expect(await Promise.all(ALL.map(only))).toEqual([
                ...[["only_orders"], ["only_orders"]],
                ...[["only_stock"], ["only_stock"]],
            ]);
        });

        it("should have all of it beneath the team's component, by the team's own Docker provider", async () => {
            const all = await stored();
            const made = all.filter((resource) => DOCKER_KINDS.includes(kindOf(resource)));
            expect(made).toHaveLength(15);
            for (const { urn, provider = "" } of made) {
                expect(urn).toContain(`::${SHOP}$`);
                expect(provider).toContain("::pulumi:providers:docker::engine::");
            }
            const clusters = all.filter((resource) => kindOf(resource) === "DualMasterCluster");
            const parent = all.find(({ type }) => type === SHOP)?.urn;
            expect(clusters.map((each) => each.parent)).toEqual([parent, parent]);
        });

        it("should carry the team's labels on all that Docker can label", async () => {
            const labels = { "example.team": "shop", "example.cost-centre": "4711" };
            expect((await inspect(APP)).Config.Labels).toMatchObject(labels);
            for (const { name, masters } of CLUSTERS) {
                const own = { ...labels, "pulumi-mysql-dual-master.cluster": name };
                const volumes = masters.flatMap((master) => [`${master.name}-config`, `${master.name}-data`]);
                for (const master of masters) {
                    expect((await inspect(master.name)).Config.Labels).toMatchObject(own);
                }
                expect(await labelsOf("network", name)).toEqual([own]);
                expect(await labelsOf("volume", ...volumes)).toEqual(
                    masters.flatMap((master) => {
                        const ofServer = { ...own, "pulumi-mysql-dual-master.server": master.name };
                        return [ofServer, ofServer];
                    }),
                );
            }
        });
    });

    describe("when one link of each cluster is broken by hand", () => {
        const [orders, stock] = [ORDERS, STOCK].map(({ masters: [one, two] }) => `${two.name} from ${one.name}`);

        it("should name exactly those, even where the state still has a cluster under its former name", async () => {
            await renameInState(ORDERS.name, FORMER_NAME);
            expect((await stored()).filter(({ urn }) => urn.endsWith(`::${ORDERS.name}`))).toEqual([]);
            await on(ORDERS.masters[1], "STOP SLAVE SQL_THREAD");
            await on(STOCK.masters[1], "STOP SLAVE", "RESET SLAVE ALL");
            const audit = await deployed.stack.audit({ runProgram: false });
            expect(audit.code).toBe(7);
            expect(audit.output).not.toMatch(/\((create|delete|replace|create-replacement|delete-replaced)\)/);
            const changes = changesIn(audit.output);
            expect(Object.keys(changes).sort()).toEqual([`ReplicationLink "${orders}"`, `ReplicationLink "${stock}"`]);
            expect(changes[`ReplicationLink "${orders}"`]).toEqual(['sqlThread: "stopped" => "running"']);
            expect(changes[`ReplicationLink "${stock}"`]).toContain(
                `follows: "nobody" => "${STOCK.masters[0].name}:3306"`,
            );
        });

        it("should repair them, take the new name over, and let every container run on", async () => {
            const before = await runs();
            await on(ORDERS.masters[0], "INSERT INTO shop.seen (master) VALUES ('while orders was broken')");
            await on(STOCK.masters[0], "INSERT INTO shop.seen (master) VALUES ('while stock was broken')");
            succeeded(await deployed.stack.up());
            for (const { masters } of CLUSTERS) {
                await eventually("the row arrives", async () => (await on(masters[1], SEEN)).length === 3);
            }
            await expectNoDrift();
            expect(await runs()).toEqual(before);
            expect((await stored()).filter(({ urn }) => urn.includes(FORMER_NAME))).toEqual([]);
        });
    });

    describe("when it is taken down", () => {
        it("should leave nothing but the data", async () => {
            succeeded(await deployed.stack.destroy());
            expect(await whatIsThereOf(STACK)).toEqual(dataOf(...ALL));
            for (const { name } of CLUSTERS) {
                expect((await whatIsThereOf(name)).filter((each) => !each.endsWith("-data"))).toEqual([]);
            }
        });
    });

    const serverId = async (at: Server): Promise<unknown> => (await on(at, "SELECT @@server_id AS id"))[0]?.id;

    const only = async (at: Server): Promise<unknown[]> =>
        (await on(at, "SHOW DATABASES LIKE 'only_%'")).map((row) => Object.values(row)[0]);

    /** As if it had been deployed by a program in which the cluster was called so. */
    async function renameInState(from: string, to: string): Promise<void> {
        const renamed = (await deployed.stack.state()).replaceAll(`::${from}`, `::${to}`);
        const folder = await mkdtemp(join(tmpdir(), `${STACK}-`));
        try {
            const file = join(folder, "state.json");
            await writeFile(file, renamed);
            succeeded(await pulumi(example("larger-stack"), ["stack", "import", "--stack", STACK, "--file", file]));
        } finally {
            await rm(folder, { recursive: true });
        }
    }
});

interface Network {
    Containers: Record<string, { Name: string }>;
}

/** What would differ if a container had been made anew or started again. */
const runOf = ({ Id, State }: Inspected): string => `${Id} since ${State.StartedAt}`;

const runs = (): Promise<string[]> =>
    Promise.all([APP, ...ALL.map(({ name }) => name)].map(async (name) => runOf(await inspect(name))));

async function labelsOf(kind: "network" | "volume", ...names: string[]): Promise<unknown[]> {
    const inspected = JSON.parse(await docker(kind, "inspect", ...names)) as { Labels: unknown }[];
    return inspected.map(({ Labels }) => Labels);
}

/** What the deployment's own cleaning up, which knows one cluster, leaves. */
async function removeAll(): Promise<void> {
    await docker("rm", "-fv", APP).catch(() => undefined);
    await removeLeftovers(ORDERS.name);
    await removeLeftovers(STOCK.name);
}
