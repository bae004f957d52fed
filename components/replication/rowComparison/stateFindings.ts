import type { Finding } from "../../findings/finding";
import { inShort } from "../../findings/summarise";
import { EVERY_TABLE } from "./desiredState";
import type { DeclaredComparison, RowsState } from "./inputs";

/** The tables that are not the same on both sides. */
export function rowFindings({ name: where }: DeclaredComparison, { tables }: RowsState): Finding[] {
    const differences = Object.entries(tables).map(([name, how]) => `${name}: ${how}`);
    return differences.length === 0 ? [] : [{ code: "rows-differ", where, observed: inShort(differences) }];
}

/** Why not every table was compared. */
export function unsettledFindings({ name: where }: DeclaredComparison, { compared }: RowsState): Finding[] {
    return compared === EVERY_TABLE
        ? []
        : [{ code: "rows-not-compared", where, observed: `rows compared: ${compared}` }];
}
