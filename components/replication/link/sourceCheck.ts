import { FindingError } from "../../findings/finding";
import type { ReplicaStatus } from "../../mysql/replicaStatus";
import { sayAddress } from "../../mysql/connection";
import type { Identity } from "../../mysql/statements";
import type { LinkSessions } from "./linkSessions";
import type { LinkStart } from "../initialData/inputs";
import { isOwnToMend } from "../server/ownToMend";
import type { PeerAddress } from "../../model/connection";

interface Followed {
    sourceAddress: PeerAddress;
    start?: LinkStart | null;
}

export const followsItsSource = ({ sourceHost, sourcePort }: ReplicaStatus, { sourceAddress }: Followed): boolean =>
    sourceHost.toLowerCase() === sourceAddress.host.toLowerCase() && sourcePort === sourceAddress.port;

/** True where another server answers at its source's address than the one that the program dials. */
export const meetsAnother = ({ sourceUuid }: ReplicaStatus, { serverUuid }: Identity): boolean =>
    sourceUuid !== "" && sourceUuid !== serverUuid;

/** @throws FindingError where a server that this program never wired follows another one, and not by mistake of its own */
export async function refuseAnotherSource(ends: LinkSessions, status: ReplicaStatus, link: Followed): Promise<void> {
    if (!followsItsSource(status, link) && !(await isOwnToMend(ends, status, link.start ?? undefined))) {
        const { sourceHost, sourcePort } = status;
        throw new FindingError({
            code: "follows-another-source",
            where: ends.replica.server.name,
            observed: `follows ${sayAddress({ host: sourceHost, port: sourcePort })} already, and is declared to follow ${sayAddress(link.sourceAddress)}`,
        });
    }
}
