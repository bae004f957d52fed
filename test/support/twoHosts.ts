import type { ExistingHost } from "./existingHost";
import { numberedHosts, type NumberedHosts } from "./numberedHosts";
import { eventually, type Rows } from "./servers";

type Which = 1 | 2;

/** Two hosts that are to follow each other. */
export interface TwoHosts extends NumberedHosts<Which> {
    onBoth: (...statements: string[]) => Promise<[Rows, Rows]>;
    /** The same statements on each side, as nobody's replica: what a dump loaded into both would leave. */
    alike: (...statements: string[]) => Promise<[Rows, Rows]>;
    threadsOf: (which: Which) => Promise<{ io: unknown; sql: unknown }>;
    expectRunning: () => Promise<void>;
    /** Waits until both hosts have read and applied, or left out, all that stands in the other's binary log. */
    inStep: () => Promise<void>;
}

/** @param hosts those that were started, once they were */
export function twoHosts(hosts: () => ExistingHost[]): TwoHosts {
    const { host, on } = numberedHosts<Which>(hosts);
    const onBoth = async (...statements: string[]): Promise<[Rows, Rows]> => [
        await on(1, ...statements),
        await on(2, ...statements),
    ];
    const threadsOf = async (which: Which): Promise<{ io: unknown; sql: unknown }> => {
        const [status] = await on(which, "SHOW SLAVE STATUS");
        return { io: status?.Slave_IO_Running, sql: status?.Slave_SQL_Running };
    };
    const hasApplied = async (which: Which, peer: Which): Promise<void> => {
        const [written] = await on(peer, "SHOW MASTER STATUS");
        await eventually(`host ${which} has applied ${written?.File}:${written?.Position}`, async () => {
            const [status] = await on(which, "SHOW SLAVE STATUS");
            const isLater = String(status?.Relay_Master_Log_File) > String(written?.File);
            const isThere = status?.Relay_Master_Log_File === written?.File;
            return isLater || (isThere && Number(status?.Exec_Master_Log_Pos) >= Number(written?.Position));
        });
    };
    return {
        host,
        on,
        onBoth,
        alike: (...statements) => onBoth("SET SESSION sql_log_bin = 0", ...statements),
        threadsOf,
        expectRunning: async () => {
            for (const which of [1, 2] as const) {
                expect(await threadsOf(which)).toEqual({ io: "Yes", sql: "Yes" });
            }
        },
        inStep: async () => {
            await hasApplied(1, 2);
            await hasApplied(2, 1);
        },
    };
}
