import Table from "cli-table3";
import type { AuditsResult } from "./audits";
import type { PointResult } from "./point";

/** Of one operation, one way to interrupt it, and one positioning. */
export interface Row {
    operation: string;
    way: string;
    positioning: string;
    tried: number;
    converged: number;
    failed: number;
    /** True where every point up to the operation's end was tried. */
    isWhole: boolean;
}

const PLAIN = { head: [], border: [], compact: true };

export function summed(results: PointResult[], firstNumber: number): Row[] {
    const rows = new Map<string, Row>();
    for (const { operation, way, positioning, verdict } of results) {
        const key = [operation, way, positioning].join();
        const row = rows.get(key) ?? { operation, way, positioning, tried: 0, converged: 0, failed: 0, isWhole: false };
        rows.set(key, row);
        row.tried += verdict === "past the end" ? 0 : 1;
        row.converged += verdict === "converged" ? 1 : 0;
        row.failed += verdict === "failed" ? 1 : 0;
        row.isWhole ||= verdict === "past the end" && firstNumber === 1;
    }
    return [...rows.values()];
}

export function asTable(rows: Row[]): string {
    const table = new Table({
        head: ["operation", "way", "positioning", "tried", "converged", "failed", "up to its end"],
        style: PLAIN,
    });
    for (const { operation, way, positioning, tried, converged, failed, isWhole } of rows) {
        table.push([operation, way, positioning, tried, converged, failed, isWhole ? "yes" : "no"]);
    }
    return table.toString();
}

export const sayPoint = ({ operation, way, positioning, number, verdict, after, seconds }: PointResult): string =>
    `${operation}, ${way}, ${positioning}, ${number}: ${verdict}${after === undefined ? "" : ` (after ${after})`}, ${seconds} s`;

export const sayAudits = ({ tried, clean, events }: AuditsResult): string =>
    `audits: ${clean} of ${tried} found nothing and changed nothing; in between: ${events.join("; ") || "nothing"}`;
