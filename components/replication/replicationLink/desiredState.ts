import { sayAddress } from "../../mysql/connection";
import type { NamedChannel } from "../../mysql/statements";
import { sayFilters } from "../filters";
import { UNKNOWN } from "../unknown";
import { AS_DECLARED, REACHABLE, RUNNING, WHOLE } from "../words";
import type { DeclaredLink, LinkState } from "./inputs";
import type { PeerAddress } from "../../model/connection";

/** A receiver that gives up after so many tries never comes back by itself: 0 is without end. */
export const RETRY_WITHOUT_END = 0;

export const sayRetries = (count: number): string => (count === RETRY_WITHOUT_END ? "without end" : String(count));

/** An applier that lags on purpose makes a master that shows its peer's rows late. */
export const NO_DELAY_SECONDS = 0;

/** Sources that the program does not declare, which a server may follow over channels with a name. */
export const sayChannels = (channels: NamedChannel[]): string =>
    channels.length === 0
        ? "none"
        : channels.map((channel) => `${channel.name} from ${sayAddress(channel)}`).join("; ");

export const sayPosition = (autoPosition: boolean): string =>
    autoPosition ? "GTID auto-position" : "binary log file and position";

/** A link that would begin anywhere: it was never told where, or has forgotten. */
export const NO_PLACE = "none: erased, or never given";

/** What the words of a healthy link follow from: all of it is declared, and nothing of it a secret. */
export type Wishes = Pick<
    DeclaredLink,
    | "sourceAddress"
    | "replicationUser"
    | "positioning"
    | "wantedConnectRetrySeconds"
    | "wantedHeartbeatSeconds"
    | "wantedFilters"
>;

/** A preview may know neither of the two yet, or nothing at all. */
const isKnown = (address: PeerAddress): boolean => ![address, address.host, address.port].includes(UNKNOWN);

/** A healthy link, in the words in which a look describes one. */
export function desiredState({ sourceAddress, ...wishes }: Wishes): LinkState {
    return {
        server: REACHABLE,
        follows: isKnown(sourceAddress) ? sayAddress(sourceAddress) : UNKNOWN,
        user: wishes.replicationUser,
        credentials: AS_DECLARED,
        ioThread: RUNNING,
        sqlThread: RUNNING,
        position: sayPosition(wishes.positioning === "gtid"),
        connectRetrySeconds: String(wishes.wantedConnectRetrySeconds),
        heartbeatSeconds: String(wishes.wantedHeartbeatSeconds),
        retries: sayRetries(RETRY_WITHOUT_END),
        delaySeconds: String(NO_DELAY_SECONDS),
        otherChannels: sayChannels([]),
        filters: sayFilters(wishes.wantedFilters.replicateDoDb ?? [], wishes.wantedFilters.replicateIgnoreDb ?? []),
        sourceHistory: WHOLE,
    };
}
