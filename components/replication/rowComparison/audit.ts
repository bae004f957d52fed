import type { Operation } from "../operation";
import { reportFindings } from "../reportFindings";
import type { DeclaredComparison, RowsState } from "./inputs";
import { actualState } from "./actualState";
import { rowFindings, unsettledFindings } from "./stateFindings";

/** Compares, changes nothing, and tells what it finds. */
export async function audit(pair: DeclaredComparison, { progress }: Operation): Promise<RowsState> {
    const found = await actualState(pair, progress);
    reportFindings([...rowFindings(pair, found), ...unsettledFindings(pair, found)], progress);
    return found;
}
