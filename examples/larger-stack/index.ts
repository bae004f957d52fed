import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const name = config.get("name") ?? "shop";
const firstPort = config.getNumber("firstPort") ?? 3307;
const image = config.get("image") ?? "mysql:5.7";
const labels = { "example.team": "shop", "example.cost-centre": "4711" };

const engine = new docker.Provider("engine", { host: config.get("dockerHost") });
const shop = new pulumi.ComponentResource("example:index:Shop", name, {}, { providers: [engine] });

const cluster = (part: string, port: number, aliases: pulumi.Alias[] = []): DualMasterCluster => {
    const rootPassword = config.requireSecret("rootPassword");
    const replication = { password: config.requireSecret("replicationPassword") };
    const masters = [{ hostPort: port }, { hostPort: port + 1 }];
    const args = { rootPassword, replication, masters, image, labels };
    return new DualMasterCluster(`${name}-${part}`, args, { parent: shop, aliases });
};
const orders = cluster("orders", firstPort, [{ name: `${name}-sales` }]); // what it was called before
const stock = cluster("stock", firstPort + 2);
const masters = pulumi.all([orders.containerNames, stock.containerNames]).apply((names) => names.flat().join(" "));

const notesWhatItSees = `for master in $MASTERS; do mysql --defaults-file=/client.cnf --host=$master -e "
    CREATE DATABASE IF NOT EXISTS shop; CREATE TABLE IF NOT EXISTS shop.seen (master TEXT, io TEXT, applier TEXT);
    INSERT INTO shop.seen SELECT @@hostname, io.service_state, applier.service_state
    FROM performance_schema.replication_connection_status io, performance_schema.replication_applier_status applier"
done; exec sleep infinity`;

const login = pulumi.interpolate`[client]\nuser=root\npassword='${orders.rootPassword}'\n`;

// Starts once every link of both clusters runs, because it uses their outputs.
const app: docker.ContainerArgs = {
    name: `${name}-app`,
    image,
    networksAdvanced: [{ name: orders.networkName }, { name: stock.networkName }],
    envs: [pulumi.interpolate`MASTERS=${masters}`],
    uploads: [{ file: "/client.cnf", content: login }],
    entrypoints: ["bash", "-ec", notesWhatItSees],
    init: true,
    labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
};
new docker.Container(`${name}-app`, app, { parent: shop });

export const states = [orders.state, stock.state];
