import type { FindingClass } from "../findingClass";

/** One replica that follows one source: whether it does, from where, and how well. */
export const linkClasses = {
    "link-missing": {
        audit: "drift",
        seen: 'follows: "nobody" => "orders-master-1:3306"',
        means: "what the source writes does not arrive",
        remedy: "run pulumi up, which wires it where its place can be proved",
        up: "wires it where its place can be proved: by GTID always, by file and position where nothing was written since",
    },
    "source-differs": {
        audit: "drift",
        seen: 'follows: "db9:3310" => "orders-master-1:3306"',
        means: "the replica reads from an address that the program does not declare",
        remedy: "find out who changed it; run pulumi up to have it follow its declared source again",
        up: ({ statements }) =>
            `${statements.stopReplica}, ${statements.changeSource}, ${statements.startReplica}, where its place can be proved`,
    },
    "another-server": {
        audit: "drift",
        seen: "at orders-master-1:3306 answers server_uuid 5d3c…; orders-master-1 at 127.0.0.1:3307 is 8a1f…",
        means: "the replica and the program reach two different servers, each at its own address for the source",
        remedy: "declare the address under which the replica reaches its source (peerHost, peerPort), or, of a cluster, find out what else answers to that name on its network; nothing of the other server was applied by this run",
        up: "stops before the applier runs",
    },
    "follows-another-source": {
        audit: "none",
        seen: "follows db9:3310 already",
        means: "it was set up as a replica of another server; its place there would be lost",
        remedy: ({ statements }) =>
            `if that is no longer wanted, run ${statements.stopReplica} and ${statements.resetReplicaAll} on it (FOR CHANNEL where it has channels), then pulumi up again`,
        up: "refuses to touch what this program never wired; a link that this stack has begun elsewhere, and that has brought nothing, it wires anew",
    },
    "undeclared-source": {
        audit: "drift",
        seen: 'otherChannels: "third from db9:3306" => "none"',
        means: "a source that the program does not declare writes here, where its rows are in nobody's lane",
        remedy: "find out who added it; run pulumi up to take it away",
        up: ({ statements }) => `${statements.stopReplica}, ${statements.resetReplicaAll} FOR CHANNEL`,
    },
    "link-settings-differ": {
        audit: "drift",
        seen: 'heartbeatSeconds: "3.5" => "10"',
        means: "the link runs with other settings than the program declares",
        remedy: "run pulumi up",
        up: ({ statements }) => statements.changeSource,
    },
    "applier-delayed": {
        audit: "drift",
        seen: 'delaySeconds: "3600" => "0"',
        means: "rows of the other side are shown late on purpose, and writes can meet rows that are still on their way",
        remedy: "run pulumi up",
        up: ({ sourceClauses, statements }) => `${statements.changeSource} ${sourceClauses.delaySeconds} = 0`,
    },
    "filters-differ": {
        audit: "drift",
        seen: 'filters: "Replicate_Do_DB: shop" => "none"',
        means: "one side leaves out what the other one sends, without a word: the servers differ from then on",
        remedy: "run pulumi up, which names the line for my.cnf where only a restart helps, and compare the rows that were written meanwhile",
        up: "CHANGE REPLICATION FILTER; stops with the line for my.cnf where only a restart helps",
    },
    "positioning-differs": {
        audit: "drift",
        seen: 'position: "binary log file and position" => "GTID auto-position"',
        means: "the link finds its place in another way than declared",
        remedy: "run pulumi up",
        up: ({ sourceClauses, statements }) => `${statements.changeSource} ${sourceClauses.autoPosition}`,
    },
    "place-lost": {
        audit: "drift",
        seen: "orders-master-2 has lost its place; it was wired at mysql-bin.000001:154, and orders-master-1 has since written up to mysql-bin.000001:4711",
        means: "from where it has to go on can't be proved, so that starting anywhere could lose or repeat rows",
        remedy: ({ statements }) =>
            `if you know its place, run ${statements.changeSource} with it on the replica, then pulumi up; or make both sides hold ` +
            'the same rows, declare initialData: "identical" and replace the link\'s InitialData (pulumi up --replace ' +
            "URN), which wires it anew",
        up: "goes on only where nothing was written since; else stops with this",
    },
    "thread-stopped": {
        audit: "drift",
        seen: 'sqlThread: "stopped" => "running"',
        means: "somebody stopped it: what the source writes does not arrive, or is not applied",
        remedy: "run pulumi up",
        up: ({ statements }) => statements.startReplica,
    },
    "link-taken-away": {
        audit: "none",
        seen: "orders-master-2 follows nobody any more",
        means: ({ statements }) => `somebody ran ${statements.resetReplicaAll} there while the link was being made`,
        remedy: "find out who, then run pulumi up again",
        up: "stops with this",
    },
    "does-not-catch-up": {
        audit: "none",
        seen: "IO thread running; SQL thread running",
        means: "both threads say that they run, and nothing moves: e.g. somebody on the replica holds a row that is to be changed",
        remedy: "look what the replica waits for (SHOW PROCESSLIST, SHOW ENGINE INNODB STATUS, its error log), then run pulumi up again",
        up: "waits while it moves, and stops with this at the deadline",
    },
    "transactions-missing": {
        audit: "drift",
        seen: 'sqlThread: "running, but has passed over 8a1f…:1-50" => "running"',
        means: ({ statements }) =>
            "both threads run, and these transactions of its source are not among those that the replica has executed: most " +
            `likely they carry its own server_id, which it ignores; or somebody ran ${statements.resetBinaryLog} there, and it has forgotten ` +
            "that it has them",
        remedy: ({ statements }) =>
            "compare the rows. If it lacks them, give the replica another serverId, in its my.cnf and in the program, and " +
            `restart it: by GTID it then takes them. If it has them, let it know (${statements.resetBinaryLog}, SET GLOBAL gtid_purged)`,
        up: "stops with this",
    },
    "own-past": {
        audit: "none",
        seen: "orders-master-1 is a new server with the same server_id 3307, and lacks 8a1f…:1-50",
        means: "its data is gone, or of an earlier day, and it would ignore its own earlier transactions in its source's binary log, because they carry its server_id",
        remedy: "give it another serverId in the program, which makes it take all of them, or a copy of its source's data with its GTIDs",
        up: "refuses to run both threads over the gap",
    },
    "source-went-back": {
        audit: "drift",
        seen: 'sourceHistory: "lacks 8a1f…:51-100, which orders-master-2 has from it" => "whole"',
        means:
            "the source was restored from an old backup, or its binary log was reset and has begun anew: it gives new " +
            "transactions the numbers or places of lost ones, which its replica then takes for those that it has",
        remedy:
            "let nobody write there. By GTID, give it another serverId in the program: it then takes back from its " +
            "replica what it has lost. Else make it a copy of its replica. Compare the rows afterwards",
        up: "by GTID and under another server_id, waits whether it gets them back; stops with this",
    },
    "binary-log-reset": {
        audit: "drift",
        seen: 'sourceHistory: "has begun its binary log anew, and lacks 8a1f…:1-100, which orders-master-2 has from it" => "whole"',
        means: ({ statements }) =>
            `somebody ran ${statements.resetBinaryLog} on the source while it was followed: its new transactions get the numbers or ` +
            "places of earlier ones, which its replica then takes for those that it has",
        remedy:
            "let nobody write there, then make both sides hold the same rows and replace the link's InitialData (pulumi up " +
            '--replace URN) with initialData: "identical" and positioning: "binlog"; or make it a copy of its replica with its GTIDs',
        up: "stops with this",
    },
    "errant-transactions": {
        audit: "warning",
        seen: "has transactions of its own that its source lacks: 22c1…:1-3",
        means: "a server that only reads was written: its rows are on no other server, and it can't take a master's place",
        remedy: "find out who writes with SUPER there; compare the rows, and make it a copy of its source again where they differ",
        up: "changes nothing about it",
    },
    "receiver-stalled": {
        audit: "drift",
        seen: ({ examples }) =>
            `ioThread: "running, but has received nothing for 3 s: ${examples.waitsForEvents}" => "running"`,
        means: "the receiver says Yes, its source has written more, and nothing arrives: the connection is dead",
        remedy: "look at the replica's error log, and at the network between the two; run pulumi up to have it connect anew",
        up: ({ statements }) =>
            `${statements.stopReplica} and ${statements.startReplica}; stops with this where it stays so`,
    },
    "applier-blocked": {
        audit: "drift",
        seen: 'sqlThread: "running, but blocked for 3 s: Waiting for global read lock" => "running"',
        means: "the applier says Yes and waits for a lock that somebody holds: the replica shows rows of the past",
        remedy: "find who holds the lock (a backup? SHOW PROCESSLIST on the replica) and have it released",
        up: "waits until the deadline, and stops with this",
    },
    lag: {
        audit: "warning",
        seen: "62 s behind its source, and falling further behind",
        means: "the replica shows rows of the past, and writes there can meet rows that are still on their way",
        remedy: "if it grows, find what slows the applier (a table without a primary key, a large transaction, a slow disk); if it shrinks, wait",
        up: "waits while it moves",
    },
} as const satisfies Record<string, FindingClass>;
