import type { LinkStart } from "../initialData/inputs";
import type { FiltersArgs } from "../../model/filters";
import type { Positioning, BinaryLogCoordinates } from "../../model/coordinates";
import type { PeerAddress, ServerConnection } from "../../model/connection";

/** What both ends and the way between them are: settings that a look at the server never overwrites. */
export interface DeclaredLink {
    /** In messages, e.g. `orders-master-2 from orders-master-1`. */
    name: string;
    /** The server that follows, and how to log in there. */
    replica: ServerConnection;
    /** The server that is followed, and how to log in there. */
    source: ServerConnection;
    /** Where the replica dials its source. */
    sourceAddress: PeerAddress;
    /** The account with which the replica logs in at its source. */
    replicationUser: string;
    replicationPassword: string;
    /** How the replica finds its place. */
    positioning: Positioning;
    /**
     * From where it has to bring everything, at its first wiring; another one is another link. Absent where it followed
     * its source already.
     */
    start?: LinkStart | null;
    /** Seconds between two tries to reach the source. */
    wantedConnectRetrySeconds: number;
    /** Seconds of silence after which the source sends a heartbeat. */
    wantedHeartbeatSeconds: number;
    /** The filters that its applier runs with. */
    wantedFilters: FiltersArgs;
    /** True where the replica's my.cnf is its owner's: filters that are set over SQL are gone after its next restart. */
    replicaMyCnfIsGiven?: boolean;
    /** Seconds to wait for both threads to run. */
    deadlineSeconds: number;
    /**
     * The server_id of every replica that is declared to follow the replica of this link, besides its source; absent
     * where the program does not say them all. Others that follow it are mentioned.
     */
    declaredFollowers?: number[];
    /** Change with the processes at both ends: a new one is verified again. */
    replicaIncarnation: string;
    sourceIncarnation: string;
}

/** The words of a link's state. Inputs say what is wanted, a look at the servers says what is. */
export const LINK_WORDS = [
    "server",
    "follows",
    "user",
    "credentials",
    "ioThread",
    "sqlThread",
    "position",
    "connectRetrySeconds",
    "heartbeatSeconds",
    "retries",
    "delaySeconds",
    "filters",
    "otherChannels",
    // Whether the source still has all of its own that its replica has from it.
    "sourceHistory",
] as const;

export type LinkState = Record<(typeof LINK_WORDS)[number], string>;

export type ReplicationLinkInputs = DeclaredLink & LinkState;

/** What only the servers know: kept for the author, and compared with nothing. */
export interface KeptWiring {
    /** The source's binary log coordinates when the link was wired. */
    coordinates: BinaryLogCoordinates;
    replicaUuid: string;
    replicaServerId: number;
    sourceUuid: string;
    sourceServerId: number;
}

export type ReplicationLinkOutputs = ReplicationLinkInputs & KeptWiring;
