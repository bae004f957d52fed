import type * as pulumi from "@pulumi/pulumi";
import type { ServerConnection } from "../mysql/server";

/** A {@link ServerConnection} of which parts may only be known while the program runs. */
export type ConnectionArgs = { [key in keyof ServerConnection]: pulumi.Input<ServerConnection[key]> };
