import type { dynamic } from "@pulumi/pulumi";
import type * as handler from "./handler";

// These methods are stored in the state, and the stored ones run for read and delete: each only asks the installed
// package, so that a newer version of it takes effect for what an older one created. Their text must not change.
/* eslint-disable @typescript-eslint/no-require-imports */
type Handler = typeof handler;

export const serverVariablesProvider: dynamic.ResourceProvider = {
    create: async (inputs) =>
        (require("pulumi-mysql-dual-master/dist/replication/serverVariables/handler") as Handler).create(inputs),
    read: async (id, props) =>
        (require("pulumi-mysql-dual-master/dist/replication/serverVariables/handler") as Handler).read(id, props),
    update: async (id, olds, news) =>
        (require("pulumi-mysql-dual-master/dist/replication/serverVariables/handler") as Handler).update(
            id,
            olds,
            news,
        ),
    delete: async (id, props) =>
        (require("pulumi-mysql-dual-master/dist/replication/serverVariables/handler") as Handler).delete(id, props),
};
