import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dirname } from "node:path/posix";
import { optionFile } from "./optionFile";
import { DATA_FOLDER, filesBelow, LOG_FOLDER, openingFolders, ROOT_PASSWORD_FILE } from "./image";
import { serverLabel } from "./labels";
import type { Label } from "../model/labels";
import { passwordDuringSetUp, ROOT_PASSWORD_SCRIPT_PATH, rootPasswordScript } from "./rootPassword";
import { TIME_ZONE_SCRIPT, TIME_ZONE_SCRIPT_PATH } from "./timeZoneTables";
import type { ContainerPlan } from "../planning/plan";
import { MYSQL_PORT } from "../model/connection";

/** mysqld greets whoever dials it: no account, no password, and no denied login in its log every few seconds. */
const GREETS = `exec 3<>/dev/tcp/127.0.0.1/${MYSQL_PORT} && [[ -n $(head -c 1 <&3) ]]`;

/** The user as whom the image's entrypoint goes on, and whom it has from its first day. */
const FOR_MYSQL_ALONE = { permissions: "0600", owner: "999" };

export interface MysqlServerArgs {
    plan: ContainerPlan;
    labels: Label[];
    rootPassword: pulumi.Output<string>;
    network: pulumi.Input<string>;
    /** Resolves once nothing stands against creating anything. */
    allowed: pulumi.Output<undefined>;
    /** The container is made, and made anew, only once these are there. */
    after: pulumi.Input<pulumi.Resource[]>;
}

/** What its author has named is theirs. */
const keepsData = ({ storage, dataOnRemoval }: ContainerPlan): boolean =>
    storage.dataVolume !== undefined || dataOnRemoval === "keep";

function noteOnRemoval(args: MysqlServerArgs, volume: pulumi.Input<string | undefined>): pulumi.Output<string> {
    const { name, storage } = args.plan;
    const finds = storage.dataVolume === undefined ? `is called ${name} again` : "names it again";
    const stays = (place: string): string => `its data stays in the ${place}, where a server that ${finds} finds it`;
    return pulumi
        .output(volume)
        .apply((known = "") =>
            storage.dataPath !== undefined
                ? stays(`folder ${storage.dataPath} of the Docker host`)
                : keepsData(args.plan)
                  ? `${stays(`Docker volume ${known}`)}; docker volume rm ${known} deletes it for good`
                  : `its data goes with the Docker volume ${known}, as dataOnRemoval = "delete" says`,
        );
}

/** A folder of the Docker host where one is given, else a volume. */
const mounted = (
    hostPath: string | undefined,
    containerPath: string,
    volume: () => pulumi.Output<string>,
): docker.types.input.ContainerVolume =>
    hostPath === undefined ? { volumeName: volume(), containerPath } : { hostPath, containerPath };

/** One mysqld in a container, with its generated my.cnf, and a volume for that and one for its data. */
export class MysqlServer extends pulumi.ComponentResource {
    readonly containerId: pulumi.Output<string>;
    readonly containerName: pulumi.Output<string>;
    /** What becomes of its data when it leaves the program, as a sentence. */
    readonly noteOnRemoval: pulumi.Output<string>;

    constructor(name: string, args: MysqlServerArgs, opts: pulumi.ComponentResourceOptions) {
        super("mysql-dual-master:index:MysqlServer", name, {}, opts);
        const { storage } = args.plan;
        const { configFile, configPath, configVolume, logPath, logVolume } = storage;
        const config = mounted(configPath, dirname(configFile), () => this.volume(args, "config", configVolume).name);
        const data = mounted(storage.dataPath, DATA_FOLDER, () => this.dataVolume(args));
        const keepsLog = logPath !== undefined || logVolume !== undefined;
        const log = keepsLog ? [mounted(logPath, LOG_FOLDER, () => this.volume(args, "log", logVolume).name)] : [];
        const container = this.runContainer(name, args, configFile, [config, data, ...log]);
        this.containerId = container.id;
        this.containerName = container.name;
        this.noteOnRemoval = noteOnRemoval(args, data.volumeName);
        this.registerOutputs({
            containerId: this.containerId,
            containerName: this.containerName,
            keepsData: keepsData(args.plan),
        });
    }

