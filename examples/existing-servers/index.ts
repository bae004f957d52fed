import * as pulumi from "@pulumi/pulumi";
import { DualMasterReplication } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();

/** Each host has an administrator of its own, and an account of its own with which the other one follows it. */
const host = (number: 1 | 2) => ({
    host: config.require(`host${number}`),
    port: config.getNumber(`port${number}`),
    password: config.requireSecret(`rootPassword${number}`),
    replication: {
        user: `follows_host_${number}`,
        password: config.requireSecret(`replicationPassword${number}`),
    },
});

const replication = new DualMasterReplication(config.get("name") ?? "shop", {
    masters: [host(1), host(2)],
    lanes: { increment: config.getNumber("increment") ?? 2 },
    filters: { replicateDoDb: config.getObject<string[]>("databases") },
    initialData: "identical",
});

export const coordinates = replication.coordinates;
export const state = replication.state;
