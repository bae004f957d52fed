import type { dynamic } from "@pulumi/pulumi";
import type * as handler from "./handler";

// Stored in the state, as in serverVariables/provider.ts: the text of these methods must not change.
/* eslint-disable @typescript-eslint/no-require-imports */
type Handler = typeof handler;

export const rowComparisonProvider: dynamic.ResourceProvider = {
    check: async (olds, news) =>
        (require("pulumi-mysql-dual-master/dist/replication/rowComparison/handler") as Handler).check(olds, news),
    create: async (inputs) =>
        (require("pulumi-mysql-dual-master/dist/replication/rowComparison/handler") as Handler).create(inputs),
    read: async (id, props) =>
        (require("pulumi-mysql-dual-master/dist/replication/rowComparison/handler") as Handler).read(id, props),
    update: async (id, olds, news) =>
        (require("pulumi-mysql-dual-master/dist/replication/rowComparison/handler") as Handler).update(id, olds, news),
};
