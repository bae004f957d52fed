import type { ExistingHost } from "./existingHost";
import { holdLock } from "./heldLock";
import { eventually } from "./servers";

/** A table that nobody else can read until it is let go: whoever compares its rows waits there. */
export interface HeldTable {
    /** Waits until somebody stands before it. */
    awaited(seconds?: number): Promise<void>;
    letGo: () => Promise<void>;
}

export async function holdTable(host: ExistingHost, table: string): Promise<HeldTable> {
    const { letGo } = await holdLock(host, host.rootPassword, `LOCK TABLES ${table} WRITE`);
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
        letGo,
    };
}
