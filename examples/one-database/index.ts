import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster } from "pulumi-mysql-dual-master";
import { resolve } from "node:path";

const config = new pulumi.Config();
const name = config.get("name") ?? "mysql";
const port = config.getNumber("firstPort") ?? 3307;
const folder = resolve(config.get("folder") ?? "data");

const server = (number: number) => ({
    name: `${name}-${number}`,
    hostPort: port + number - 1,
    storage: {
        configFile: "/etc/mysql/my.cnf",
        configPath: `${folder}/${number}/conf`,
        dataPath: `${folder}/${number}/data`,
    },
});

const cluster = new DualMasterCluster(name, {
    rootPassword: config.requireSecret("rootPassword"),
    replication: { password: config.requireSecret("replicationPassword") },
    masters: [server(1), server(2)],
    initialData: "copy",
    copyFrom: 0,
    filters: { binlogDoDb: ["test"] },
    hostTimeZone: true,
    options: {
        character_set_server: "utf8",
        lower_case_table_names: "1",
        symbolic_links: "0",
        log_bin_index: "mysql-bin",
        relay_log: "relaylog",
        relay_log_index: "relaylog",
        relay_log_purge: "ON",
    },
});

export const endpoints = cluster.endpoints;
export const coordinates = cluster.coordinates;
export const state = cluster.state;
