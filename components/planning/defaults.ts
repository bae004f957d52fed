import type {
    AuditorArgs,
    DualMasterClusterArgs,
    ExistingServerArgs,
    ReplicationUserArgs,
    RowComparisonArgs,
    ServerArgs,
    TopologyArgs,
} from "../args";
import { BinaryLogOnRemoval, DataOnRemoval, MyCnfWriter, RestartPolicy, Writers } from "../model/choices";
import { MYSQL_PORT } from "../model/connection";
import { Positioning } from "../model/coordinates";
import type { FiltersArgs } from "../model/filters";
import { InitialDataMode } from "../model/initialData";
import type { ReceiverSettings } from "../model/receiver";
import { PLANNED_DIALECT } from "./dialect";
import type { AccountPlan, ContainerPlan, ServerPlan } from "./plan";
import { RECEIVER_TIMEOUT_SECONDS } from "./serverOptions";
import { optionName } from "./managedOptions";

/*
 * Every default of every argument, applied once: what comes after has nothing left open. Names and numbers that follow
 * from a server's place are given in servers.ts.
 */

const LOOPBACK = "127.0.0.1";
const HEARTBEAT_SECONDS = 10;

/** What a set-up of any servers has in common, with nothing left open. */
export interface Topology {
    filters: FiltersArgs;
    skipErrors: string[];
    writers: Writers;
    /** `auto_increment_increment` of every master. */
    increment: number;
    positioning: Positioning;
    initialData: InitialDataMode;
    /** The place of the master whose data is copied. */
    copyFrom: number;
    rowComparison?: Required<RowComparisonArgs>;
    auditor?: AuditorArgs;
    options: Record<string, string>;
    deadlineSeconds: number;
}

/** @param positioning how replicas find their place where the author leaves it open */
export const topologyOf = (args: TopologyArgs & { masters: unknown[] }, positioning: Positioning): Topology => ({
    filters: args.filters ?? {},
    skipErrors: args.skipErrors ?? [],
    writers: args.lanes?.writers ?? Writers.All,
    increment: args.lanes?.increment ?? args.masters.length,
    positioning: args.positioning ?? positioning,
    initialData: args.initialData ?? InitialDataMode.Empty,
    copyFrom: args.copyFrom ?? 0,
    rowComparison: args.rowComparison && {
        databases: args.rowComparison.databases ?? [],
        ignoreTables: args.rowComparison.ignoreTables ?? [],
        secondsAtMost: args.rowComparison.secondsAtMost ?? 300,
    },
    auditor: args.auditor,
    options: args.options ?? {},
    deadlineSeconds: args.deadlineSeconds ?? 120,
});

/** Servers in containers all have GTIDs. Those that exist may have none, and switching them on restarts every one. */
export const POSITIONING_OF_CONTAINERS = Positioning.Gtid;
export const POSITIONING_OF_EXISTING_SERVERS = Positioning.Binlog;

/** The account of one master: its own, completed by what holds for all. */
export const accountOf = ({ user, hostPattern, password }: ReplicationUserArgs): AccountPlan => ({
    user: user ?? "replication",
    // MySQL stores host names in lower case.
    hostPattern: (hostPattern ?? "%").toLowerCase(),
    password: password ?? "",
});

/** How one is reached that exists already. */
export const existingServerOf = (
    args: ExistingServerArgs & { binaryLogOnRemoval?: BinaryLogOnRemoval },
): Omit<ServerPlan, "path" | "resource" | "name" | "role" | "options" | "account"> => ({
    myCnf: args.myCnf ?? MyCnfWriter.Owner,
    binaryLogOnRemoval: args.binaryLogOnRemoval ?? BinaryLogOnRemoval.Keep,
    host: args.host,
    port: args.port ?? MYSQL_PORT,
    user: args.user ?? "root",
    password: args.password,
    peerHost: args.peerHost ?? args.host,
    peerPort: args.peerPort ?? args.port ?? MYSQL_PORT,
    incarnation: args.incarnation ?? "",
    noteOnRemoval: args.noteOnRemoval ?? "",
    container: args.container,
});

/** How one runs in a container, and is reached there. What only the running container tells is filled in by it. */
export function containerOf(
    cluster: DualMasterClusterArgs,
    args: ServerArgs & { binaryLogOnRemoval?: BinaryLogOnRemoval },
    name: string,
): Omit<ContainerPlan, "path" | "resource" | "name" | "role" | "options" | "account" | "source" | "image"> {
    const hostName = args.hostName ?? name;
    const bindAddress = cluster.bindAddress ?? LOOPBACK;
    return {
        myCnf: MyCnfWriter.Generated,
        binaryLogOnRemoval: args.binaryLogOnRemoval ?? BinaryLogOnRemoval.Keep,
        host: cluster.dialAddress ?? addressBehind(bindAddress),
        port: args.hostPort,
        user: "root",
        password: cluster.rootPassword,
        peerHost: hostName,
        peerPort: MYSQL_PORT,
        incarnation: "",
        noteOnRemoval: "",
        hostName,
        serverId: serverIdOf(args),
        storage: { ...args.storage, configFile: args.storage?.configFile ?? "/etc/mysql/conf.d/my.cnf" },
        bindAddress,
        restart: cluster.restart ?? RestartPolicy.Always,
        hostTimeZone: cluster.hostTimeZone ?? false,
        stopSeconds: cluster.stopSeconds ?? 120,
        dataOnRemoval: cluster.dataOnRemoval ?? DataOnRemoval.Keep,
    };
}

export const IMAGE = `${PLANNED_DIALECT.image.repository}:${PLANNED_DIALECT.image.tag}`;

export const serverIdOf = ({ serverId, hostPort }: ServerArgs): number => serverId ?? hostPort;

/** A program that binds to one address of its host can connect to that one; any address includes the loopback one. */
const addressBehind = (bindAddress: string): string =>
    bindAddress === "0.0.0.0" || bindAddress === "::" ? LOOPBACK : bindAddress;

type Options = Record<string, string> | undefined;

/** Seconds of silence after which a server takes its connection to its source for dead. */
export function silenceOf(ofAll: Options, own: Options): number {
    const { receiverTimeout } = PLANNED_DIALECT.options;
    const given = Object.entries({ ...ofAll, ...own }).filter(([name]) => optionName(name) === receiverTimeout);
    return Number(given.at(-1)?.[1] ?? RECEIVER_TIMEOUT_SECONDS);
}

/** Where a replica would have given up by our own default, the heartbeat comes by the manual's: after half of that. */
export function receiverOf({ replication, options }: TopologyArgs, own: Options): ReceiverSettings {
    const silence = silenceOf(options, own);
    return {
        connectRetrySeconds: replication?.connectRetrySeconds ?? 5,
        heartbeatSeconds:
            replication?.heartbeatSeconds ??
            (silence > 0 && silence <= HEARTBEAT_SECONDS ? silence / 2 : HEARTBEAT_SECONDS),
    };
}
