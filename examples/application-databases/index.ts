import * as mysql from "@pulumi/mysql";
import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const port = config.getNumber("firstPort") ?? 3307;

const cluster = new DualMasterCluster(config.get("name") ?? "orders", {
    rootPassword: config.requireSecret("rootPassword"),
    replication: { password: config.requireSecret("replicationPassword") },
    masters: [{ hostPort: port }, { hostPort: port + 1 }],
});

// Writes on the first master, not before both directions run. The second one has it all by replication.
const provider = cluster.mysqlProvider();

const shop = new mysql.Database(
    "shop",
    { name: "shop", defaultCharacterSet: "utf8mb4", defaultCollation: "utf8mb4_unicode_ci" },
    { provider },
);
const user = new mysql.User(
    "shop",
    { user: "shop", host: "%", plaintextPassword: config.requireSecret("shopPassword") },
    { provider },
);
const grant = new mysql.Grant(
    "shop",
    { user: user.user, host: user.host, database: shop.name, privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"] },
    { provider },
);

export const endpoints = cluster.endpoints;
export const state = cluster.state;
export const granted = pulumi.interpolate`${grant.user}@${grant.host} on ${grant.database}`;
