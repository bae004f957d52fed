import type { Finding } from "../../findings/finding";
import type { ReplicaStatus } from "../../mysql/replicaStatus";
import type { ChangeSourceOptions, NamedChannel } from "../../mysql/statements";
import type { Identities } from "../link/serverIdentity";
import type { LinkState } from "./inputs";
import type { StartPosition } from "./startPosition";

/** A look at both ends of a link. */
export interface Seen extends Identities {
    /** False for a replica that no earlier run has wired: it may be anybody's. */
    isKnown: boolean;
    channels: NamedChannel[];
    /** `undefined` where the replica follows nobody. */
    status: ReplicaStatus | undefined;
    state: LinkState;
}

export type SeenFollowing = Seen & { status: ReplicaStatus };

/** One thing to do for a link. The note of a statement says what it is sent for. */
export type Step =
    | { does: "removeChannel"; channel: NamedChannel; note: string }
    | { does: "requireOwnMistake"; status: ReplicaStatus }
    | { does: "findStartPosition" }
    | { does: "stop"; note?: string }
    | { does: "reset"; note: string }
    | { does: "changeSource"; options: ChangeSourceOptions; note?: string }
    | { does: "setFilters"; doDb: string[]; ignoreDb: string[]; note: string }
    | { does: "warn"; message: string }
    | { does: "startReceiver" }
    | { does: "waitForReceiver" }
    | { does: "startApplier" }
    | { does: "waitForBothThreads" }
    | { does: "catchUp"; to: StartPosition }
    | { does: "lookForStall"; seen: SeenFollowing }
    | { does: "requireNothingMissing"; seen: SeenFollowing }
    | { does: "refuse"; finding: Finding };

/** What one run has done, and what only doing it could show. */
export interface Attempt {
    done: Step["does"][];
    /** Where the replica starts to read, as findStartPosition has proved. */
    startPosition?: StartPosition;
    /** What a receiver is at that runs and gets nothing, as lookForStall has seen. */
    stalled?: string;
    /** The server's words where it did not start a thread because of its relay logs. */
    relayLogRefused?: string;
}
