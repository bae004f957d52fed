import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const port = config.getNumber("firstPort") ?? 3307;

const cluster = new DualMasterCluster(config.get("name") ?? "orders", {
    rootPassword: config.requireSecret("rootPassword"),
    replication: { password: config.requireSecret("replicationPassword") },
    masters: [{ hostPort: port }, { hostPort: port + 1 }],
    dataOnRemoval: config.get("dataOnRemoval") === "delete" ? "delete" : "keep",
});

export const endpoints = cluster.endpoints;
export const coordinates = cluster.coordinates;
export const state = cluster.state;
