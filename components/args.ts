import type * as pulumi from "@pulumi/pulumi";
import type { BinaryLogOnRemoval, DataOnRemoval, MyCnfWriter, RestartPolicy, Writers } from "./model/choices";
import type { EngineAddress } from "./model/connection";
import type { Positioning } from "./model/coordinates";
import type { FiltersArgs } from "./model/filters";
import type { InitialDataMode } from "./model/initialData";

/** The account with which others log in at a master in order to follow it. It is created on that master. */
export interface ReplicationUserArgs {
    /**
     * Password of the account: 1 to 32 bytes of printable characters up to U+FFFF (manual, 13.4.2.1: MASTER_PASSWORD).
     * Kept secret. Required, for all masters together or for each by itself.
     */
    password?: pulumi.Input<string>;
    /** Name of the account, up to 32 characters. Default: `replication`. */
    user?: string;
    /** From where the account may log in, as in `user@host` (manual, 6.2.4). Default: `%`, any host. */
    hostPattern?: string;
}

/** The replication account of every master, and how receivers keep in touch with their source. */
export interface ReplicationArgs extends ReplicationUserArgs {
    /** Seconds that a receiver waits before it dials its source again, 1 to 86400. Default: 5. */
    connectRetrySeconds?: number;
    /**
     * Seconds without an event after which a source sends a heartbeat, 1 to 3600, less than `slave_net_timeout`. Default:
     * 10, or half of a `slave_net_timeout` in `options` that is not longer than that.
     */
    heartbeatSeconds?: number;
}

/** Which AUTO_INCREMENT values each master hands out, so that no two ever hand out the same. */
export interface LanesArgs {
    /**
     * `auto_increment_increment` of every master, 1 to 65535, at least the number of masters. A larger one leaves
     * lanes free for masters that come later, without renumbering. Default: the number of masters.
     */
    increment?: number;
    /**
     * Which masters take writes. `one`: the author states that only one of them is ever written, so that both may
     * hand out 1, 2, 3 …; then there are no lanes, and neither `increment` nor any `offset`. Default: `all`.
     */
    writers?: Writers;
}

/**
 * Comparison of the rows of every two servers of which one follows the other, whenever they are looked at: by a refresh,
 * and so by an audit. Nothing is locked or written. What differs is shown, and refused by `up`.
 */
export interface RowComparisonArgs {
    /** Databases whose tables are compared. Default: all that are replicated. */
    databases?: string[];
    /** Tables that are left out, each as `database.table`. Default: none. */
    ignoreTables?: string[];
    /** Seconds after which a comparison ends, wherever it is, and says so, 1 to 86400. Default: 300. */
    secondsAtMost?: number;
}

/** An account that only looks: the README lists the grants that it needs. */
export interface AuditorArgs {
    /** Its name, the same on every server. */
    user: pulumi.Input<string>;
    /** Its password, up to 2000 bytes. Kept secret. */
    password: pulumi.Input<string>;
}

/** What a set-up of any servers has in common, whoever runs them. */
export interface TopologyArgs {
    /** The replication account. Required, unless every master has one of its own. */
    replication?: ReplicationArgs;
    /** AUTO_INCREMENT lanes. Default: as many as there are masters. */
    lanes?: LanesArgs;
    /** Database filters. Default: none, everything is replicated. */
    filters?: FiltersArgs;
    /**
     * Errors over which appliers go on without a word (`slave_skip_errors`): error numbers, `ddl_exist_errors`, or
     * `all`. What is skipped is lost on that server, so that the two sides differ from then on. Default: none.
     */
    skipErrors?: string[];
    /** How replicas find their place. Default: `gtid` for containers, `binlog` for servers that exist already. */
    positioning?: Positioning;
    /** What is known of the data before the first wiring. Default: `empty`. */
    initialData?: InitialDataMode;
    /** The master whose data is copied: its place in `masters`, from 0. Only with `initialData: "copy"`. Default: 0. */
    copyFrom?: number;
    /** Whether both sides hold the same rows is looked at as well. `{}` does so for everything. Default: it is not. */
    rowComparison?: RowComparisonArgs;
    /**
     * The account with which audits and refreshes log in at every server, instead of the administrative one, once `up` has
     * run with it. The author makes it; that it can't log in or may not look is told as an observation. Default: the
     * administrative account.
     */
    auditor?: AuditorArgs;
    /**
     * Any further mysqld option for every server, by its name in my.cnf without dashes in front, with its value as
     * text: `{ max_connections: "500" }`. Options that the library itself sets are refused, except those documented
     * as defaults (`sync_binlog`, `relay_log` and the like).
     */
    options?: Record<string, string>;
    /** Seconds to wait for a server to answer and for a link to run, 1 to 3600. Default: 120. */
    deadlineSeconds?: number;
}

