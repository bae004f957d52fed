import type { FindingClass } from "../findingClass";

/** What stops a receiver, by the error that it shows (manual, B.3.1 Server and B.3.2 Client Error Messages). */
export const receiverClasses = {
    "source-refuses-account": {
        audit: "drift",
        seen: "IO thread connecting: 1045 error connecting to master 'replication@orders-master-1:3306'",
        means: "the source turns the replica away: the account is gone, locked, bound to another host, or has another password",
        remedy: "run pulumi up, which makes the account and the replica's password what the program declares",
        up: ({ statements }) => `mends the account, then ${statements.changeSource} and ${statements.startReplica}`,
    },
    "source-unreachable": {
        audit: "drift",
        seen: "IO thread connecting: 2003 error connecting to master 'replication@orders-master-1:3306'",
        means: "the replica does not reach its source: it is down, a network lies between, or the address is another one; nothing is lost, what it lacks waits there",
        remedy: "start the source where it is down; else put right the network between the two, or the address at which the replica connects to it; the receiver comes back by itself",
        up: "waits for it until the deadline, then stops with this",
    },
    "source-unresolved": {
        audit: "drift",
        seen: "IO thread connecting: 2005 error connecting to master 'replication@orders-master-9:3306'",
        means: "the replica does not find its source by its name",
        remedy: "see that the replica's own resolver knows the name; the receiver comes back by itself",
        up: ({ statements }) =>
            `${statements.changeSource}, where the address is not the declared one; else waits until the deadline and stops with this`,
    },
    "binary-log-purged": {
        audit: "drift",
        seen: ({ examples }) => `IO thread stopped: 1236 … ${examples.purged}`,
        means: "transactions that the replica lacks are no longer in any binary log of its source",
        remedy: "keep binary logs longer than the longest stop (expire_logs_days); give the replica a copy of its source's data with its GTIDs or coordinates, then run pulumi up again",
        up: "stops with this: starting further on would leave a gap",
    },
    "binary-log-place-unknown": {
        audit: "drift",
        seen: "IO thread stopped: 1236 … Client requested master to start replication from position > file size",
        means: "the replica asks for a place that its source's binary log does not have: it was cut by a crash or reset, or the coordinates are wrong",
        remedy: "look whether the source lost transactions (sync_binlog) and compare the rows; then give the replica the right place, or a copy of its source",
        up: "stops with this: any other place would be a guess",
    },
    "binary-log-unreadable": {
        audit: "drift",
        seen: "IO thread stopped: 1236 … event read from binlog did not pass crc check; … the last event read from './mysql-bin.000004' at 384",
        means: "the source can't send an event of its binary log: the file is damaged, gone, not to be opened, or the event is larger than a packet may be",
        remedy:
            "put the file back where it is gone; else give the replica a copy of its source, or, where one transaction is " +
            "lost, its rows with SET sql_log_bin = 0 and its GTID while its threads are stopped",
        up: "stops with this",
    },
    "server-ids-equal": {
        audit: "drift",
        seen: ({ examples }) => `IO thread stopped: 1593 … ${examples.equalIds}`,
        means: "a server discards events that carry its own server_id, so that neither would apply the other's",
        remedy: "give each server a server_id of its own",
        up: "stops with the line for my.cnf",
    },
    "source-is-itself": {
        audit: "drift",
        seen: "at 127.0.0.1:3306 answers server_id 2, which is orders-master-2's own; orders-master-1 has server_id 1",
        means: "at its source's address the replica meets itself, or a stranger with its own server_id: nothing arrives",
        remedy: "declare the address of its source as the replica sees it (peerHost, peerPort), which is often another one than where pulumi runs",
        up: ({ statements }) =>
            `stops before the applier runs; ${statements.changeSource} once another address is declared`,
    },
    "server-uuids-equal": {
        audit: "drift",
        seen: ({ examples }) => `IO thread stopped: 1593 … ${examples.equalUuids}`,
        means: "one data directory is a copy of the other: both number their transactions with the same server_uuid",
        remedy: "stop the server whose data directory is the copy, delete auto.cnf there, start it",
        up: "stops with this",
    },
    "receiver-failed": {
        audit: "drift",
        seen: "IO thread stopped: 1595 Relay log write failure: could not queue event from master",
        means: "the replica does not receive what its source writes; 1595 is most often an event with a wrong checksum, damaged in its source's binary log or on the way",
        remedy: ({ options }) =>
            "put right what the server's own words name, then run pulumi up again. Of 1595 the replica's error log says more " +
            `(1743 is the checksum); where it comes back, SET GLOBAL ${options.verifySourceChecksum} = ON on the source tells ` +
            "whether its binary log is damaged",
        up: ({ statements }) => `${statements.startReplica}; stops with this where the error comes back`,
    },
} as const satisfies Record<string, FindingClass>;
