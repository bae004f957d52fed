import { GtidSet } from "../gtid/gtidSet";
import type { Session } from "../session";
import { text } from "../values";
import { one } from "./one";

/** The identity and the GTID state that decide whether two servers can be wired. */
export interface Identity {
    serverId: number;
    serverUuid: string;
    version: string;
    gtidMode: string;
    executed: GtidSet;
    purged: GtidSet;
}

export async function identity(session: Session): Promise<Identity> {
    const row = await one(
        session,
        "SELECT @@GLOBAL.server_id AS id, @@GLOBAL.server_uuid AS uuid, @@GLOBAL.version AS version, " +
            "@@GLOBAL.gtid_mode AS mode, @@GLOBAL.gtid_executed AS executed, @@GLOBAL.gtid_purged AS purged",
    );
    return {
        serverId: Number(row.id),
        serverUuid: text(row.uuid),
        version: text(row.version),
        gtidMode: text(row.mode),
        executed: GtidSet.parse(text(row.executed)),
        purged: GtidSet.parse(text(row.purged)),
    };
}
