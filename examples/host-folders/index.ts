import * as pulumi from "@pulumi/pulumi";
import { homedir } from "node:os";
import { join } from "node:path";
import { DualMasterCluster, type ServerArgs } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const name = config.get("name") ?? "MySQL.Cluster";
const firstPort = config.getNumber("firstPort") ?? 5501;
const folder = config.get("folder") ?? join(homedir(), name);

function node(number: number): ServerArgs {
    const own = join(folder, `Node${number}`);
    return {
        name: `${name}.Node${number}`,
        hostPort: firstPort + number - 1,
        storage: {
            configPath: join(own, "conf"),
            configFile: "/etc/mysql/my.cnf",
            logPath: join(own, "logs"),
            dataPath: join(own, "data"),
        },
    };
}

const cluster = new DualMasterCluster(name, {
    rootPassword: config.requireSecret("rootPassword"),
    replication: { password: config.requireSecret("replicationPassword") },
    network: config.get("network") ?? "mysql-cluster",
    masters: [node(1), node(3)],
    replicas: [
        { ...node(2), of: 0 },
        { ...node(4), of: 1 },
    ],
});

export const endpoints = cluster.endpoints;
export const state = cluster.state;
