import { createConnection } from "mysql2/promise";
import type { ExistingHost } from "./existingHost";
import { eventually } from "./servers";

/** A table that nobody else can read until it is let go: whoever compares its rows waits there. */
export interface HeldTable {
    /** Waits until somebody stands before it. */
    awaited(seconds?: number): Promise<void>;
    letGo(): Promise<void>;
}

export async function holdTable(host: ExistingHost, table: string): Promise<HeldTable> {
    const { port, rootPassword: password } = host;
    const holder = await createConnection({ host: host.host, port, user: "root", password });
    await holder.query(`LOCK TABLES ${table} WRITE`);
    return {
        awaited: async (seconds = 120) => {
            await eventually(
                `somebody wants to read ${table} on ${host.name}`,
                async () => {
                    const waiting = await host.on(
                        "SELECT info FROM information_schema.processlist WHERE state = 'Waiting for table metadata lock'",
                    );
                    return waiting.length > 0;
                },
                seconds,
            );
        },
        letGo: async () => {
            await holder.end();
        },
    };
}
