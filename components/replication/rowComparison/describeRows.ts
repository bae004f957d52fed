import { sayKey, sayKeyColumns, type Key, type KeyColumn } from "../../mysql/rowKeys";
import type { DeclaredComparison } from "./inputs";
import type { RowsFound } from "./compareRows";

/** Keys that are told of each kind. The rows themselves are nobody's business but their owner's. */
const SHOWN = 5;

/** `id 17, 19, 21`, or with `…` behind the first ones. */
export function sayKeys(columns: KeyColumn[], keys: Key[]): string {
    const shown = keys.slice(0, SHOWN).map((key) => sayKey(columns, key));
    return `${sayKeyColumns(columns)} ${shown.join(", ")}${keys.length > SHOWN ? ", …" : ""}`;
}

/** @returns `undefined` where both sides hold the same rows */
export function sayRows(
    { source, replica }: DeclaredComparison,
    columns: KeyColumn[],
    found: RowsFound,
): string | undefined {
    const count = (keys: Key[], one: string, several: string): string[] =>
        keys.length === 0
            ? []
            : [`${keys.length === 1 ? `1 row ${one}` : `${keys.length} rows ${several}`}: ${sayKeys(columns, keys)}`];
    const said = [
        ...count(found.differing, "differs", "differ"),
        ...count(found.onSourceOnly, `is on ${source.name} only`, `are on ${source.name} only`),
        ...count(found.onReplicaOnly, `is on ${replica.name} only`, `are on ${replica.name} only`),
        ...(found.isCutShort ? ["the rest of the table was not looked at"] : []),
    ];
    return said.length === 0 ? undefined : said.join("; ");
}
