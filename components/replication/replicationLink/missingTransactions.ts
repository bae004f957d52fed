import { setTimeout as pause } from "node:timers/promises";
import { FindingError, type Finding } from "../../findings/finding";
import { GtidSet } from "../../mysql/gtid/gtidSet";
import { bothThreadsRun, type ReplicaStatus } from "../../mysql/replicaStatus";
import { binaryLogCoordinates, identity, waitForPosition } from "../../mysql/statements";
import type { LinkSessions } from "../link/linkSessions";
import { meetsAnother } from "../link/sourceCheck";
import { bothWriteGtids, type Identities } from "../link/serverIdentity";
import type { DeclaredLink } from "./inputs";

/** A replica that is not behind gets there in much less. */
const SECONDS_TO_GET_THERE = 3;

/** A receiver that has just connected anew stands where it was, until what it lacks begins to arrive. */
const MILLISECONDS_BETWEEN_LOOKS = 1000;

/**
 * What a replica has passed without applying it, although both of its threads run: its receiver ignores whatever bears
 * its own server_id (manual, 16.1.6.3, `--replicate-same-server-id`). Only GTIDs show it.
 *
 * Looks again only where the first look shows that it lacks something, which may simply be on its way.
 *
 * @returns nothing where the replica is too far behind to tell as well
 */
export async function missingTransactions(
    ends: LinkSessions,
    status: ReplicaStatus,
    identities: Identities,
): Promise<GtidSet> {
    const { replica, source } = identities;
    const isBehind = (status.secondsBehind ?? 0) > SECONDS_TO_GET_THERE;
    if (!bothThreadsRun(status) || !bothWriteGtids(identities) || isBehind || meetsAnother(status, source)) {
        return GtidSet.EMPTY;
    }
    if (replica.executed.contains(source.executed) || (await lackedThere(ends)).isEmpty) {
        return GtidSet.EMPTY;
    }
    await pause(MILLISECONDS_BETWEEN_LOOKS);
    return await lackedThere(ends);
}

/**
 * What the replica lacks once it has got to where its source is now. Where that includes what it has written itself, it
 * was put back, or its binary log begun anew: that is told of the link that follows it.
 */
async function lackedThere(ends: LinkSessions): Promise<GtidSet> {
    // The server reads the set first and the place after it, so that nothing of the set stands behind the place.
    const written = await binaryLogCoordinates(ends.source);
    if (written === undefined || !(await waitForPosition(ends.replica, written, SECONDS_TO_GET_THERE))) {
        return GtidSet.EMPTY;
    }
    const { serverUuid, executed } = await identity(ends.replica);
    const lacks = GtidSet.parse(written.gtidSet).subtract(executed);
    return lacks.ofServer(serverUuid).isEmpty ? lacks : GtidSet.EMPTY;
}

export const sayMissingTransactions = (
    { name, replica }: Pick<DeclaredLink, "name" | "replica">,
    lacks: GtidSet,
): Finding => ({
    code: "transactions-missing",
    where: name,
    observed: `both threads run, ${replica.name} has applied everything, and still lacks ${lacks.toString()}`,
});

/** @throws FindingError where the replica runs over a gap */
export async function refusePassedOver(
    ends: LinkSessions,
    link: DeclaredLink,
    status: ReplicaStatus,
    identities: Identities,
): Promise<void> {
    const lacks = await missingTransactions(ends, status, identities);
    if (!lacks.isEmpty) {
        throw new FindingError(sayMissingTransactions(link, lacks));
    }
}
