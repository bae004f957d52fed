import * as pulumi from "@pulumi/pulumi";
import type { ServerPlan } from "./planning/plan";
import type { ConnectionArgs } from "./replication/args";
import type { Allowed } from "./stack/allowed";
import { thisStack } from "./stack/thisStack";

/** A secret that nobody gets before everything is allowed. */
export const secretOnce = (allowed: Allowed, value: pulumi.Input<string>): pulumi.Output<string> =>
    pulumi.secret(pulumi.all([value, allowed]).apply(([known]) => known));

/** How the program logs in at a server: not before everything is allowed. */
export const connectionTo = (
    { name, host, port, user, password, container }: ServerPlan,
    allowed: Allowed,
): ConnectionArgs => ({
    name,
    owner: thisStack(),
    host,
    port,
    user,
    password: secretOnce(allowed, password),
    container,
});
