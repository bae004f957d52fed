import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster, type DualMasterClusterArgs } from "pulumi-mysql-dual-master";

const config = new pulumi.Config();
const name = config.require("name");
const port = config.requireNumber("firstPort");
const renamedFrom = config.get("renamedFrom");

class Team extends pulumi.ComponentResource {
    constructor(team: string) {
        super("it:index:Team", team);
    }
}

/** What an organisation asks of every container, whoever declares it. */
function withOwner({ type, props }: { type: string; props: pulumi.Inputs }): pulumi.Inputs | undefined {
    const labels = props.labels as docker.types.input.ContainerLabel[] | undefined;
    return type === "docker:index/container:Container"
        ? { ...props, labels: [...(labels ?? []), { label: "it.owner", value: "team-orders" }] }
        : undefined;
}

function cluster(prefix: string, firstPort: number): DualMasterClusterArgs {
    return {
        rootPassword: config.requireSecret("rootPassword"),
        replication: { password: config.requireSecret("replicationPassword") },
        networkName: prefix,
        masters: [
            { name: `${prefix}-one`, hostPort: firstPort },
            { name: `${prefix}-two`, hostPort: firstPort + 1 },
        ],
    };
}

const orders = new DualMasterCluster(config.require("componentName"), cluster(name, port), {
    parent: new Team("team"),
    providers: { docker: new docker.Provider("explicit") },
    protect: config.getBoolean("protect") ?? false,
    aliases: renamedFrom === undefined ? [] : [{ name: renamedFrom }],
    transformations: [
        (args) => {
            const props = withOwner(args);
            return props && { props, opts: args.opts };
        },
    ],
});

const stock = new DualMasterCluster(
    `${name}-other`,
    { ...cluster(`${name}-other`, port + 2), dialAddress: "localhost" },
    {
        transforms: [
            (args) => {
                const props = withOwner(args);
                return props && { props, opts: args.opts };
            },
        ],
    },
);

export const states = [orders.state, stock.state];
export const endpoints = [orders.endpoints, stock.endpoints];
export const networks = [orders.networkName, stock.networkName];
