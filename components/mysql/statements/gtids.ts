import type { GtidSet } from "../gtid/gtidSet";
import { SECONDS_TO_ANSWER, type Session } from "../session";
import { change } from "../change";
import { one } from "./one";

/** Waits until the server has executed these transactions. @returns false where the time was over first */
export async function waitForGtids(session: Session, set: GtidSet, seconds: number): Promise<boolean> {
    const limit = seconds + SECONDS_TO_ANSWER;
    return (
        Number(
            (await one(session, "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late", [set.toString(), seconds], limit))
                .late,
        ) === 0
    );
}

/** Transactions that the server's data holds and its binary log does not: only for a server without any of its own. */
export async function setGtidPurged(session: Session, set: string): Promise<string> {
    return await change(session, "SET GLOBAL gtid_purged = ?", [set]);
}
