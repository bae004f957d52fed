import { z } from "zod";
import type { DualMasterClusterArgs, DualMasterReplicationArgs } from "../args";
import { BinaryLogOnRemoval, DataOnRemoval, MyCnfWriter, RestartPolicy, Writers } from "../model/choices";
import { Positioning } from "../model/coordinates";
import { InitialDataMode } from "../model/initialData";
import { OWN_LABELS } from "../model/labels";
import { PLANNED_DIALECT } from "./dialect";
import { isUsersOwnNetwork, USERS_OWN_NETWORK } from "./network";
import { hasDefault, OPTIONS_WITH_DEFAULT, optionName, whyOwned, type Component } from "./managedOptions";

/**
 * What each argument may be. zod reports every broken rule of a value at once, with its path; the rules that look at
 * several arguments together stand in `crossChecks.ts`, and for a cluster in `clusterChecks.ts`.
 */

const HIGHEST_SERVER_ID = 2 ** 32 - 1;
/** Length of MASTER_HOST (5.7 engine source, HOSTNAME_LENGTH). */
const LONGEST_HOST = 60;

const wholeNumber = (least: number, most: number): z.ZodType<number> =>
    z
        .number(`allowed: a whole number from ${least} to ${most}`)
        .refine(
            (value) => Number.isInteger(value) && value >= least && value <= most,
            `allowed: a whole number from ${least} to ${most}`,
        );

const matching = (pattern: RegExp, allowed: string): z.ZodType<string> =>
    z.string(`allowed: ${allowed}`).regex(pattern, `allowed: ${allowed}`);

const oneOf = (...values: string[]): z.ZodType<string> =>
    z
        .string(`allowed: ${values.join(", ")}`)
        .refine((value) => values.includes(value), `allowed: ${values.join(", ")}`);

/** @param constants as `model/` has them */
const choiceOf = (constants: Record<string, string>): z.ZodType<string> => oneOf(...Object.values(constants));

/** A value that may only be known while the program runs: it is looked at where it is used. */
const whenKnown = z.unknown().refine((value) => value !== undefined && value !== null, "is missing");

const port = wholeNumber(1, 65535);
const dockerName = matching(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/,
    "2 to 128 letters, digits, '_', '.' or '-', beginning with a letter or a digit",
);
const host = matching(
    new RegExp(`^(?=.{1,${LONGEST_HOST}}$)[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$`),
    `1 to ${LONGEST_HOST} letters, digits, '_', '-' or '.', beginning and ending with a letter or a digit`,
);
export const serverName = dockerName.refine(
    (name) => name.length <= LONGEST_HOST,
    `allowed: at most ${LONGEST_HOST} characters, because its peers connect to it by that name`,
);
const folder = matching(/^\/[^\p{Cc}:]*$/u, "an absolute path on the Docker host, without ':'");
const address = z.union([z.ipv4(), z.ipv6()], "allowed: an IPv4 or IPv6 address");

/** mysqld reads a line of its option file into a buffer of 4096 bytes, and what is beyond as another line. */
const LONGEST_OPTION_VALUE = 1000;
const OPTION_VALUE = new RegExp(`^[^\\p{Cc}"]{0,${LONGEST_OPTION_VALUE}}$`, "u");

function whyNoOption(name: string, value: unknown, given: Record<string, unknown>, component: Component): string[] {
    const twin = Object.keys(given).find((other) => other !== name && optionName(other) === optionName(name));
    const owned = whyOwned(name, component, typeof value === "string" ? value : "");
    return [
        ...(/^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/.test(name)
            ? owned === undefined
                ? component === "replication" && !hasDefault(name)
                    ? [`belongs in the server's own my.cnf; allowed: ${OPTIONS_WITH_DEFAULT}`]
                    : []
                : [owned]
            : ["is no option name; allowed: up to 64 letters, digits, '_' and '-', without dashes in front"]),
        ...(typeof value === "string" && OPTION_VALUE.test(value)
            ? []
            : [
                  `allowed: text on one line of up to ${LONGEST_OPTION_VALUE} characters, without '"', which would break out of my.cnf`,
              ]),
        ...(twin !== undefined && twin < name
            ? [`is the same option as options.${twin}; allowed: one of the two`]
            : []),
    ];
}

