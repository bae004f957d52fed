import type * as pulumi from "@pulumi/pulumi";
import type { BinaryLogOnRemoval, DataOnRemoval, MyCnfWriter, RestartPolicy, Writers } from "./model/choices";
import type { EngineAddress } from "./model/connection";
import type { Positioning } from "./model/coordinates";
import type { FiltersArgs } from "./model/filters";
import type { InitialDataMode } from "./model/initialData";

/**
 * Arguments of {@link DualMasterCluster}.
 *
 * @category Servers in containers
 */
export interface DualMasterClusterArgs extends TopologyArgs {
    /**
     * Password of `root` on every server: 1 to 2000 bytes of printable characters. Kept secret; only its hash reaches the
     * container. It takes effect on the first start with an empty data directory; where there is data already, give the
     * password that is in force there.
     */
    rootPassword: pulumi.Input<string>;
    /** The two masters. */
    masters: MasterArgs[];
    /**
     * Servers that follow one master each and take no writes.
     *
     * @defaultValue none
     */
    replicas?: ReplicaArgs[];
    /**
     * The image to run. It must keep the contract of the official `mysql:5.7`.
     *
     * @defaultValue the stack's configuration `pulumi-mysql-dual-master:image`, else `mysql:5.7`
     */
    image?: string;
    /**
     * Name of an existing Docker network to join; not Docker's own `bridge`, `host` or `none`.
     *
     * @defaultValue the cluster makes a network of its own
     */
    network?: pulumi.Input<string>;
    /**
     * Name of the network that is made. Not together with `network`.
     *
     * @defaultValue the cluster's name
     */
    networkName?: string;
    /**
     * Address of the Docker host on which ports are published.
     *
     * @defaultValue `127.0.0.1`
     */
    bindAddress?: string;
    /**
     * Where `pulumi` connects to the published ports; another address for a remote Docker host.
     *
     * @defaultValue `bindAddress`; `127.0.0.1` if that is any address (`0.0.0.0`, `::`)
     */
    dialAddress?: string;
    /**
     * Docker's restart policy.
     *
     * @defaultValue `always`
     */
    restart?: RestartPolicy;
    /**
     * Mounts the Docker host's `/etc/localtime`, so that the servers keep its time zone.
     *
     * @defaultValue `false`
     */
    hostTimeZone?: boolean;
    /**
     * Seconds that a server gets to shut down before it is killed, 1 to 3600.
     *
     * @defaultValue 120
     */
    stopSeconds?: number;
    /**
     * What happens to the data volume of a server that is taken out of the program, and to all of them with
     * `pulumi destroy`. Volumes and folders that `storage` names stay in any case.
     *
     * @defaultValue `keep`
     */
    dataOnRemoval?: DataOnRemoval;
    /**
     * Docker labels, e.g. whom to ask or to bill: of the containers, and, from the day on which they are made, of volumes
     * and network too, which Docker can't label later. A change makes the containers anew, one after the other, with the
     * data that they have. Names of up to 128 letters, digits, `_`, `.`, `/` and `-`.
     *
     * @defaultValue only the library's own
     */
    labels?: Record<string, string>;
}

/**
 * One mysqld in a container.
 *
 * @hidden its members are shown with each kind of server
 */
export interface ServerArgs {
    /** Port on the Docker host at which the server is published, 1 to 65535. */
    hostPort: number;
    /**
     * Name of the container, and of the server in messages. It is the same server as long as it has this name, wherever it
     * stands in the list; give one, and its `offset`, if the list may be reordered.
     *
     * @defaultValue the cluster's name, role and number: `orders-master-1`
     */
    name?: string;
    /**
     * Host name of the container, by which its peers connect to it, up to 60 characters.
     *
     * @defaultValue `name`
     */
    hostName?: string;
    /**
     * `server_id`, 1 to 4294967295, different on every server.
     *
     * @defaultValue `hostPort`
     */
    serverId?: number;
    /** Further mysqld options for this server only; they override the cluster's. */
    options?: Record<string, string>;
    /**
     * Where its files live.
     *
     * @defaultValue named volumes
     */
    storage?: StorageArgs;
}

/**
 * A server that takes writes and follows the other master.
 *
 * @category Servers in containers
 */
