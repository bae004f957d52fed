import { FindingError } from "../findings/finding";
import type { ReplicaStatus } from "../mysql/replicaStatus";
import { sayAddress, type PeerAddress } from "../mysql/server";
import type { Session } from "../mysql/session";
import type { Identity } from "../mysql/statements";

interface Followed {
    sourceAddress: PeerAddress;
}

export const followsItsSource = ({ sourceHost, sourcePort }: ReplicaStatus, { sourceAddress }: Followed): boolean =>
    sourceHost.toLowerCase() === sourceAddress.host.toLowerCase() && sourcePort === sourceAddress.port;

/** True where another server answers at its source's address than the one that the program dials. */
export const meetsAnother = ({ sourceUuid }: ReplicaStatus, { serverUuid }: Identity): boolean =>
    sourceUuid !== "" && sourceUuid !== serverUuid;

/** @throws FindingError where a server that this program never wired follows another one */
export function refuseAnotherSource(replica: Session, status: ReplicaStatus, link: Followed): void {
    if (!followsItsSource(status, link)) {
        const { sourceHost, sourcePort } = status;
        throw new FindingError({
            code: "follows-another-source",
            where: replica.server.name,
            observed: `follows ${sayAddress({ host: sourceHost, port: sourcePort })} already, and is declared to follow ${sayAddress(link.sourceAddress)}`,
        });
    }
}
