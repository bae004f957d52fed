import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster, type DualMasterClusterArgs } from "pulumi-mysql-dual-master";
import { onceItRuns } from "./onceItRuns";

const config = new pulumi.Config();
const firstPort = config.requireNumber("firstPort");
/** As JSON can say them: what is wrong with them is for the component to find. */
const given = config.getObject<Partial<DualMasterClusterArgs>>("arguments");
const rootPassword = config.requireSecret("rootPassword");

const cluster = new DualMasterCluster(config.require("name"), {
    rootPassword: config.getBoolean("passwordKnownLate") ? onceItRuns("root-password", rootPassword) : rootPassword,
    masters: [{ hostPort: firstPort }, { hostPort: firstPort + 1 }],
    ...given,
    replication: { password: config.requireSecret("replicationPassword"), ...given?.replication },
});

export const { coordinates, endpoints, state } = cluster;