/** Where a server's files live: in named volumes, unless a path on the Docker host is given. */
export interface StorageArgs {
    /**
     * Name of a volume for `/var/lib/mysql`. Never deleted, and never another one once there is data. Default: one of its
     * own, the server's name and `-data`, or, of a server that was renamed, the one that it has.
     */
    dataVolume?: string;
    /** Absolute folder on the Docker host for `/var/lib/mysql`, instead of a volume. Never deleted. */
    dataPath?: string;
    /** Name of a volume for the generated my.cnf. Never deleted. Default: one of its own, the name and `-config`. */
    configVolume?: string;
    /** Absolute folder on the Docker host for the generated my.cnf, instead of a volume. Never deleted. */
    configPath?: string;
    /**
     * Path of the generated my.cnf in the container; what holds it is mounted at its folder. Default:
     * `/etc/mysql/conf.d/my.cnf`; also allowed: `/etc/mysql/my.cnf`.
     */
    configFile?: string;
    /** Name of a volume for `/var/log/mysql`, to which the error log then goes. Never deleted. Default: Docker's own log. */
    logVolume?: string;
    /** Absolute folder on the Docker host for `/var/log/mysql`, instead of a volume. Never deleted. */
    logPath?: string;
}

/** One mysqld in a container. */
export interface ServerArgs {
    /** Port on the Docker host at which the server is published, 1 to 65535. */
    hostPort: number;
    /**
     * Name of the container, and of the server in messages. It is the same server as long as it has this name, wherever it
     * stands in the list. Default: the cluster's name, role and number.
     */
    name?: string;
    /** Host name of the container, by which its peers dial it, up to 60 characters. Default: `name`. */
    hostName?: string;
    /** `server_id`, 1 to 4294967295, different on every server. Default: `hostPort`. */
    serverId?: number;
    /** Further mysqld options for this server only; they win over the cluster's. */
    options?: Record<string, string>;
    /** Where its files live. Default: named volumes. */
    storage?: StorageArgs;
}

/** A server that takes writes and follows the other master. */
export interface MasterArgs extends ServerArgs {
    /** The account with which others follow this master, as far as it differs from `replication`. */
    replication?: ReplicationUserArgs;
    /** `auto_increment_offset`, 1 to the increment, different on every master. Default: its place in the list. */
    offset?: number;
}

/** A server that only reads, and follows one master. */
export interface ReplicaArgs extends ServerArgs {
    /** The master that it follows: its place in `masters`, from 0. */
    of: number;
    /**
     * Its number in its name, where `name` gives it none of its own, 1 to 65535. To be given once one that stood before it
     * in the list is taken out, so that it stays the one that it is. Default: its place in the list.
     */
    number?: number;
    /**
     * What happens to its own binary log when it is taken out of the program, besides that it follows nobody any more.
     * `reset`: RESET MASTER, which deletes it, so that the server can become anything. It keeps it all the same, with a
     * warning, as long as it follows somebody, or somebody reads it; a replica of its own that is not connected at that
     * moment can't be seen. Default: `keep`.
     */
    binaryLogOnRemoval?: BinaryLogOnRemoval;
}

/** Arguments of {@link DualMasterCluster}. */
export interface DualMasterClusterArgs extends TopologyArgs {
    /**
     * Password of `root`, on every server: 1 to 2000 bytes of printable characters. Kept secret; only its hash reaches
     * the container. In force from the first start on an empty data directory; where there is data, the one that is in
     * force there.
     */
    rootPassword: pulumi.Input<string>;
    /** The two masters. */
    masters: MasterArgs[];
    /** Servers that follow one master each and take no writes. Default: none. */
    replicas?: ReplicaArgs[];
    /**
     * The image to run. It must keep the contract of the official `mysql:5.7`. Default: the stack's configuration
     * `pulumi-mysql-dual-master:image`, else `mysql:5.7`.
     */
    image?: string;
    /** Name of an existing Docker network to join. Default: a network of the cluster's own is made. */
    network?: pulumi.Input<string>;
    /** Name of the network that is made. Default: the cluster's name. Not together with `network`. */
    networkName?: string;
    /** Address of the Docker host on which ports are published. Default: `127.0.0.1`. */
    bindAddress?: string;
    /** Where `pulumi` dials the published ports. Default: `127.0.0.1`; another for a remote Docker host. */
    dialAddress?: string;
    /** Docker's restart policy. Default: `always`. */
    restart?: RestartPolicy;
    /** Mounts the Docker host's `/etc/localtime`, so that the servers keep its time zone. Default: false. */
    hostTimeZone?: boolean;
    /** Seconds that a server gets to shut down before it is killed, 1 to 3600. Default: 120. */
    stopSeconds?: number;
    /**
     * What happens to the data volume of a server that is taken out of the program, and to those of all of them with
     * `pulumi destroy`. `keep`: it stays, is named with how to remove it, and a server of the same name takes it over.
     * `delete`: it goes with its server. Volumes and folders that `storage` names stay in any case. Default: `keep`.
     */
    dataOnRemoval?: DataOnRemoval;
    /**
     * Docker labels, e.g. whom to ask or to bill: of the containers, and from the day on which they are made also of
     * volumes and network, which Docker can't label later. A change makes the containers anew, with the data that they
     * have. Names of up to 128 letters, digits, '_', '.', '/' and '-'. Default: only the library's own.
     */
    labels?: Record<string, string>;
}

