import type * as pulumi from "@pulumi/pulumi";
import type { ServerConnection } from "../model/connection";

/** What a program gives for what a resource declares: any part of it may only be known while the program runs. */
export type Args<Declared> = { [key in keyof Declared]: pulumi.Input<Part<Declared[key]>> };

type Part<T> = [Exclude<T, undefined>] extends [object] ? Args<Exclude<T, undefined>> | Extract<T, undefined> : T;

export type ConnectionArgs = Args<ServerConnection>;