export interface MasterArgs extends ServerArgs {
    /** The account with which others follow this master, as far as it differs from the cluster's `replication`. */
    replication?: ReplicationUserArgs;
    /**
     * `auto_increment_offset`, 1 to the increment, different on every master.
     *
     * @defaultValue its place in the list, from 1
     */
    offset?: number;
}

/**
 * A server that only reads, and follows one master.
 *
 * @category Servers in containers
 */
export interface ReplicaArgs extends ServerArgs {
    /** The master that it follows: its place in `masters`, from 0. */
    of: number;
    /**
     * The number in its name, where `name` gives it no name of its own, 1 to 65535. Give it before you take out a replica
     * that stands before it in the list, so that it stays the server that it is.
     *
     * @defaultValue its place in the list, from 1
     */
    number?: number;
    /**
     * What happens to its own binary log when it is taken out of the program; it follows nobody from then on in any case.
     * With `reset` the log stays all the same, with a warning, as long as the server follows a source or somebody reads
     * its log; a replica of its own that is not connected at that moment can't be seen.
     *
     * @defaultValue `keep`
     */
    binaryLogOnRemoval?: BinaryLogOnRemoval;
}

/**
 * Where a server's files live: in named volumes, unless a path on the Docker host is given.
 *
 * @category Servers in containers
 */
export interface StorageArgs {
    /**
     * Name of a volume for `/var/lib/mysql`. Never deleted, and never exchanged for another one once there is data.
     *
     * @defaultValue the server's name and `-data`; to be given for a server that was renamed, as it keeps the volume that it has
     */
    dataVolume?: string;
    /** Absolute folder on the Docker host for `/var/lib/mysql`, instead of a volume. Never deleted. */
    dataPath?: string;
    /**
     * Name of a volume for the generated my.cnf. Never deleted.
     *
     * @defaultValue a volume of its own, the server's name and `-config`
     */
    configVolume?: string;
    /** Absolute folder on the Docker host for the generated my.cnf, instead of a volume. Never deleted. */
    configPath?: string;
    /**
     * Path of the generated my.cnf in the container; what holds it is mounted at its folder. Also allowed:
     * `/etc/mysql/my.cnf`.
     *
     * @defaultValue `/etc/mysql/conf.d/my.cnf`
     */
    configFile?: string;
    /**
     * Name of a volume for `/var/log/mysql`, to which the error log then goes. Never deleted.
     *
     * @defaultValue the error log goes to Docker's own log
     */
    logVolume?: string;
    /** Absolute folder on the Docker host for `/var/log/mysql`, instead of a volume. Never deleted. */
    logPath?: string;
}

/**
 * Arguments of {@link DualMasterCluster.mysqlProvider}.
 *
 * @category Servers in containers
 */
export interface MysqlProviderArgs {
    /**
     * The master that is written, from which all others receive it: its place in `masters`, from 0.
     *
     * @defaultValue 0
     */
    master?: number;
}

/**
 * Arguments of {@link DualMasterReplication}.
 *
 * @category Servers that exist already
 */
export interface DualMasterReplicationArgs extends TopologyArgs {
    /** The two masters. */
    masters: ExistingMasterArgs[];
    /**
     * Servers that follow one master each and take no writes.
     *
     * @defaultValue none
     */
    replicas?: ExistingReplicaArgs[];
}

/**
 * A server that exists already and is reached over the network.
 *
 * @hidden its members are shown with each kind of server
 */