/** Arguments of {@link DualMasterCluster.mysqlProvider}. */
export interface MysqlProviderArgs {
    /** The master that is written, from which all others have it: its place in `masters`, from 0. Default: 0. */
    master?: number;
}

/** Where the container of a server is looked at. Nothing is changed there, and all else works without. */
export interface ServerContainerArgs {
    /** Name of the container. */
    name: pulumi.Input<string>;
    /** The Docker engine that runs it. Default: the one that the environment names, as for Docker's provider. */
    engine?: pulumi.Input<EngineAddress | undefined>;
}

/** A server that exists already and is reached over the network. */
export interface ExistingServerArgs {
    /** Where `pulumi` dials it. */
    host: pulumi.Input<string>;
    /** Port at which `pulumi` dials it, 1 to 65535. Default: 3306. */
    port?: number;
    /** Administrative account. Default: `root`. */
    user?: pulumi.Input<string>;
    /** Password of the administrative account, up to 2000 bytes. Kept secret. */
    password: pulumi.Input<string>;
    /**
     * Name of the server in messages and resource names. It is the same server as long as it has this name, wherever it
     * stands in the list. Default: the set-up's name, role and number.
     */
    name?: string;
    /** Where the other servers dial it, up to 60 characters. Default: `host`. */
    peerHost?: pulumi.Input<string>;
    /** Port at which the other servers dial it, 1 to 65535. Default: `port`. */
    peerPort?: number;
    /** The `server_id` that it must have, 1 to 4294967295. Default: whichever it has, if different on every server. */
    serverId?: number;
    /** Other values for the options that have a documented default, such as `sync_binlog`; they win over the set-up's. */
    options?: Record<string, string>;
    /**
     * Who writes its my.cnf. `owner`: only what replication stands on is demanded, and told as lines to add where SQL
     * can't set it. `generated`: by this library's rules, so that `report_host` (`peerHost`) and the relay log's name are
     * verified as well. Default: `owner`.
     */
    myCnf?: MyCnfWriter;
    /** Changes whenever the server is another process than before, e.g. a container's id. Default: never. */
    incarnation?: pulumi.Input<string>;
    /** A sentence that is told when the server leaves the program, e.g. where its data is. Default: none. */
    noteOnRemoval?: pulumi.Input<string>;
    /**
     * The Docker container that runs it, if one does: why the server does not start is then told in mysqld's own words.
     * Default: its log is nowhere to be asked for.
     */
    container?: ServerContainerArgs;
}

/** An existing server that takes writes and follows the other master. */
export interface ExistingMasterArgs extends ExistingServerArgs {
    /** The account with which others follow this master, as far as it differs from `replication`. */
    replication?: ReplicationUserArgs;
    /** `auto_increment_offset`, 1 to the increment, different on every master. Default: its place in the list. */
    offset?: number;
}

/** An existing server that only reads, and follows one master. */
export interface ExistingReplicaArgs extends ExistingServerArgs {
    /** The master that it follows: its place in `masters`, from 0. */
    of: number;
    /**
     * Its number in its name, where `name` gives it none of its own, 1 to 65535. To be given once one that stood before it
     * in the list is taken out, so that it stays the one that it is. Default: its place in the list.
     */
    number?: number;
    /**
     * What happens to its own binary log when it is taken out of the program, besides that it follows nobody any more.
     * `reset`: RESET MASTER, which deletes it, so that the server can become anything. It keeps it all the same, with a
     * warning, as long as it follows somebody, or somebody reads it; a replica of its own that is not connected at that
     * moment can't be seen. Default: `keep`.
     */
    binaryLogOnRemoval?: BinaryLogOnRemoval;
}

/** Arguments of {@link DualMasterReplication}. */
export interface DualMasterReplicationArgs extends TopologyArgs {
    /** The two masters. */
    masters: ExistingMasterArgs[];
    /** Servers that follow one master each and take no writes. Default: none. */
    replicas?: ExistingReplicaArgs[];
}
