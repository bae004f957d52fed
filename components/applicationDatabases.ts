import type * as mysql from "@pulumi/mysql";
import * as pulumi from "@pulumi/pulumi";
import { PROVIDER_TLS, providerEndpoint } from "./mysql/connection";
import type { ClusterPlan } from "./planning/plan";

/** What this needs of a cluster: that each resolves once every link runs. */
interface ClusterOutputs extends pulumi.ComponentResource {
    endpoints: pulumi.Output<{ host: string; port: number }[]>;
    rootPassword: pulumi.Output<string>;
}

/** What a cluster's applications are given: one provider of `@pulumi/mysql`, on one of its masters. */
export class ApplicationDatabases {
    private provider?: { master: number; resource: pulumi.ProviderResource };

    constructor(
        private readonly cluster: ClusterOutputs,
        private readonly name: string,
        private readonly plan: ClusterPlan,
    ) {}

    /** @throws RunError as {@link DualMasterCluster.mysqlProvider} says */
    providerOn(master: number): pulumi.ProviderResource {
        const earlier = this.provider;
        if (earlier !== undefined && earlier.master !== master) {
            throw this.noMaster(master, `is masters[${earlier.master}] elsewhere in the program; allowed: one of them`);
        }
        const masters = this.plan.servers.filter(({ role }) => role === "master").length;
        if (!Number.isInteger(master) || master < 0 || master >= masters) {
            throw this.noMaster(master, `allowed: a place in masters, 0 to ${masters - 1}`);
        }
        this.provider = earlier ?? { master, resource: this.make(master) };
        return this.provider.resource;
    }

    private noMaster(master: number, reason: string): pulumi.RunError {
        return new pulumi.RunError(`${this.name}.mysqlProvider: master = ${master}: ${reason}`);
    }

    private make(master: number): pulumi.ProviderResource {
        if ((this.plan.replication.filters.replicateDoDb ?? []).length > 0) {
            void pulumi.log.warn(
                "filters.replicateDoDb is declared: databases that it lists reach the other servers, but users and " +
                    "grants, which belong to no database, stay where the MySQL provider writes them.",
                this.cluster,
            );
        }
        const endpoint = this.cluster.endpoints.apply((all) => {
            const { host = "", port = 0 } = all[master] ?? {};
            return providerEndpoint({ host, port });
        });
        const username = this.plan.servers[master]?.user ?? "";
        const connection = { endpoint, username, password: this.cluster.rootPassword };
        return mysqlProvider(this.name, connection, { parent: this.cluster });
    }
}

/** What the MySQL provider needs in order to connect to a server. */
interface ProviderConnection {
    endpoint: pulumi.Input<string>;
    username: pulumi.Input<string>;
    password: pulumi.Input<string>;
}

/**
 * A provider of `@pulumi/mysql`, in the version that is installed beside this library.
 *
 * @throws RunError where it is not installed
 */
function mysqlProvider(
    component: string,
    connection: ProviderConnection,
    opts: pulumi.ResourceOptions,
): pulumi.ProviderResource {
    const { Provider } = installed(component);
    return new Provider(`${component}-mysql`, { ...connection, tls: PROVIDER_TLS }, opts);
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
