import { REACHABLE } from "../words";
import type { DeclaredVariables, VariablesState } from "./inputs";

/** What the words of a healthy server follow from. */
interface Wishes extends Pick<DeclaredVariables, "wantedVariables"> {
    connection: Pick<DeclaredVariables["connection"], "owner">;
}

export const desiredState = ({ connection, wantedVariables }: Wishes): VariablesState => ({
    server: REACHABLE,
    claim: connection.owner ?? "",
    variables: wantedVariables ?? {},
});
