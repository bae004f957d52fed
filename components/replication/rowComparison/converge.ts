import { FindingError } from "../../findings/finding";
import { withLinkSessions } from "../link/linkSessions";
import type { Progress } from "../progress";
import { reportFindings } from "../reportFindings";
import { compare } from "./compare";
import type { DeclaredComparison, RowsState } from "./inputs";
import { rowFindings, unsettledFindings } from "./stateFindings";

/**
 * Compares, and changes nothing either.
 *
 * @throws FindingError where rows differ: which side is right is not for a program to say
 */
export async function converge(pair: DeclaredComparison, progress: Progress): Promise<RowsState> {
    const found = await withLinkSessions(pair, progress, (ends) => compare(pair, ends, progress));
    const [differing] = rowFindings(pair, found);
    if (differing !== undefined) {
        throw new FindingError(differing);
    }
    reportFindings(unsettledFindings(pair, found), progress);
    return found;
}
