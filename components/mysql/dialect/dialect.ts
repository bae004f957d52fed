/**
 * What differs between server families and versions, by what it means and not by how one of them writes it. A session has
 * the dialect of its server; whoever works with it says what is to happen, and never in which words.
 *
 * One object a family and range of versions. A newer one spreads the one before and says what is new.
 */
export interface Dialect {
    /** E.g. `MySQL 5.7`. */
    readonly name: string;
    /** The first version that speaks so. */
    readonly since: Version;
    /** Statements, and beginnings of such, without the semicolon. */
    readonly statements: Statements;
    /** Clauses of {@link Statements.changeSource}. */
    readonly sourceClauses: SourceClauses;
    /** Options of mysqld by what they are for; the variable that shows one is called the same. */
    readonly options: Options;
    /** Columns of what {@link Statements.showReplicaStatus} answers. */
    readonly statusColumns: StatusColumns;
    /** What threads say that they are at, in the server's own words. */
    readonly activities: Activities;
    readonly accounts: Accounts;
    /** Variables of a session. */
    readonly transactions: TransactionVariables;
    /** What a receiver reports under numbers that several errors share: only the words tell them apart. */
    readonly receiverErrors: readonly (readonly [RegExp, ReceiverError])[];
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
    /** Replication begins with the server. */
    readonly startWithServer: string;
    /** Test options that break connections off. */
    readonly abortAfterEvents: string;
    readonly disconnectAfterEvents: string;
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
    /** A receiver that is kept waiting by an applier that is too slow for the relay logs' room. */
    readonly heldBackByApplier: string;
    /** A receiver that has something to write down, and none may be written. */
    readonly writesRelayLog: string;
    /** An applier with nothing left to apply. */
    readonly hasAppliedAll: string;
}

export interface Accounts {
    /** The authentication plugin of the replication account. */
    readonly plugin: string;
    /** What lets an account follow. */
    readonly replicationPrivilege: string;
    /** The column of mysql.user that says so. */
    readonly mayReplicate: string;
}

export interface TransactionVariables {
    readonly isolation: string;
    readonly readOnly: string;
}

export type ReceiverError =
    "binary-log-purged" | "binary-log-place-unknown" | "server-ids-equal" | "server-uuids-equal" | "gtid-mode-differs";
