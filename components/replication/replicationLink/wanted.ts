import type { FiltersArgs, Positioning } from "../../arguments";
import { sayAddress, type PeerAddress } from "../../mysql/server";
import { AS_DECLARED, REACHABLE, RUNNING } from "../words";
import type { LinkState } from "./inputs";

/** A receiver that gives up after so many tries never comes back by itself: 0 is without end. */
export const RETRY_WITHOUT_END = 0;

export const sayPosition = (autoPosition: boolean): string =>
    autoPosition ? "GTID auto-position" : "binary log file and position";

/** Filters as SHOW SLAVE STATUS lists them, e.g. `Replicate_Do_DB: a,b`. */
export function sayFilters(doDb: string[], ignoreDb: string[]): string {
    const said = [
        ...(doDb.length > 0 ? [`Replicate_Do_DB: ${doDb.join(",")}`] : []),
        ...(ignoreDb.length > 0 ? [`Replicate_Ignore_DB: ${ignoreDb.join(",")}`] : []),
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

/** A healthy link, in the words in which `observe` describes one. */
export function wantedState(wishes: Wishes): LinkState {
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
        filters: sayFilters(wishes.filters.replicateDoDb ?? [], wishes.filters.replicateIgnoreDb ?? []),
    };
}
