import { declarerOf, isOneStack, readClaim } from "../../mysql/claim";
import { nativePasswordHash } from "../../mysql/nativePassword";
import { isSame, type ReplicaStatus } from "../../mysql/replicaStatus";
import type { Session } from "../../mysql/session";
import { nativeAccounts, receiverSettings } from "../../mysql/statements";
import type { LinkSessions } from "../link/linkSessions";
import type { LinkStart } from "../initialData/inputs";

/**
 * True for a link that leads elsewhere, and that this stack has begun itself, e.g. to an address that was declared
 * wrongly: the replica is this stack's, it logs in with an account of its declared source, and nothing would be lost with
 * its place, because it has brought nothing from there. What somebody else has set up is nobody's to mend but theirs.
 *
 * @param start where the link is to begin, as far as that is known
 */
export async function isOwnToMend(
    ends: LinkSessions,
    status: ReplicaStatus,
    start: LinkStart | undefined,
): Promise<boolean> {
    return (
        hasBroughtNothing(status, start) && (await isClaimed(ends.replica)) && (await logsInAtItsSource(ends, status))
    );
}

/** Nobody has answered there yet; or somebody has, and the applier stands where the link was begun. */
function hasBroughtNothing({ sourceUuid, autoPosition, applied, sql }: ReplicaStatus, start?: LinkStart): boolean {
    const stands = autoPosition ? applied.file === "" : start !== undefined && isSame(applied, start.source);
    return sourceUuid === "" || (sql.running === "No" && stands);
}

async function isClaimed(replica: Session): Promise<boolean> {
    const ours = declarerOf(replica);
    const holder = ours === undefined ? undefined : await readClaim(replica);
    return ours !== undefined && holder !== undefined && isOneStack(holder, ours);
}

async function logsInAtItsSource({ replica, source }: LinkSessions, { user }: ReplicaStatus): Promise<boolean> {
    const stored = await receiverSettings(replica);
    if (stored === undefined) {
        return false;
    }
    const own = nativePasswordHash(String(stored.password ?? ""));
    return (await nativeAccounts(source, user)).some(({ hash }) => hash === own);
}
