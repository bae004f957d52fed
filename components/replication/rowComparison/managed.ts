import type { ManagedResource } from "../resource";
import { audit } from "./audit";
import { converge } from "./converge";
import { desiredState } from "./desiredState";
import type { DeclaredComparison, RowsState } from "./inputs";

export const rowComparison: ManagedResource<DeclaredComparison, RowsState> = {
    id: ({ name }) => name,
    desiredState,
    audit,
    converge: (news, _olds, { progress }) => converge(news, progress),
    kept: [],
};
