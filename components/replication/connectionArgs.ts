import type * as pulumi from "@pulumi/pulumi";
import type { ServerContainerArgs } from "../args";
import type { Login, ServerConnection } from "../model/connection";

type Inputs<T> = { [key in keyof T]: pulumi.Input<T[key]> };

/** A {@link ServerConnection} of which parts may only be known while the program runs. */
export type ConnectionArgs = Inputs<Omit<ServerConnection, "auditor" | "container">> & {
    auditor?: Inputs<Login>;
    container?: ServerContainerArgs;
};
