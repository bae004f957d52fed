import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster, type ReplicaArgs } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const name = config.require("name");
const port = config.requireNumber("firstPort");
const folder = config.require("folder");
const subnet = config.require("subnet");

const network = new docker.Network("network", { name, ipamConfigs: [{ subnet: `${subnet}.0/24` }] });

const replicas: ReplicaArgs[] = [
    { hostPort: port + 2, of: 0, name: `${name}-reader-1`, serverId: 301 },
    { hostPort: port + 3, of: 1, name: `${name}-reader-2`, serverId: 302, options: { max_connections: "66" } },
];

const cluster = new DualMasterCluster(name, {
    rootPassword: config.requireSecret("rootPassword"),
    image: config.require("image"),
    masters: [
        {
            hostPort: port,
            name: "It-Options.Container_1",
            hostName: "It.Options.Node1",
            serverId: 4294967295,
            offset: 3,
            storage: { dataPath: `${folder}/data`, configPath: `${folder}/config`, logPath: `${folder}/log` },
        },
        {
            hostPort: port + 1,
            name: "It-Options.Container_2",
            hostName: "It.Options.Node2",
            serverId: 201,
            offset: 7,
            options: { max_connections: "77", "long-query-time": "4.500000" },
            storage: {
                dataVolume: `${name}-given-data`,
                configVolume: `${name}-given-config`,
                configFile: "/etc/mysql/my.cnf",
                logVolume: `${name}-given-log`,
            },
        },
    ],
    replicas: replicas.slice(0, config.requireNumber("replicas")),
    replication: {
        password: config.requireSecret("replicationPassword"),
        user: "It$repl.user-1",
        hostPattern: `${subnet}.0/255.255.255.0`,
        connectRetrySeconds: 3,
        heartbeatSeconds: 7,
    },
    lanes: { increment: 10 },
    filters: { replicateDoDb: ["shop", "stock"], binlogIgnoreDb: ["scratch"] },
    options: {
        max_connections: "55",
        "Sync-Binlog": "100",
        "character-set-server": "utf8mb4",
        init_connect: "SET @told = '# no comment'; -- \\ end",
    },
    network: network.name,
    bindAddress: "127.0.0.2",
    restart: "unless-stopped",
    hostTimeZone: true,
    stopSeconds: 45,
    deadlineSeconds: 200,
});

export const { containerNames, coordinates, endpoints, networkName, rootPassword, state } = cluster;
