import type { dynamic } from "@pulumi/pulumi";
import type * as handler from "./handler";

// Stored in the state, as in serverVariables/provider.ts: the text of these methods must not change.
/* eslint-disable @typescript-eslint/no-require-imports */
type Handler = typeof handler;

export const replicationLinkProvider: dynamic.ResourceProvider = {
    create: async (inputs) =>
        (require("pulumi-mysql-dual-master/dist/replication/replicationLink/handler") as Handler).create(inputs),
    read: async (id, props) =>
        (require("pulumi-mysql-dual-master/dist/replication/replicationLink/handler") as Handler).read(id, props),
    diff: async (_id, olds, news) =>
        (require("pulumi-mysql-dual-master/dist/replication/replicationLink/handler") as Handler).diff(olds, news),
    update: async (id, olds, news) =>
        (require("pulumi-mysql-dual-master/dist/replication/replicationLink/handler") as Handler).update(
            id,
            olds,
            news,
        ),
    delete: async (id, props) =>
        (require("pulumi-mysql-dual-master/dist/replication/replicationLink/handler") as Handler).delete(id, props),
};
