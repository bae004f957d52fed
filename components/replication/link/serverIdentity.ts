import { FindingError } from "../../findings/finding";
import type { Session } from "../../mysql/session";
import { binaryLogCoordinates, identity, type Identity } from "../../mysql/statements";
import type { LinkSessions, TwoServers } from "./linkSessions";
import type { BinaryLogCoordinates } from "../../model/coordinates";

export interface Identities {
    replica: Identity;
    source: Identity;
}

/** The replica first: what it had executed by then, its source had executed before. */
export const identitiesOf = async ({ replica, source }: LinkSessions): Promise<Identities> => ({
    replica: await identity(replica),
    source: await identity(source),
});

export const bothWriteGtids = ({ replica, source }: Identities): boolean =>
    replica.gtidMode === "ON" && source.gtidMode === "ON";

/** @throws FindingError where the two are one server, or pass for one */
export function refuseSameIdentity(link: TwoServers, replica: Identity, source: Identity): void {
    const same =
        replica.serverUuid === source.serverUuid
            ? `both have server_uuid ${source.serverUuid}`
            : replica.serverId === source.serverId
              ? `both have server_id ${source.serverId}`
              : undefined;
    if (same !== undefined) {
        throw new FindingError({
            code: replica.serverUuid === source.serverUuid ? "server-uuids-equal" : "server-ids-equal",
            where: `${link.replica.name} and ${link.source.name}`,
            observed: same,
        });
    }
}

/** @throws FindingError where the server writes no binary log */
export async function coordinatesOf(session: Session): Promise<BinaryLogCoordinates> {
    const coordinates = await binaryLogCoordinates(session);
    if (coordinates === undefined) {
        throw new FindingError({
            code: "binary-log-off",
            where: session.server.name,
            observed: `${session.dialect.statements.showBinaryLogStatus} is empty: the binary log is off`,
        });
    }
    return coordinates;
}