    private volume(
        { plan, labels, allowed }: MysqlServerArgs,
        what: "config" | "data" | "log",
        given: string | undefined,
        opts: pulumi.CustomResourceOptions = { ignoreChanges: ["labels"], retainOnDelete: given !== undefined },
    ): docker.Volume {
        return new docker.Volume(
            `${plan.resource}-${what}`,
            { name: allowed.apply(() => given ?? `${plan.name}-${what}`), labels: [...labels, serverLabel(plan.name)] },
            { parent: this, ...opts },
        );
    }

    /**
     * The volume that holds the data is never another one: a server that is renamed keeps it under its name, and one that
     * differs from what the program says was refused before.
     */
    private dataVolume(args: MysqlServerArgs): pulumi.Output<string> {
        const opts = {
            // Docker changes nothing of a volume that is there: whatever differs would replace it, and its data with it.
            ignoreChanges: ["name", "labels", "driver", "driverOpts"],
            retainOnDelete: keepsData(args.plan),
        };
        return this.volume(args, "data", args.plan.storage.dataVolume, opts).name;
    }

    private runContainer(
        name: string,
        args: MysqlServerArgs,
        configFile: string,
        storage: docker.types.input.ContainerVolume[],
    ): docker.Container {
        const { plan } = args;
        const entrypoints = openingFolders({
            log: storage.some(({ containerPath }) => containerPath === LOG_FOLDER),
            configFolder: plan.storage.configPath === undefined ? undefined : dirname(configFile),
        });
        const timeZone = { hostPath: "/etc/localtime", containerPath: "/etc/localtime", readOnly: true };
        return new docker.Container(
            name,
            {
                name: args.allowed.apply(() => plan.name),
                hostname: plan.hostName,
                image: plan.image,
                restart: plan.restart,
                networksAdvanced: [{ name: args.network, aliases: [plan.hostName] }],
                ports: [{ internal: MYSQL_PORT, external: plan.port, ip: plan.bindAddress }],
                volumes: [...storage, ...(plan.hostTimeZone ? [timeZone] : [])],
                ...(entrypoints === undefined ? {} : { entrypoints, command: ["mysqld"] }),
                envs: [`MYSQL_ROOT_PASSWORD_FILE=${ROOT_PASSWORD_FILE}`, "MYSQL_INITDB_SKIP_TZINFO=1"],
                uploads: [
                    { file: configFile, content: optionFile(plan.name, plan.options), permissions: "0644" },
                    ...filesBelow(dirname(configFile)).map((file) => ({
                        file,
                        content: "Files in this folder that end in .cnf are read by mysqld.\n",
                        permissions: "0644",
                    })),
                    { file: TIME_ZONE_SCRIPT_PATH, content: TIME_ZONE_SCRIPT, permissions: "0644" },
                    {
                        file: ROOT_PASSWORD_FILE,
                        content: args.rootPassword.apply(passwordDuringSetUp),
                        ...FOR_MYSQL_ALONE,
                    },
                    {
                        file: ROOT_PASSWORD_SCRIPT_PATH,
                        content: args.rootPassword.apply(rootPasswordScript),
                        ...FOR_MYSQL_ALONE,
                    },
                ],
                healthcheck: {
                    tests: ["CMD", "timeout", "4", "bash", "-c", GREETS],
                    interval: "10s",
                    timeout: "5s",
                    retries: 3,
                    startPeriod: "1m0s",
                },
                // For Docker's own stop, and for the provider's: mysqld needs time to flush.
                stopTimeout: plan.stopSeconds,
                destroyGraceSeconds: plan.stopSeconds,
                labels: args.labels,
            },
            { parent: this, additionalSecretOutputs: ["uploads"], dependsOn: args.after },
        );
    }
}