const optionsOf = (component: Component): z.ZodType =>
    z
        .record(z.string(), z.unknown())
        .superRefine((given, context) => {
            for (const [name, value] of Object.entries(given)) {
                for (const message of whyNoOption(name, value, given, component)) {
                    context.addIssue({ code: "custom", path: [name], message });
                }
            }
        })
        .optional();

const database = matching(/^[^\p{Cc}"'`\\/,#]{1,64}$/u, "one database name per entry, up to 64 characters, unquoted");
const databases = z.array(database).optional();
const tableOfDatabase = matching(
    /^[^\p{Cc}"'`\\/,#.]{1,64}\.[^\p{Cc}`]{1,64}$/u,
    "database.table, one per entry, unquoted",
);

const replicationUser = {
    /** Whether every master has one is a question of agreement. */
    password: z.unknown().optional(),
    user: matching(
        /^[a-zA-Z0-9_][a-zA-Z0-9_.@$-]{0,31}$/,
        "1 to 32 letters, digits, '_', '.', '@', '$' or '-', beginning with a letter, a digit or '_'",
    ).optional(),
    hostPattern: matching(
        /^(?=.{1,60}$)[a-zA-Z0-9_.%:-]+(\/(\d{1,3}\.){3}\d{1,3})?$/,
        "a host name or address of up to 60 characters, with '%' and '_' as wildcards, or address/netmask",
    ).optional(),
};

/** A server leaves out numbers beyond without a word. */
const skippedError = matching(
    /^([1-9]\d{3}|ddl_exist_errors|all)$/,
    "error numbers from 1000 to 9999, ddl_exist_errors, all",
);

const topology = (component: Component) => ({
    replication: z
        .strictObject({
            ...replicationUser,
            connectRetrySeconds: wholeNumber(1, 86400).optional(),
            heartbeatSeconds: wholeNumber(1, 3600).optional(),
        })
        .optional(),
    lanes: z
        .strictObject({ increment: wholeNumber(1, 65535).optional(), writers: choiceOf(Writers).optional() })
        .optional(),
    skipErrors: z.array(skippedError).optional(),
    filters: z
        .strictObject({
            binlogDoDb: databases,
            binlogIgnoreDb: databases,
            replicateDoDb: databases,
            replicateIgnoreDb: databases,
        })
        .optional(),
    positioning: choiceOf(Positioning).optional(),
    initialData: choiceOf(InitialDataMode).optional(),
    copyFrom: wholeNumber(0, 1).optional(),
    rowComparison: z
        .strictObject({
            databases,
            ignoreTables: z.array(tableOfDatabase).optional(),
            secondsAtMost: wholeNumber(1, 86400).optional(),
        })
        .optional(),
    auditor: z.strictObject({ user: whenKnown, password: whenKnown }).optional(),
    options: optionsOf(component),
    deadlineSeconds: wholeNumber(1, 3600).optional(),
});

const LABEL_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_./-]{0,127}$/;

const labels = z
    .record(z.string(), z.string("allowed: text"))
    .superRefine((given, context) => {
        for (const name of Object.keys(given)) {
            if (name.startsWith(OWN_LABELS)) {
                context.addIssue({ code: "custom", path: [name], message: "is a label of the library's own" });
            } else if (!LABEL_NAME.test(name)) {
                const message = "is no label; allowed: up to 128 letters, digits, '_', '.', '/' and '-'";
                context.addIssue({ code: "custom", path: [name], message });
            }
        }
    })
    .optional();

const server = {
    hostPort: port,
    name: serverName.optional(),
    hostName: host.optional(),
    serverId: wholeNumber(1, HIGHEST_SERVER_ID).optional(),
    options: optionsOf("cluster"),
    storage: z
        .strictObject({
            dataVolume: dockerName.optional(),
            dataPath: folder.optional(),
            configVolume: dockerName.optional(),
            configPath: folder.optional(),
            configFile: oneOf("/etc/mysql/conf.d/my.cnf", "/etc/mysql/my.cnf").optional(),
            logVolume: dockerName.optional(),
            logPath: folder.optional(),
        })
        .optional(),
};

const existingServer = {
    host: whenKnown,
    port: port.optional(),
    user: z.unknown().optional(),
    password: whenKnown,
    name: serverName.optional(),
    peerHost: z.unknown().optional(),
    peerPort: port.optional(),
    serverId: wholeNumber(1, HIGHEST_SERVER_ID).optional(),
    myCnf: choiceOf(MyCnfWriter).optional(),
    options: optionsOf("replication"),
    incarnation: z.unknown().optional(),
    noteOnRemoval: z.unknown().optional(),
    container: z.strictObject({ name: whenKnown, engine: z.unknown().optional() }).optional(),
};

const master = {
    offset: wholeNumber(1, 65535).optional(),
    replication: z.strictObject(replicationUser).optional(),
};
const replica = {
    of: wholeNumber(0, 1),
    number: wholeNumber(1, 65535).optional(),
    binaryLogOnRemoval: choiceOf(BinaryLogOnRemoval).optional(),
};
const PAIR = "allowed: exactly two; a server that only reads belongs in `replicas`";

function pair<T extends z.ZodRawShape>(shape: T): z.ZodArray<z.ZodObject<T>> {
    return z.array(z.strictObject(shape), PAIR).length(2, PAIR);
}

const { image: OFFICIAL } = PLANNED_DIALECT;

/** A tag is known not to work where its server speaks other statements than those that are planned for. */
export const image = matching(/^[a-zA-Z0-9][a-zA-Z0-9_.:/@-]*$/, "the name of an image").refine((name) => {
    const [, repository = "", tag, digest] = /^(?:.*\/)?([^/:@]+)(?::([^@]+))?(@.*)?$/.exec(name) ?? [];
    const version = tag ?? (digest === undefined ? "latest" : OFFICIAL.tag);
    return repository !== "mariadb" && (repository !== OFFICIAL.repository || OFFICIAL.tags.test(version));
}, `is known not to work; allowed: ${OFFICIAL.repository}:${OFFICIAL.tag}, or an image that keeps its contract`);

/** A name that is known only while the program runs is looked at then. */
const network = z.unknown().refine((given) => typeof given !== "string" || isUsersOwnNetwork(given), USERS_OWN_NETWORK);

export const clusterArguments: z.ZodType = z.strictObject({
    ...topology("cluster"),
    rootPassword: whenKnown,
    masters: pair({ ...server, ...master }),
    replicas: z.array(z.strictObject({ ...server, ...replica })).optional(),
    image: image.optional(),
    network: network.optional(),
    networkName: dockerName.optional(),
    bindAddress: address.optional(),
    dialAddress: host.or(address).optional(),
    restart: choiceOf(RestartPolicy).optional(),
    hostTimeZone: z.boolean("allowed: true or false").optional(),
    stopSeconds: wholeNumber(1, 3600).optional(),
    dataOnRemoval: choiceOf(DataOnRemoval).optional(),
    labels,
} satisfies Record<keyof DualMasterClusterArgs, z.ZodType>);

export const replicationArguments: z.ZodType = z.strictObject({
    ...topology("replication"),
    masters: pair({ ...existingServer, ...master }),
    replicas: z.array(z.strictObject({ ...existingServer, ...replica })).optional(),
} satisfies Record<keyof DualMasterReplicationArgs, z.ZodType>);
