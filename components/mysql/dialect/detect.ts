import type { Dialect, Version } from "./dialect";
import { MYSQL_57 } from "./mysql57";

/** All that are known, the oldest first. */
const DIALECTS: readonly [Dialect, ...Dialect[]] = [MYSQL_57];

/** How a server speaks of which nothing is known yet: one that is planned, or can't be reached. */
export const ASSUMED_DIALECT = DIALECTS[0];

/**
 * How a server speaks that says this of its version, e.g. `5.7.22-log`: as the newest of the known ones that is no newer
 * than itself. Nobody is turned away: an older server, or one that tells no version, is spoken to as the oldest.
 */
export const dialectOf = (version: string, known = DIALECTS): Dialect =>
    known.reduce((chosen, next) => (isSince(next.since, version) ? next : chosen), known[0]);

function isSince([major, minor]: Version, version: string): boolean {
    const [, its, itsMinor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
    return Number(its) > major || (Number(its) === major && Number(itsMinor) >= minor);
}
