import type { FiltersArgs } from "../../model/filters";
import type { ServerConnection } from "../../model/connection";

/** What is compared: settings that a look at the servers never overwrites. */
export interface DeclaredComparison {
    /** The two servers in messages, e.g. `orders-master-1 and orders-master-2`. */
    name: string;
    /** The server that follows, and how to log in there. */
    replica: ServerConnection;
    /** The server that it follows, and how to log in there. */
    source: ServerConnection;
    /** True where the source follows the replica as well. */
    mutual: boolean;
    /** Only databases that pass them are compared. */
    filters: FiltersArgs;
    /** Only these databases are compared; none: all that are replicated. */
    databases: string[];
    /** Tables that are left out, as `database.table`. */
    ignoreTables: string[];
    /** Seconds after which the comparison ends, wherever it is. */
    secondsAtMost: number;
    /** Seconds to wait for the servers' first answer, and for one to execute what the other one has. */
    deadlineSeconds: number;
}

/** What both sides hold, in words. Inputs say what is wanted, a look at both servers says what is. */
export interface RowsState {
    /** How far the comparison got. */
    compared: string;
    /** What differs, by table. */
    tables: Record<string, string>;
}

export type RowComparisonInputs = DeclaredComparison & RowsState;
