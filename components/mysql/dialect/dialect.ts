/**
 * What differs between server families and versions, by what it means and not by how one of them writes it. A session has
 * the dialect of its server; whoever works with it says what is to happen, and never in which words.
 *
 * One object per family and range of versions. A newer one spreads the one before and says what is new.
 */
export interface Dialect {
    /** E.g. `MySQL 5.7`. */
    readonly name: string;
    /** The first version that speaks so. */
    readonly since: Version;
    /** The official image, and which of its tags hold such a server. */
    readonly image: { readonly repository: string; readonly tag: string; readonly tags: RegExp };
    /** Statements, and beginnings of such, without the semicolon. */
    readonly statements: Statements;
    /** Clauses of {@link Statements.changeSource}. */
    readonly sourceClauses: SourceClauses;
    /** Options of mysqld by what they are for; the variable that shows one is called the same. */
    readonly options: Options;
    readonly settable: Settable;
    /** Columns of what {@link Statements.showReplicaStatus} answers. */
    readonly statusColumns: StatusColumns;
    /** What threads say that they are at, in the server's own words. */
    readonly activities: Activities;
    readonly accounts: Accounts;
    /** Variables of a session. */
    readonly transactions: TransactionVariables;
    /** Tables of information_schema in which InnoDB tells what it keeps, and what stands before the name of a partition. */
    readonly innodb: Readonly<Record<"tables" | "indexes" | "partition", string>>;
    /** What a receiver reports under numbers that several errors share: only the words tell them apart. */
    readonly receiverErrors: readonly (readonly [RegExp, ReceiverError])[];
    /** Words of a server that a person may look for, each as one of this version says them. */
    readonly examples: Readonly<Record<"waitsForEvents" | "purged" | "equalIds" | "equalUuids", string>>;
    /** The table in which a receiver keeps its settings. */
    readonly receiverTable: string;
    /** File and end of the event at which an applier stopped, as its error quotes them. */
    readonly eventAtFault: RegExp;
}

/** The first two numbers of a server's version: they decide over its words. */
export type Version = readonly [major: number, minor: number];

export interface Statements {
    readonly showReplicaStatus: string;
    readonly showBinaryLogStatus: string;
    readonly showReplicas: string;
    readonly startReplica: string;
    readonly stopReplica: string;
    /** Forgets the relay logs and the place; which source it is stays. */
    readonly resetReplica: string;
    /** Forgets the source as well. */
    readonly resetReplicaAll: string;
    readonly changeSource: string;
    /** Deletes the binary log and the GTID history. */
    readonly resetBinaryLog: string;
    /** A function: waits until the applier has reached a place in its source's binary log. */
    readonly waitForPosition: string;
    /** Answers with `password` and `heartbeat`, as the receiver without a channel's name has stored them. */
    readonly receiverSettings: string;
    /** The user variable in which a replica tells its source who it is. */
    readonly replicaUuidVariable: string;
}

export interface SourceClauses {
    readonly host: string;
    readonly port: string;
    readonly user: string;
    readonly password: string;
    readonly connectRetrySeconds: string;
    readonly heartbeatSeconds: string;
    readonly retryCount: string;
    readonly delaySeconds: string;
    readonly autoPosition: string;
    readonly file: string;
    readonly position: string;
}

export interface Options {
    /** What is received is written to the own binary log as well. */
    readonly logReplicaUpdates: string;
    /** Errors over which appliers go on. */
    readonly skipErrors: string;
    /** Seconds of silence after which a receiver takes its connection for dead. */
    readonly receiverTimeout: string;
    /** Where the receiver keeps its place, and the applier its own; absent where there is no choice. */
    readonly receiverRepository?: string;
    readonly applierRepository?: string;
    /** How often an applier tries a transaction that waits for a lock in vain. */
    readonly transactionRetries: string;
    /** A source verifies the checksum of what it reads from its own binary log. */
    readonly verifySourceChecksum: string;
    /** Replication begins with the server. */
    readonly startWithServer: string;
    /** Test options that break connections off. */
    readonly abortAfterEvents: string;
    readonly disconnectAfterEvents: string;
}

/** Of the variables that a set-up stands on, those that SET GLOBAL changes; all others need a restart. */
export interface Settable {
    readonly atOnce: ReadonlySet<string>;
    /** Only while no thread of replication runs. */
    readonly whileStopped: ReadonlySet<string>;
}

export interface StatusColumns {
    readonly sourceHost: string;
    readonly sourcePort: string;
    readonly sourceUuid: string;
    readonly user: string;
    readonly connectRetrySeconds: string;
    readonly retryCount: string;
    readonly receiverRuns: string;
    readonly applierRuns: string;
    readonly receiverActivity: string;
    readonly applierActivity: string;
    readonly appliedFile: string;
    readonly appliedPosition: string;
    readonly receivedFile: string;
    readonly receivedPosition: string;
    readonly secondsBehind: string;
    /** Of a row that {@link Statements.showReplicas} answers. */
    readonly replicaUuid: string;
}

export interface Activities {
    /** A receiver that has spoken with its source. */
    readonly hasMetItsSource: RegExp;
    /** Its beginning, of a receiver that waits for its own applier to free room for relay logs. */
    readonly heldBackByApplier: string;
    /** A receiver that has something to write down, and none may be written. */
    readonly writesRelayLog: string;
    /** Its beginning, of an applier with nothing left to apply. */
    readonly hasAppliedAll: string;
    /** An applier that waits for a lock that somebody else holds, or for a full disk. */
    readonly isBlocked: RegExp;
}

export interface Accounts {
    /** The authentication plugin of the replication account. */
    readonly plugin: string;
    /** The column of mysql.user that says who may follow. */
    readonly mayReplicate: string;
}

export interface TransactionVariables {
    readonly isolation: string;
    readonly readOnly: string;
}

export type ReceiverError =
    "binary-log-purged" | "binary-log-place-unknown" | "server-ids-equal" | "server-uuids-equal" | "gtid-mode-differs";
