import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const port = config.getNumber("firstPort") ?? 3307;

// Each keeps its number, so that the other one stays what it is when this one is taken out.
const replicas = [
    { number: 1, of: 0, hostPort: port + 2 },
    { number: 2, of: 1, hostPort: port + 3 },
];

const cluster = new DualMasterCluster(config.get("name") ?? "orders", {
    rootPassword: config.requireSecret("rootPassword"),
    replication: { password: config.requireSecret("replicationPassword") },
    masters: [{ hostPort: port }, { hostPort: port + 1 }],
    replicas: replicas.filter(({ number }) => number !== config.getNumber("takenOut")),
});

export const endpoints = cluster.endpoints;
export const coordinates = cluster.coordinates;
export const state = cluster.state;
