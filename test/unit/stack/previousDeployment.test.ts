import { serversIn } from "../../../components/stack/previousDeployment";

// What is read here needs no engine.
jest.mock("@pulumi/pulumi", () => ({}));

const CLUSTER = "urn:pulumi:production::shop::it:index:Team$mysql-dual-master:index:DualMasterCluster";
const SERVER = `${CLUSTER}$mysql-dual-master:index:MysqlServer`;
const VARIABLES = `${CLUSTER}$mysql-dual-master:index:DualMasterReplication$pulumi-nodejs:dynamic/mysql-dual-master:ServerVariables`;

const labels = (...more: string[]): unknown => [
    { label: "pulumi-mysql-dual-master.cluster", value: "orders" },
    ...more.map((label) => ({ label: `pulumi-mysql-dual-master.${label}`, value: "west" })),
];

describe("the servers of a stack's state", () => {
    it("should be put together from their variables, containers and volumes", () => {
        expect(
            serversIn({
                [`${SERVER}$docker:index/container:Container::orders-west`]: {
                    outputs: {
                        name: "west",
                        labels: labels(),
                        volumes: [
                            { containerPath: "/etc/mysql/conf.d", hostPath: "", volumeName: "west-config" },
                            { containerPath: "/var/lib/mysql", hostPath: "", volumeName: "west-data" },
                        ],
                    },
                },
                [`${SERVER}$docker:index/volume:Volume::orders-west-data`]: { outputs: { name: "west-data" } },
                [`${SERVER}$docker:index/volume:Volume::orders-west-config`]: { outputs: { name: "west-config" } },
                [`${SERVER}::orders-west`]: { outputs: { containerName: "west", keepsData: true } },
                [`${VARIABLES}::orders-west-variables`]: {
                    outputs: {
                        connection: { name: "west", host: "127.0.0.1", port: 3307, password: "root-secret" },
                        wantedVariables: { read_only: "OFF", server_id: "3307" },
                        variables: { read_only: "ON", server_id: "1" },
                    },
                },
                "urn:pulumi:production::shop::docker:index/container:Container::another": {
                    outputs: { name: "another" },
                },
            }),
        ).toEqual([
            {
                resource: "orders-west",
                ...{ name: "west", host: "127.0.0.1", port: 3307, role: "master", cluster: "orders" },
                variables: { read_only: "OFF", server_id: "3307" },
                data: { volume: "west-data" },
                keepsData: true,
            },
        ]);
    });

    it("should hold what there is of one whose deployment ended early, and of one that keeps its data in a folder", () => {
        expect(
            serversIn({
                [`${SERVER}$docker:index/volume:Volume::orders-west-data`]: {
                    outputs: { name: "west-data", labels: labels("server") },
                },
                [`${SERVER}$docker:index/container:Container::orders-east`]: {
                    outputs: { name: "east", volumes: [{ containerPath: "/var/lib/mysql", hostPath: "/srv/east" }] },
                },
            }),
        ).toEqual([
            { resource: "orders-west", variables: {}, data: { volume: "west-data" }, keepsData: true },
            { resource: "orders-east", variables: {}, name: "east", cluster: undefined, data: { folder: "/srv/east" } },
        ]);
    });

    it("should tell a replica by what it was declared to be", () => {
        const variables = { read_only: "ON" };
        const [replica] = serversIn({
            [`${VARIABLES}::orders-reader-variables`]: {
                outputs: { connection: { name: "reader", host: "10.0.0.3", port: 3306 }, variables },
            },
        });
        expect(replica).toMatchObject({ name: "reader", role: "replica", variables });
    });
});
