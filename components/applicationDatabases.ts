import type * as mysql from "@pulumi/mysql";
import * as pulumi from "@pulumi/pulumi";

/** What the MySQL provider needs in order to dial a server. */
export interface ProviderConnection {
    endpoint: pulumi.Input<string>;
    username: pulumi.Input<string>;
    password: pulumi.Input<string>;
}

/** As the provider writes an address: an IPv6 one stands in brackets. */
export const endpointAt = (host: string, port: number): string =>
    host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/**
 * A provider of `@pulumi/mysql`, in the version that is installed beside this library.
 *
 * @throws RunError where it is not installed
 */
export function mysqlProvider(
    component: string,
    connection: ProviderConnection,
    opts: pulumi.ResourceOptions,
): pulumi.ProviderResource {
    const { Provider } = installed(component);
    // In so many words: the default comes from the environment, and so would differ between those who run the program.
    return new Provider(`${component}-mysql`, { ...connection, tls: "false" }, opts);
}

/** Loaded only here: a program without application databases needs neither this package nor its plugin. */
function installed(component: string): typeof mysql {
    try {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be there for everybody
        return require("@pulumi/mysql") as typeof mysql;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") {
            throw error;
        }
        throw new pulumi.RunError(
            `${component}.mysqlProvider: @pulumi/mysql is not installed, of which it is a provider; ` +
                "install it beside this library: npm install @pulumi/mysql",
        );
    }
}
