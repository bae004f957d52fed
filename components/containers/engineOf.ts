import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { EngineAddress } from "../model/connection";

/**
 * The engine that a provider of `@pulumi/docker` talks to: the given one, or the default one, which the stack's
 * configuration tells. Certificates given as text stay with the provider, for a key has no business in another resource.
 *
 * @returns `undefined` where only the environment knows
 */
export function engineOf(provider: pulumi.ProviderResource | undefined): pulumi.Output<EngineAddress | undefined> {
    const { host, context, certPath } = provider === undefined ? configured() : (provider as Told);
    const told = Promise.all([host, context, certPath].map(ifKnown));
    return pulumi
        .output(told)
        .apply(([host, context, certPath]) =>
            [host, context, certPath].every((each) => each === undefined) ? undefined : { host, context, certPath },
        );
}

/** The part of an output that its type leaves out (sdk/nodejs/output.ts). */
interface Settled {
    isKnown: Promise<boolean>;
    promise(): Promise<string | undefined>;
}

/** What a provider was not given stays unknown in every preview, where an update has nothing in its place. */
async function ifKnown(value: pulumi.Input<string | undefined>): Promise<string | undefined> {
    const settled = pulumi.output(value) as unknown as Settled;
    return (await settled.isKnown) ? await settled.promise() : undefined;
}

/** A provider's arguments are its outputs; one of another kind has none of these. */
type Told = Partial<Pick<docker.Provider, "host" | "context" | "certPath">> & pulumi.ProviderResource;

function configured(): Record<keyof EngineAddress, string | undefined> {
    const config = new pulumi.Config("docker");
    return { host: config.get("host"), context: config.get("context"), certPath: config.get("certPath") };
}
