import { sayAddress } from "../../mysql/connection";
import type { NamedChannel } from "../../mysql/statements";
import { AS_DECLARED, REACHABLE, RUNNING, WHOLE } from "../words";
import type { LinkSettings, LinkState } from "./inputs";
import type { FiltersArgs } from "../../model/filters";
import type { Positioning } from "../../model/coordinates";
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

/** Filters as SHOW SLAVE STATUS lists them, e.g. `Replicate_Do_DB: a,b`; their order means nothing to an applier. */
export function sayFilters(doDb: string[], ignoreDb: string[]): string {
    const listed = (databases: string[]): string => [...databases].sort().join(",");
    const said = [
        ...(doDb.length > 0 ? [`Replicate_Do_DB: ${listed(doDb)}`] : []),
        ...(ignoreDb.length > 0 ? [`Replicate_Ignore_DB: ${listed(ignoreDb)}`] : []),
    ];
    return said.length === 0 ? "none" : said.join("; ");
}

interface Wishes {
    sourceAddress: PeerAddress;
    user: string;
    positioning: Positioning;
    connectRetrySeconds: number;
    heartbeatSeconds: number;
    filters: FiltersArgs;
}

/** What a link's own settings wish for, whatever a look at the servers has found since. */
export const wishesOf = (link: LinkSettings): Wishes => ({
    sourceAddress: link.sourceAddress,
    user: link.replicationUser,
    positioning: link.positioning,
    connectRetrySeconds: link.wantedConnectRetrySeconds,
    heartbeatSeconds: link.wantedHeartbeatSeconds,
    filters: link.wantedFilters,
});

/** A healthy link, in the words in which `observe` describes one. */
export function desiredState(wishes: Wishes): LinkState {
    return {
        server: REACHABLE,
        follows: sayAddress(wishes.sourceAddress),
        user: wishes.user,
        credentials: AS_DECLARED,
        ioThread: RUNNING,
        sqlThread: RUNNING,
        position: sayPosition(wishes.positioning === "gtid"),
        connectRetrySeconds: String(wishes.connectRetrySeconds),
        heartbeatSeconds: String(wishes.heartbeatSeconds),
        retries: sayRetries(RETRY_WITHOUT_END),
        delaySeconds: String(NO_DELAY_SECONDS),
        otherChannels: sayChannels([]),
        filters: sayFilters(wishes.filters.replicateDoDb ?? [], wishes.filters.replicateIgnoreDb ?? []),
        sourceHistory: WHOLE,
    };
}