export interface ExistingServerArgs {
    /** Where `pulumi` connects to it. */
    host: pulumi.Input<string>;
    /**
     * Port at which `pulumi` connects to it, 1 to 65535.
     *
     * @defaultValue 3306
     */
    port?: number;
    /**
     * Administrative account.
     *
     * @defaultValue `root`
     */
    user?: pulumi.Input<string>;
    /** Password of the administrative account, up to 2000 bytes. Kept secret. */
    password: pulumi.Input<string>;
    /**
     * Name of the server in messages and resource names. It is the same server as long as it has this name, wherever it
     * stands in the list.
     *
     * @defaultValue the component's name, role and number: `orders-master-1`
     */
    name?: string;
    /**
     * Where the other servers connect to it, up to 60 characters.
     *
     * @defaultValue `host`
     */
    peerHost?: pulumi.Input<string>;
    /**
     * Port at which the other servers connect to it, 1 to 65535.
     *
     * @defaultValue `port`
     */
    peerPort?: number;
    /**
     * The `server_id` that it must have, 1 to 4294967295.
     *
     * @defaultValue whichever it has, as long as it is different on every server
     */
    serverId?: number;
    /** Other values for options that have a default here, such as `sync_binlog`; they override the component's `options`. */
    options?: Record<string, string>;
    /**
     * Who writes its my.cnf.
     *
     * @defaultValue `owner`
     */
    myCnf?: MyCnfWriter;
    /**
     * Changes whenever the server is another process than before, e.g. a container's id.
     *
     * @defaultValue never
     */
    incarnation?: pulumi.Input<string>;
    /**
     * A sentence that is printed when the server leaves the program, e.g. where its data is.
     *
     * @defaultValue none
     */
    noteOnRemoval?: pulumi.Input<string>;
    /**
     * The Docker container that runs it, if one does: if the server does not start, mysqld's own words say why.
     *
     * @defaultValue its log is not read
     */
    container?: ServerContainerArgs;
}

/**
 * An existing server that takes writes and follows the other master.
 *
 * @category Servers that exist already
 */
export interface ExistingMasterArgs extends ExistingServerArgs {
    /** The account with which others follow this master, as far as it differs from the component's `replication`. */
    replication?: ReplicationUserArgs;
    /**
     * `auto_increment_offset`, 1 to the increment, different on every master.
     *
     * @defaultValue its place in the list, from 1
     */
    offset?: number;
}

/**
 * An existing server that only reads, and follows one master.
 *
 * @category Servers that exist already
 */
export interface ExistingReplicaArgs extends ExistingServerArgs {
    /** The master that it follows: its place in `masters`, from 0. */
    of: number;
    /**
     * The number in its name, where `name` gives it no name of its own, 1 to 65535. Give it before you take out a replica
     * that stands before it in the list, so that it stays the server that it is.
     *
     * @defaultValue its place in the list, from 1
     */
    number?: number;
    /**
     * What happens to its own binary log when it is taken out of the program; it follows nobody from then on in any case.
     * With `reset` the log stays all the same, with a warning, as long as the server follows a source or somebody reads
     * its log; a replica of its own that is not connected at that moment can't be seen.
     *
     * @defaultValue `keep`
     */
    binaryLogOnRemoval?: BinaryLogOnRemoval;
}

/**
 * Where the container of a server is looked at. Nothing is changed there, and all else works without it.
 *
 * @category Servers that exist already
 */
export interface ServerContainerArgs {
    /** Name of the container. */
    name: pulumi.Input<string>;
    /**
     * The Docker engine that runs it.
     *
     * @defaultValue the one that the environment names, as for Docker's provider
     */
    engine?: pulumi.Input<EngineAddress | undefined>;
}

/**
 * What a set-up of any servers has in common, whoever runs them.
 *
 * @hidden its members are shown with each component's arguments
 */
