import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster, type DualMasterClusterArgs, type MysqlProviderArgs } from "../../components";
import { cluster } from "./fakes/arguments";
import { inClear, registeredBy, type Registered } from "./fakes/engine";

// It loads TypeScript, here for each test anew, and nothing asks for it.
jest.mock("@pulumi/pulumi/runtime/closure/serializeClosure", () => ({}));

const replicas = [
    { of: 0, hostPort: 3309 },
    { of: 1, hostPort: 3310 },
];

const mysqlIn = (resources: Registered[]): Registered[] =>
    resources.filter(({ type }) => type === "pulumi:providers:mysql");

describe("a cluster's provider for application databases", () => {
    async function provided(args: DualMasterClusterArgs, ...calls: MysqlProviderArgs[]) {
        const made: pulumi.ProviderResource[] = [];
        const { resources, error } = await registeredBy(() => {
            const orders = new DualMasterCluster("orders", args);
            calls.forEach((call) => made.push(orders.mysqlProvider(call)));
        });
        return { made, error: error as Error | undefined, providers: mysqlIn(resources) };
    }

    afterEach(() => {
        jest.dontMock("@pulumi/mysql");
        jest.restoreAllMocks();
        jest.resetModules();
        delete process.env.MYSQL_TLS_CONFIG;
    });

    it("should write as root on the first master, from below the cluster, with its password secret", async () => {
        const { providers, made } = await provided(cluster({ replicas }), {});
        expect(providers).toMatchObject([
            {
                name: "orders-mysql",
                parent: "DualMasterCluster orders",
                inputs: { endpoint: "127.0.0.1:3307", username: "root", password: "root-secret", tls: "false" },
            },
        ]);
        expect(inClear(providers[0]?.raw, "root-secret")).toEqual([]);
        expect(made[0]).toBeInstanceOf(pulumi.ProviderResource);
    });

    it("should wait for every link", async () => {
        const { providers } = await provided(cluster({ replicas }), {});
        expect(providers[0]?.dependsOn).toEqual(
            expect.arrayContaining(
                ["master-1", "master-2", "replica-1", "replica-2"].map((name) => `ReplicationLink orders-${name}-link`),
            ),
        );
    });

    it.each<[string, DualMasterClusterArgs, MysqlProviderArgs]>([
        ["127.0.0.1:3308", cluster(), { master: 1 }],
        ["docker.example.com:3307", cluster({ dialAddress: "docker.example.com" }), { master: 0 }],
        ["[::1]:3307", cluster({ bindAddress: "::1" }), {}],
    ])("should dial the master where it is published: %s", async (endpoint, args, call) => {
        expect((await provided(args, call)).providers).toMatchObject([{ name: "orders-mysql", inputs: { endpoint } }]);
    });

    it("should be one and the same at every call", async () => {
        const { made, providers, error } = await provided(cluster(), { master: 1 }, { master: 1 });
        expect(error).toBeUndefined();
        expect(made[1]).toBe(made[0]);
        expect(providers).toHaveLength(1);
    });

    it("should be encrypted or not by this program alone, not by the environment of who runs it", async () => {
        process.env.MYSQL_TLS_CONFIG = "skip-verify";
        expect((await provided(cluster(), {})).providers).toMatchObject([{ inputs: { tls: "false" } }]);
    });

    it.each([-1, 2, 0.5])("should be refused on a master that is none: %s", async (master) => {
        const { error, providers } = await provided(cluster({ replicas }), { master });
        expect(error?.message).toBe(`orders.mysqlProvider: master = ${master}: allowed: a place in masters, 0 to 1`);
        expect(providers).toEqual([]);
    });

    it("should be refused on a second master: the same statement on both would meet itself", async () => {
        const { error, providers } = await provided(cluster(), { master: 1 }, {});
        expect(error?.message).toBe(
            "orders.mysqlProvider: master = 0: is masters[1] elsewhere in the program; allowed: one of them",
        );
        expect(providers).toHaveLength(1);
    });

    it.each([
        [{ replicateDoDb: ["shop"] }, 1],
        [{ replicateIgnoreDb: ["shop"], binlogDoDb: ["shop"], replicateDoDb: [] }, 0],
    ])("should warn where users and grants would stay on one server: %j", async (filters, warnings) => {
        const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
        await provided(cluster({ filters }), {});
        expect(warn.mock.calls.filter(([said]) => said.startsWith("filters.replicateDoDb is declared"))).toHaveLength(
            warnings,
        );
    });

    it("should say what to install where its package is not", async () => {
        jest.doMock("@pulumi/mysql", () => {
            throw Object.assign(new Error("Cannot find module '@pulumi/mysql'"), { code: "MODULE_NOT_FOUND" });
        });
        const { error, providers } = await provided(cluster(), {});
        expect(error?.message).toBe(
            "orders.mysqlProvider: @pulumi/mysql is not installed, of which it is a provider; " +
                "install it beside this library: npm install @pulumi/mysql",
        );
        expect(providers).toEqual([]);
    });

    it("should leave a cluster alone that nobody asks for it", async () => {
        const { resources } = await registeredBy(() => new DualMasterCluster("orders", cluster()));
        expect(mysqlIn(resources)).toEqual([]);
        expect(resources.length).toBeGreaterThan(0);
    });
});
