import type { Session } from "../../mysql/session";
import type { Progress } from "../progress";
import { readyServer } from "../server/readyServer";
import type { ServerConnection } from "../../model/connection";

/** Both ends of a link, open. */
export interface LinkSessions {
    replica: Session;
    source: Session;
}

/** A link, as far as reaching its two servers goes. */
export interface TwoServers {
    /** The link in messages, e.g. `orders-master-2 from orders-master-1`. */
    name: string;
    replica: ServerConnection;
    source: ServerConnection;
    deadlineSeconds: number;
}

/** Waits for both servers, runs `work`, and closes both sessions, whatever happens. */
export async function withLinkSessions<T>(
    link: TwoServers,
    progress: Progress,
    work: (ends: LinkSessions) => Promise<T>,
): Promise<T> {
    const waiting = (server: string) => (why: string) => {
        progress.waits(`${link.name}: waiting for ${server}, ${why}`);
    };
    const replica = await readyServer(link.replica, link.deadlineSeconds, waiting(link.replica.name));
    try {
        const source = await readyServer(link.source, link.deadlineSeconds, waiting(link.source.name));
        try {
            return await work({ replica, source });
        } finally {
            await source.close();
        }
    } finally {
        await replica.close();
    }
}