export interface TopologyArgs {
    /** The replication account. Required, unless every master has one of its own. */
    replication?: ReplicationArgs;
    /**
     * AUTO_INCREMENT lanes.
     *
     * @defaultValue as many as there are masters
     */
    lanes?: LanesArgs;
    /**
     * Database filters, the same on every server.
     *
     * @defaultValue none: everything is replicated
     */
    filters?: FiltersArgs;
    /**
     * Errors that appliers skip without a word (`slave_skip_errors`): error numbers, `ddl_exist_errors`, or `all`. What is
     * skipped is lost on that server, so that the two sides differ from then on; a warning says so.
     *
     * @defaultValue none
     */
    skipErrors?: string[];
    /**
     * How replicas find their place in their source's binary log.
     *
     * @defaultValue `gtid` for containers, `binlog` for servers that exist already
     */
    positioning?: Positioning;
    /**
     * What is known of the data on both sides before replication is first set up.
     *
     * @defaultValue `empty`
     */
    initialData?: InitialDataMode;
    /**
     * The master whose data is copied: its place in `masters`, from 0. Only with `initialData: "copy"`, which takes
     * `mysqldump` and `mysql` on the PATH.
     *
     * @defaultValue 0
     */
    copyFrom?: number;
    /**
     * Makes the comparison of rows on both sides a part of every audit; `{}` compares everything.
     *
     * @defaultValue rows are not compared
     */
    rowComparison?: RowComparisonArgs;
    /**
     * The account with which audits and refreshes log in at every server, instead of the administrative one, once `up` has
     * run with it. You create it; if it can't log in or lacks a privilege, the audit says so.
     *
     * @defaultValue the administrative account
     */
    auditor?: AuditorArgs;
    /**
     * Any further mysqld option for every server, by its name in my.cnf without leading dashes, with its value as text:
     * `{ max_connections: "500" }`. Options that the library sets itself are refused, except those that are only defaults
     * (`sync_binlog`, `relay_log` and the like). A change makes containers anew, one after the other. For servers that
     * exist already, only those defaults can be given: everything else belongs in the servers' own my.cnf.
     */
    options?: Record<string, string>;
    /**
     * Seconds to wait for a server to answer, and for a link to run or to advance, 1 to 3600; also before the next server
     * is changed.
     *
     * @defaultValue 120
     */
    deadlineSeconds?: number;
}

/**
 * The account with which others log in at a master in order to follow it. It is created on that master.
 *
 * @category Replication
 */
export interface ReplicationUserArgs {
    /**
     * Password of the account: 1 to 32 bytes of printable characters up to U+FFFF, so no emoji (manual, 13.4.2.1:
     * MASTER_PASSWORD). Kept secret. Required, for all masters together or for each by itself.
     */
    password?: pulumi.Input<string>;
    /**
     * Name of the account, up to 32 characters.
     *
     * @defaultValue `replication`
     */
    user?: string;
    /**
     * From where the account may log in, as in `user@host` (manual, 6.2.4).
     *
     * @defaultValue `%`: any host
     */
    hostPattern?: string;
}

/**
 * The replication account of every master, and how receivers keep in touch with their source.
 *
 * @category Replication
 */
export interface ReplicationArgs extends ReplicationUserArgs {
    /**
     * Seconds that a receiver waits before it tries to reach its source again, 1 to 86400.
     *
     * @defaultValue 5
     */
    connectRetrySeconds?: number;
    /**
     * Seconds without an event after which a source sends a heartbeat, 1 to 3600, less than `slave_net_timeout`.
     *
     * @defaultValue 10, or half of a `slave_net_timeout` in `options` that is 10 or less
     */
    heartbeatSeconds?: number;
}

/**
 * Which AUTO_INCREMENT values each master hands out, so that no two ever hand out the same.
 *
 * @category Replication
 */
export interface LanesArgs {
    /**
     * `auto_increment_increment` of every master, 1 to 65535, at least the number of masters. A larger one leaves lanes
     * free for masters that come later, without renumbering.
     *
     * @defaultValue the number of masters
     */
    increment?: number;
    /**
     * Which masters applications write to. With `one` there are no lanes, and neither `increment` nor any `offset`.
     *
     * @defaultValue `all`
     */
    writers?: Writers;
}

/**
 * Comparison of the rows of every two servers of which one follows the other, whenever they are looked at: by a refresh,
 * and so by an audit. Nothing is locked or written. What differs is shown, and `up` refuses to go on.
 *
 * @category Replication
 */
export interface RowComparisonArgs {
    /**
     * Databases whose tables are compared.
     *
     * @defaultValue all that are replicated
     */
    databases?: string[];
    /**
     * Tables that are left out, each as `database.table`.
     *
     * @defaultValue none
     */
    ignoreTables?: string[];
    /**
     * Seconds after which a comparison ends, wherever it is, and says so, 1 to 86400.
     *
     * @defaultValue 300
     */
    secondsAtMost?: number;
}

/**
 * An account that only looks. `docs/accounts.md` lists the grants that it needs.
 *
 * @category Replication
 */
export interface AuditorArgs {
    /** Its name, the same on every server. */
    user: pulumi.Input<string>;
    /** Its password, up to 2000 bytes. Kept secret. */
    password: pulumi.Input<string>;
}
