import { FindingError } from "../mysql/finding";
import type { Session } from "../mysql/session";
import { binaryLogCoordinates, type BinaryLogCoordinates, type Identity } from "../mysql/statements";
import type { TwoServers } from "./ends";

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
            where: `${link.replica.name} and ${link.source.name}`,
            observed: same,
            means: "a server discards events that carry its own identity, so that neither would apply the other's",
            remedy:
                replica.serverUuid === source.serverUuid
                    ? "one data directory was copied from the other: stop that server, delete auto.cnf there, start it"
                    : "give each server a server_id of its own",
        });
    }
}

/** @throws FindingError where the server writes no binary log */
export async function coordinatesOf(session: Session): Promise<BinaryLogCoordinates> {
    const coordinates = await binaryLogCoordinates(session);
    if (coordinates === undefined) {
        throw new FindingError({
            where: session.server.name,
            observed: "SHOW MASTER STATUS is empty: the binary log is off",
            means: "nobody can follow this server",
            remedy: "have log_bin under [mysqld] in its my.cnf and restart it",
        });
    }
    return coordinates;
}
