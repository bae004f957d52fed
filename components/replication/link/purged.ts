import { FindingError } from "../../findings/finding";
import type { LinkSessions, TwoServers } from "./linkSessions";
import { identitiesOf } from "./serverIdentity";

/**
 * @param here how the replica gets what it lacks, in this case
 * @throws FindingError where transactions that the replica lacks are no longer in any binary log of its source
 */
export async function refusePurged(link: TwoServers, ends: LinkSessions, here: string): Promise<void> {
    const { replica, source } = await identitiesOf(ends);
    if (!replica.executed.contains(source.purged)) {
        throw new FindingError({
            code: "binary-log-purged",
            where: link.name,
            observed: `${link.source.name} has purged ${source.purged.toString()}, of which ${link.replica.name} has executed only ${replica.executed.toString() || "nothing"}`,
            here,
        });
    }
}
