import type { dynamic } from "@pulumi/pulumi";
import type * as handler from "./handler";

// Stored in the state, as in serverVariables/provider.ts: the text of these methods must not change.
/* eslint-disable @typescript-eslint/no-require-imports */
type Handler = typeof handler;

export const stackIdentityProvider: dynamic.ResourceProvider = {
    create: async (inputs) =>
        (require("pulumi-mysql-dual-master/dist/replication/stackIdentity/handler") as Handler).create(inputs),
    update: async (id, olds, news) =>
        (require("pulumi-mysql-dual-master/dist/replication/stackIdentity/handler") as Handler).update(id, olds, news),
};
