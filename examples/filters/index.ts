import * as pulumi from "@pulumi/pulumi";
import { DualMasterReplication } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const databases = (list: string) => config.getObject<string[]>(list);

const replication = new DualMasterReplication(config.get("name") ?? "shop", {
    masters: [1, 2].map((number) => ({
        host: config.require(`host${number}`),
        port: config.getNumber(`port${number}`),
        password: config.requireSecret("rootPassword"),
        // The account lives on this host, and lets in the other one only.
        replication: { hostPattern: config.require(`peerOfHost${number}`) },
    })),
    replication: {
        user: "follower",
        password: config.requireSecret("replicationPassword"),
        connectRetrySeconds: 10,
    },
    filters: {
        binlogDoDb: databases("binlogDoDb"),
        binlogIgnoreDb: databases("binlogIgnoreDb"),
        replicateDoDb: databases("replicateDoDb"),
        replicateIgnoreDb: databases("replicateIgnoreDb"),
    },
    skipErrors: config.getObject<string[]>("skipErrors"),
    initialData: "identical",
});

export const state = replication.state;
