import * as pulumi from "@pulumi/pulumi";
import { DualMasterReplication, type ExistingServerArgs } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const name = config.require("name");
const firstPort = config.requireNumber("firstPort");

const server = (role: string, number: number, place: number): ExistingServerArgs => ({
    host: "127.0.0.1",
    port: firstPort + place,
    password: config.requireSecret("rootPassword"),
    peerHost: `${name}-${role}-${number}`,
    peerPort: 3306,
});

const replication = new DualMasterReplication(name, {
    replication: { password: config.requireSecret("replicationPassword") },
    masters: [server("master", 1, 0), server("master", 2, 1)],
    replicas: config.getBoolean("takenOut")
        ? []
        : [
              { ...server("replica", 1, 2), of: 0, binaryLogOnRemoval: "reset" },
              { ...server("replica", 2, 3), of: 1 },
          ],
});

export const { state } = replication;
