import type { Session } from "../../mysql/session";
import { binaryLogEvents, binaryLogs } from "../../mysql/statements";
import type { LinkStart } from "../initialData/inputs";

/** Events that one statement asks for. */
const AT_ONCE = 1000;

/** What SHOW BINLOG EVENTS answers where the file is shorter than the place that it is asked for. */
const ER_ERROR_WHEN_EXECUTING_COMMAND = 1220;

/** A binary log begins with its magic number (manual, 4.6.7 mysqlbinlog). */
const BEGINNING = 4;

/**
 * Looks through all that the replica has written into its own binary log since `start`. What an applier has applied
 * stands there under the server_id of whoever wrote it first, because `log_slave_updates` is on.
 *
 * @returns why it can't be said that nothing has been applied, `undefined` where nothing has
 */
export async function whyApplied(
    replica: Session,
    start: LinkStart,
    replicaServerId: number,
): Promise<string | undefined> {
    const { name } = replica.server;
    const since = `${start.replica.file}:${start.replica.position}`;
    const files = await binaryLogs(replica);
    const first = files.indexOf(start.replica.file);
    if (first === -1) {
        return `${name} has purged its own binary log since ${since}, which would show what it has applied`;
    }
    const own = { file: start.replica.file, position: start.replica.position, serverId: replicaServerId };
    try {
        return (await hasForeignEvents(replica, files.slice(first), own))
            ? `${name} has applied events of others since ${since} in its own binary log`
            : undefined;
    } catch (error) {
        if ((error as { errno?: number }).errno !== ER_ERROR_WHEN_EXECUTING_COMMAND) {
            throw error;
        }
        return `${name} has begun its own binary log anew since ${since}, which would show what it has applied`;
    }
}

async function hasForeignEvents(
    replica: Session,
    files: string[],
    own: { file: string; position: number; serverId: number },
): Promise<boolean> {
    for (const file of files) {
        let from = file === own.file ? own.position : BEGINNING;
        for (;;) {
            const events = await binaryLogEvents(replica, file, from, AT_ONCE);
            if (events.some(({ serverId }) => serverId !== own.serverId)) {
                return true;
            }
            const last = events.at(-1);
            if (last === undefined || events.length < AT_ONCE) {
                break;
            }
            from = last.end;
        }
    }
    return false;
}
