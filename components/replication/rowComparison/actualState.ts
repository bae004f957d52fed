import { open, type Session } from "../../mysql/session";
import { forAudit } from "../../mysql/connection";
import { failedLook } from "../errorFindings";
import type { Progress } from "../progress";
import { compare } from "./compare";
import type { DeclaredComparison, RowsState } from "./inputs";
import type { ServerConnection } from "../../model/connection";

/** Looks at both servers. That one can't be reached is an observation, too: nothing is known of the rows then. */
export async function actualState(pair: DeclaredComparison, progress: Progress): Promise<RowsState> {
    const sessions: Session[] = [];
    const opened = async (server: ServerConnection): Promise<Session> => {
        const session = await open(forAudit(server));
        sessions.push(session);
        return session;
    };
    let at = pair.source;
    try {
        const source = await opened(at);
        at = pair.replica;
        const replica = await opened(at);
        return await compare(pair, { replica, source }, progress);
    } catch (error) {
        const of = sessions.length < 2 ? `${at.name}: ` : "";
        return { compared: `could not be settled: ${of}${failedLook(error, forAudit(at)).words}`, tables: {} };
    } finally {
        await Promise.all(sessions.map((session) => session.close()));
    }
}
