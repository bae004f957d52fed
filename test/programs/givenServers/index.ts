import * as pulumi from "@pulumi/pulumi";
import { DualMasterReplication, type DualMasterReplicationArgs } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const firstPort = config.requireNumber("firstPort");
const auditorPassword = config.getSecret("auditorPassword");
/** What their containers are called, and so where they dial each other. */
const servers = config.require("servers");

const replication = new DualMasterReplication(config.require("name"), {
    masters: [1, 2].map((number) => ({
        host: "127.0.0.1",
        port: firstPort + number - 1,
        user: config.get("administrator"),
        password: config.requireSecret("rootPassword"),
        peerHost: `${servers}-${number}`,
        peerPort: 3306,
    })),
    auditor: auditorPassword === undefined ? undefined : { user: config.require("auditor"), password: auditorPassword },
    replication: { password: config.requireSecret("replicationPassword") },
    ...config.getObject<Partial<DualMasterReplicationArgs>>("arguments"),
});

export const { coordinates, state } = replication;
