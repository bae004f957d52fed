import { createConnection } from "mysql2/promise";
import type { Server } from "./servers";

/** Runs statements and keeps their session, with all that it has locked, until it is let go. */
export async function holdLock(
    { host, port }: Server,
    password: string,
    ...statements: string[]
): Promise<{ letGo: () => Promise<void> }> {
    const holder = await createConnection({ host, port, user: "root", password });
    for (const statement of statements) {
        await holder.query(statement);
    }
    return {
        letGo: async () => {
            await holder.end();
        },
    };
}
