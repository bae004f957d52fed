import { GtidSet } from "../../mysql/gtid/gtidSet";
import { bothThreadsRun, sayThread } from "../../mysql/replicaStatus";
import { sayAddress } from "../../mysql/connection";
import type { Session } from "../../mysql/session";
import { identity, waitForGtids, waitForPosition } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import type { LinkSessions } from "../link/linkSessions";
import { meetsAnother } from "../link/sourceCheck";
import { coordinatesOf } from "../link/serverIdentity";
import type { DeclaredComparison } from "./inputs";
import { Unsettled, type TimeLeft } from "./timeLimit";

/** One arrow between the two. */
interface Direction {
    follower: Session;
    source: Session;
    byGtid: boolean;
}

/** Waits until each side has executed all that the other one, as far as it follows it, had executed at the call. */
export type InStep = () => Promise<void>;

/** @throws Unsettled where one of them does not follow the other: then both may be right, and yet hold other rows */
export async function keepingInStep(
    { mutual, deadlineSeconds }: DeclaredComparison,
    { replica, source }: LinkSessions,
    time: TimeLeft,
): Promise<InStep> {
    const directions = [await direction(replica, source), ...(mutual ? [await direction(source, replica)] : [])];
    return async () => {
        // Both are read before either is waited for: while one waits, the other goes on.
        const places = await Promise.all(
            directions.map(async (each) => ({
                ...each,
                gtids: each.byGtid ? (await identity(each.source)).executed : GtidSet.EMPTY,
                coordinates: await coordinatesOf(each.source),
            })),
        );
        for (const { follower, source: from, byGtid, gtids, coordinates } of places) {
            const seconds = Math.ceil(Math.min(deadlineSeconds, time.seconds()));
            const isThere = byGtid
                ? await waitForGtids(follower, gtids, seconds)
                : await waitForPosition(follower, coordinates, seconds);
            if (!isThere) {
                throw new Unsettled(
                    `${follower.server.name} has not executed within ${seconds} s what ${from.server.name} had`,
                );
            }
        }
    };
}

async function direction(follower: Session, source: Session): Promise<Direction> {
    const status = await replicaStatus(follower);
    const [here, there] = [follower.server.name, source.server.name];
    if (status === undefined) {
        throw new Unsettled(`${here} follows nobody`);
    }
    if (!bothThreadsRun(status)) {
        const threads = `IO thread ${sayThread(status.io)}, SQL thread ${sayThread(status.sql)}`;
        throw new Unsettled(`${here} does not follow ${there}: ${threads}`);
    }
    // By file and position, what another source has sent says nothing of how far this one has got.
    if (meetsAnother(status, await identity(source))) {
        const address = sayAddress({ host: status.sourceHost, port: status.sourcePort });
        throw new Unsettled(`${here} follows ${address} (server_uuid ${status.sourceUuid}), which is not ${there}`);
    }
    return { follower, source, byGtid: status.autoPosition };
}
