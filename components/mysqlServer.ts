import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { RestartPolicy } from "./arguments";
import { myCnf } from "./myCnf";
import { labelsOf } from "./labels";
import { TIME_ZONE_SCRIPT, TIME_ZONE_SCRIPT_PATH } from "./timeZoneTables";
import type { ContainerPlan } from "./topology/plan";

/** Port on which mysqld listens inside its container. */
export const MYSQL_PORT = 3306;
const ROOT_PASSWORD_PATH = "/run/secrets/mysql-root-password";
const CONFIG_FOLDER = "/etc/mysql/conf.d";
const DATA_FOLDER = "/var/lib/mysql";

/** mysqld greets whoever dials it: no account, no password, and no denied login in its log every few seconds. */
const GREETS = `exec 3<>/dev/tcp/127.0.0.1/${MYSQL_PORT} && [[ -n $(head -c 1 <&3) ]]`;

export interface MysqlServerArgs {
    plan: ContainerPlan;
    /** The cluster's name, for the container's label. */
    cluster: string;
    rootPassword: pulumi.Input<string>;
    image: string;
    network: pulumi.Input<string>;
    bindAddress: string;
    restart: RestartPolicy;
    hostTimeZone: boolean;
    stopSeconds: number;
    /** Resolves once nothing stands against creating anything. */
    allowed: pulumi.Output<void>;
}

/** One mysqld in a container, with its generated my.cnf, and a volume for that and one for its data. */
export class MysqlServer extends pulumi.ComponentResource {
    readonly containerId: pulumi.Output<string>;
    readonly containerName: pulumi.Output<string>;

    constructor(name: string, args: MysqlServerArgs, opts: pulumi.ComponentResourceOptions) {
        super("mysql-dual-master:index:MysqlServer", name, {}, opts);
        const { storage } = args.plan;
        const config = this.mount(args, "config", CONFIG_FOLDER, storage.configPath, storage.configVolume);
        const data = this.mount(args, "data", DATA_FOLDER, storage.dataPath, storage.dataVolume);
        const container = this.runContainer(name, args, [config, data]);
        this.containerId = container.id;
        this.containerName = container.name;
        this.registerOutputs({ containerId: this.containerId, containerName: this.containerName });
    }

    private mount(
        { plan, cluster, allowed }: MysqlServerArgs,
        what: "config" | "data",
        containerPath: string,
        hostPath: string | undefined,
        volumeName: string | undefined,
    ): docker.types.input.ContainerVolume {
        if (hostPath !== undefined) {
            return { hostPath, containerPath };
        }
        const volume = new docker.Volume(
            `${plan.resource}-${what}`,
            { name: allowed.apply(() => volumeName ?? `${plan.name}-${what}`), labels: labelsOf(cluster) },
            { parent: this },
        );
        return { volumeName: volume.name, containerPath };
    }

    private runContainer(
        name: string,
        args: MysqlServerArgs,
        storage: docker.types.input.ContainerVolume[],
    ): docker.Container {
        const { plan } = args;
        const timeZone = { hostPath: "/etc/localtime", containerPath: "/etc/localtime", readOnly: true };
        return new docker.Container(
            name,
            {
                name: args.allowed.apply(() => plan.name),
                hostname: plan.hostName,
                image: args.image,
                restart: args.restart,
                networksAdvanced: [{ name: args.network, aliases: [plan.hostName] }],
                ports: [{ internal: MYSQL_PORT, external: plan.hostPort, ip: args.bindAddress }],
                volumes: [...storage, ...(args.hostTimeZone ? [timeZone] : [])],
                envs: [`MYSQL_ROOT_PASSWORD_FILE=${ROOT_PASSWORD_PATH}`, "MYSQL_INITDB_SKIP_TZINFO=1"],
                uploads: [
                    { file: `${CONFIG_FOLDER}/my.cnf`, content: myCnf(plan.name, plan.settings), permissions: "0644" },
                    { file: ROOT_PASSWORD_PATH, content: args.rootPassword, permissions: "0600", owner: "999" },
                    { file: TIME_ZONE_SCRIPT_PATH, content: TIME_ZONE_SCRIPT, permissions: "0644" },
                ],
                healthcheck: {
                    tests: ["CMD", "timeout", "4", "bash", "-c", GREETS],
                    interval: "10s",
                    timeout: "5s",
                    retries: 3,
                    startPeriod: "1m0s",
                },
                // For Docker's own stop, and for the provider's: mysqld needs time to flush.
                stopTimeout: args.stopSeconds,
                destroyGraceSeconds: args.stopSeconds,
                labels: labelsOf(args.cluster),
            },
            { parent: this, additionalSecretOutputs: ["uploads"] },
        );
    }
}
