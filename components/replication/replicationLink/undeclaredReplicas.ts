import type { Finding } from "../../findings/finding";
import { sayAddress } from "../../mysql/connection";
import type { Session } from "../../mysql/session";
import { binaryLogReaders, registeredReplicas, type Follower, type Identity } from "../../mysql/statements";
import type { DeclaredLink } from "./inputs";

/** Servers that follow the replica of a link, and that the program does not declare. */
export async function undeclaredReplicasOf(
    replica: Session,
    source: Identity,
    { declaredFollowers }: DeclaredLink,
): Promise<Finding[]> {
    if (declaredFollowers === undefined) {
        return [];
    }
    const all = await registeredReplicas(replica);
    const strangers = all.filter(
        ({ serverUuid, serverId }) => serverUuid !== source.serverUuid && !declaredFollowers.includes(serverId),
    );
    // The list keeps whoever registered and never came to read (seen on 5.7.22).
    return strangers.length === 0 || (await binaryLogReaders(replica)).length <= all.length - strangers.length
        ? []
        : strangers.map((stranger) => told(stranger, replica));
}

const told = ({ serverId, host, port }: Follower, { server }: Session): Finding => ({
    code: "undeclared-follower",
    where: server.name,
    observed: `server_id ${serverId}${host === "" ? "" : ` at ${sayAddress({ host, port })}`} follows it, which the program does not declare`,
});
