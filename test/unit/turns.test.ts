import { DualMasterCluster, type DualMasterClusterArgs } from "../../components";
import { cluster } from "./fakes/arguments";
import { inClear, registeredBy, type Registered } from "./fakes/engine";

const GATE = "pulumi-nodejs:dynamic/mysql-dual-master:ReadinessGate";
const CONTAINER = "docker:index/container:Container";
const ROOT_PASSWORD = "root-secret";
const ARGS = cluster({
    rootPassword: ROOT_PASSWORD,
    replicas: [
        { of: 1, hostPort: 3309 },
        { of: 0, hostPort: 3310 },
    ],
});

/** What is registered where the last deployment has left these servers. */
async function run(args: DualMasterClusterArgs, servers: string[]): Promise<Registered[]> {
    const stored = servers.map((name) => [
        `urn:pulumi:stack::project::mysql-dual-master:index:DualMasterCluster$mysql-dual-master:index:MysqlServer$docker:index/container:Container::${name}`,
        { outputs: { name } },
    ]);
    const never = new Promise<unknown>(() => undefined);
    const { resources, error } = await registeredBy(
        () => new DualMasterCluster("orders", args),
        {},
        never,
        Object.fromEntries(stored) as Record<string, { outputs: object }>,
    );
    expect(error).toBeUndefined();
    return resources;
}

const of = (resources: Registered[], wanted: string): Registered[] => resources.filter(({ type }) => type === wanted);
const waitsFor = ({ dependsOn }: Registered): string[] => dependsOn.filter((each) => each.startsWith("ReadinessGate"));

describe("the containers of a cluster that is there already", () => {
    let resources: Registered[];

    beforeAll(async () => {
        // The one that is not there is new.
        resources = await run(ARGS, ["orders-master-1", "orders-master-2", "orders-replica-2"]);
    });

    it("should each wait at the gate of the one before, replicas first", () => {
        expect(of(resources, CONTAINER).map((each) => [each.name, ...waitsFor(each)])).toEqual([
            ["orders-replica-2"],
            ["orders-replica-1", "ReadinessGate orders-replica-2-gate"],
            ["orders-master-1", "ReadinessGate orders-replica-1-gate"],
            ["orders-master-2", "ReadinessGate orders-master-1-gate"],
        ]);
    });

    it("should have gates that wait at once for a server that is older than they are", () => {
        expect(
            of(resources, GATE).map(({ name, inputs }) => [name, inputs.serverWasThere, inputs.incarnation]),
        ).toEqual([
            ["orders-replica-2-gate", true, "orders-replica-2-id"],
            ["orders-replica-1-gate", false, "orders-replica-1-id"],
            ["orders-master-1-gate", true, "orders-master-1-id"],
        ]);
    });

    it("should have gates that know every link of their server, and no password in clear", () => {
        const [, , ofMaster] = of(resources, GATE);
        expect(ofMaster?.inputs).toMatchObject({
            server: { name: "orders-master-1", host: "127.0.0.1", port: 3307, user: "root" },
            links: [
                {
                    name: "orders-master-1 from orders-master-2",
                    sourceAddress: { host: "orders-master-2", port: 3306 },
                },
                {
                    name: "orders-master-2 from orders-master-1",
                    sourceAddress: { host: "orders-master-1", port: 3306 },
                },
                { name: "orders-replica-2 from orders-master-1" },
            ],
            positioning: "gtid",
            network: "orders",
            deadlineSeconds: 120,
        });
        expect(of(resources, GATE).flatMap(({ raw }) => inClear(raw, ROOT_PASSWORD))).toEqual([]);
    });
});
