import { inspect } from "../support/containers";
import { deployment, succeeded } from "../support/deployment";
import { dataOf, removeLeftovers, whatIsThereOf } from "../support/docker";
import { changesIn } from "../support/preview";
import { program } from "../support/programs";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { kindOf, resourcesIn, type StoredResource } from "../support/state";

jest.setTimeout(300_000);

const FIRST = "it-resource-options";
const RENAMED = `${FIRST}-renamed`;
const OTHER = `${FIRST}-other`;
const FIRST_PORT = 24357;
const server = (name: string, place: number): Server => ({ name, host: "127.0.0.1", port: FIRST_PORT + place });
const [ONE, TWO] = [server(`${FIRST}-one`, 0), server(`${FIRST}-two`, 1)];
const [OTHER_ONE, OTHER_TWO] = [server(`${OTHER}-one`, 2), server(`${OTHER}-two`, 3)];
const ALL = [ONE, TWO, OTHER_ONE, OTHER_TWO];
const DOCKER_KINDS = ["Container", "Network", "Volume"];

describe("two clusters in one stack", () => {
    beforeAll(async () => {
        await removeOthers();
    });

    const deployed = deployment(program("resourceOptions"), FIRST, FIRST_PORT, { componentName: { value: FIRST } });

    afterAll(removeOthers);

    const on = (at: Server, ...statements: string[]): Promise<Rows> =>
        sql(at, deployed.stack.passwords.root, ...statements);

    /** What the library made for one of the clusters, without the component itself. */
    const childrenOf = async (component: string): Promise<StoredResource[]> => {
        const all = resourcesIn(await deployed.stack.state());
        const self = all.find(({ urn }) => urn.endsWith(`:DualMasterCluster::${component}`));
        const below = (resource: StoredResource): boolean => {
            const parent = all.find(({ urn }) => urn === resource.parent);
            return parent !== undefined && (parent === self || below(parent));
        };
        return all.filter(below);
    };

    it("should keep each to itself", async () => {
        const { states, networks } = await deployed.stack.outputs();
        expect(states?.value).toEqual([
            `${ONE.name} and ${TWO.name} follow each other; every thread is running`,
            `${OTHER_ONE.name} and ${OTHER_TWO.name} follow each other; every thread is running`,
        ]);
        expect(networks?.value).toEqual([FIRST, OTHER]);

        await on(ONE, "CREATE DATABASE orders");
        await on(OTHER_TWO, "CREATE DATABASE stock");
        await eventually("the peer has it", async () => (await on(TWO, "SHOW DATABASES LIKE 'orders'")).length === 1);
        await eventually("so has the other's", async () => (await on(OTHER_ONE, LIKE_STOCK)).length === 1);
        expect(await on(ONE, LIKE_STOCK)).toEqual([]);
        expect(await on(OTHER_ONE, "SHOW DATABASES LIKE 'orders'")).toEqual([]);
    });

    it("should dial where it was told to", async () => {
        const { endpoints } = await deployed.stack.outputs();
        const hosts = (endpoints?.value as { host: string }[][]).map((each) => each.map(({ host }) => host));
        expect(hosts).toEqual([
            ["127.0.0.1", "127.0.0.1"],
            ["localhost", "localhost"],
        ]);
    });

    it("should stand below the component that was given as its parent", async () => {
        const children = await childrenOf(FIRST);
        expect(children.map(kindOf).sort()).toEqual([
            ...["Container", "Container", "DualMasterReplication", "InitialData"],
            ...["MysqlServer", "MysqlServer", "Network", "ReadinessGate"],
            ...["ReplicationAccount", "ReplicationAccount", "ReplicationLink", "ReplicationLink"],
            ...["ServerVariables", "ServerVariables", "Volume", "Volume", "Volume", "Volume"],
        ]);
        for (const { urn } of children) {
            expect(urn).toContain("::it:index:Team$mysql-dual-master:index:DualMasterCluster$");
        }
    });

    it("should use the Docker provider that was given, and the other one the default", async () => {
        const providersOf = async (component: string): Promise<string[]> => {
            const made = (await childrenOf(component)).filter((child) => DOCKER_KINDS.includes(kindOf(child)));
            expect(made).toHaveLength(7);
            return made.map(({ provider = "" }) => provider.replace(/^.*::pulumi:providers:docker::|::[^:]*$/g, ""));
        };
        expect(new Set(await providersOf(FIRST))).toEqual(new Set(["explicit"]));
        expect(new Set(await providersOf(OTHER))).toEqual(new Set([expect.stringMatching(/^default/) as string]));
    });

    it.each([
        { cluster: FIRST, by: "transformations", servers: [ONE, TWO] },
        { cluster: OTHER, by: "transforms", servers: [OTHER_ONE, OTHER_TWO] },
    ])("should let $by add to the containers of $cluster, and keep their secrets", async ({ cluster, servers }) => {
        for (const { name } of servers) {
            const { Labels } = (await inspect(name)).Config;
            expect(Labels).toMatchObject({ "it.owner": "team-orders" });
            expect(Object.keys(Labels)).toContain("pulumi-mysql-dual-master.cluster");
        }
        const containers = (await childrenOf(cluster)).filter((child) => kindOf(child) === "Container");
        expect(containers).toHaveLength(2);
        for (const { inputs = {} } of containers) {
            expect(JSON.stringify(inputs.uploads)).toContain("ciphertext");
        }
        // With what base64 has no letter for: in ciphertext, any four letters turn up sooner or later.
        expect(JSON.stringify(containers)).not.toMatch(/pa55\\*" 'x'/);
    });

    it("should find nothing in an audit, and change nothing where the component is renamed with an alias", async () => {
        const before = await Promise.all(ALL.map(({ name }) => inspect(name)));
        await deployed.stack.setConfig({ componentName: { value: RENAMED }, renamedFrom: { value: FIRST } });
        const { code, output } = await deployed.stack.audit({ runProgram: false });
        expect(code).toBe(0);
        expect(changesIn(output)).toEqual({});
        expect(output).not.toMatch(/\((create|delete|replace|create-replacement|delete-replaced)\)/);

        await deployed.stack.setConfig({ protect: { value: "true" } });
        succeeded(await deployed.stack.up());
        const after = await Promise.all(ALL.map(({ name }) => inspect(name)));
        expect(after.map(({ Id, State }) => [Id, State.StartedAt])).toEqual(
            before.map(({ Id, State }) => [Id, State.StartedAt]),
        );
        expect((await childrenOf(RENAMED)).length).toBeGreaterThan(0);
        expect(await childrenOf(FIRST)).toEqual([]);
    });

    it("should be kept from destruction, with all that is below, where it is protected", async () => {
        const children = await childrenOf(RENAMED);
        expect(children.filter(({ protect }) => protect !== true)).toEqual([]);

        const before = await whatIsThereOf(FIRST);
        const { code, output } = await deployed.stack.destroy();
        expect(code).not.toBe(0);
        expect(output).toMatch(/is protected|cannot be deleted/);
        expect((await whatIsThereOf(FIRST)).filter((each) => !each.includes(OTHER))).toEqual(
            before.filter((each) => !each.includes(OTHER)),
        );
        for (const at of [ONE, TWO]) {
            expect(await on(at, "SHOW SLAVE STATUS")).toMatchObject([
                { Slave_IO_Running: "Yes", Slave_SQL_Running: "Yes" },
            ]);
        }
    });

    it("should go once it is protected no longer", async () => {
        await deployed.stack.setConfig({ protect: { value: "false" } });
        succeeded(await deployed.stack.up());
        succeeded(await deployed.stack.destroy());
        expect(await whatIsThereOf(FIRST)).toEqual(dataOf(...ALL));
    });
});

/** What the deployment's own cleaning up, which knows one cluster, leaves. */
async function removeOthers(): Promise<void> {
    await removeLeftovers(RENAMED);
    await removeLeftovers(OTHER);
}

const LIKE_STOCK = "SHOW DATABASES LIKE 'stock'";
