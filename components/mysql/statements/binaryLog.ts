import type { BinaryLogCoordinates } from "../../model/coordinates";
import { GtidSet } from "../gtid/gtidSet";
import { SECONDS_TO_ACT, SECONDS_TO_READ, type Session } from "../session";
import { text } from "../values";
import { change } from "../change";
import { one } from "./one";

/** Filters of the binary log, which no variable shows, under the names of their options; their order means nothing. */
export async function binaryLogFilters(session: Session): Promise<Record<string, string>> {
    const row = await one(session, session.dialect.statements.showBinaryLogStatus);
    const sorted = (list: string): string => list.split(",").sort().join(",");
    return {
        binlog_do_db: sorted(text(row.Binlog_Do_DB)),
        binlog_ignore_db: sorted(text(row.Binlog_Ignore_DB)),
    };
}

export async function binaryLogCoordinates(session: Session): Promise<BinaryLogCoordinates | undefined> {
    const [row] = await session.query(session.dialect.statements.showBinaryLogStatus);
    return row === undefined
        ? undefined
        : {
              file: text(row.File),
              position: Number(row.Position),
              gtidSet: GtidSet.parse(text(row.Executed_Gtid_Set)).toString(),
          };
}

/** One file of the binary log, oldest first. */
export async function binaryLogs(session: Session): Promise<string[]> {
    return (await session.query("SHOW BINARY LOGS")).map((row) => text(row.Log_name));
}

/** An event of the binary log: who wrote it first, and where the next one begins. */
export interface BinaryLogEvent {
    serverId: number;
    end: number;
}

export async function binaryLogEvents(
    session: Session,
    file: string,
    from: number,
    limit: number,
): Promise<BinaryLogEvent[]> {
    const rows = await session.query(`SHOW BINLOG EVENTS IN ? FROM ${from} LIMIT ${limit}`, [file], SECONDS_TO_READ);
    return rows.map((row) => ({ serverId: Number(row.Server_id), end: Number(row.End_log_pos) }));
}

/** What this session writes from now on stays out of the binary log (manual, 13.4.1.3 SET sql_log_bin). */
export async function keepOutOfBinaryLog(session: Session): Promise<string> {
    return await change(session, "SET SESSION sql_log_bin = 0");
}

/** Deletes the binary log and the GTID history (manual, 13.4.1.2): only where an author asked for it. */
export async function resetBinaryLog(session: Session): Promise<string> {
    return await change(session, session.dialect.statements.resetBinaryLog, [], SECONDS_TO_ACT);
}
