import * as pulumi from "@pulumi/pulumi";
import { DualMasterReplication, type DualMasterReplicationArgs } from "pulumi-mysql-dual-master";

type Server = DualMasterReplicationArgs["masters"][number];

const config = new pulumi.Config();
/** As JSON can say them, but for the passwords. */
const given = config.requireObject<DualMasterReplicationArgs>("arguments");
const withPassword = <T extends Server>(server: T): T => ({
    ...server,
    password: config.requireSecret("rootPassword"),
});

const auditorPassword = config.getSecret("auditorPassword");

const replication = new DualMasterReplication(config.require("name"), {
    ...given,
    ...(auditorPassword === undefined ? {} : { auditor: { user: "auditor", password: auditorPassword } }),
    replication: { password: config.requireSecret("replicationPassword"), ...given.replication },
    masters: given.masters.map(withPassword),
    replicas: (given.replicas ?? []).map(withPassword),
});

export const { coordinates, state } = replication;
