import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { EngineAddress } from "./engine/address";

/**
 * The engine that a provider of `@pulumi/docker` talks to: the given one, or the default one, which the stack's
 * configuration tells. Certificates given as text stay with the provider, for a key has no business in another resource.
 *
 * @returns `undefined` where only the environment knows
 */
export function engineOf(provider: pulumi.ProviderResource | undefined): pulumi.Output<EngineAddress | undefined> {
    const { host, context, certPath } = provider === undefined ? configured() : (provider as Told);
    return pulumi
        .output({ host, context, certPath })
        .apply((known) => (Object.values(known).every((each) => each === undefined) ? undefined : known));
}

/** A provider's arguments are its outputs; one of another kind has none of these. */
type Told = Partial<Pick<docker.Provider, "host" | "context" | "certPath">> & pulumi.ProviderResource;

function configured(): Record<keyof EngineAddress, string | undefined> {
    const config = new pulumi.Config("docker");
    return { host: config.get("host"), context: config.get("context"), certPath: config.get("certPath") };
}
