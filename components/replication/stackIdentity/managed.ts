import { randomUUID } from "node:crypto";
import type { ManagedResource } from "../resource";
import type { StackIdentityKept } from "./inputs";

export const stackIdentity: ManagedResource<object, object, StackIdentityKept> = {
    id: ({ stackId }) => stackId,
    desiredState: () => ({}),
    /** Whatever else changes: the claims of the stack's servers bear the id that it has. */
    converge: (_news, olds) => Promise.resolve({ stackId: olds?.stackId ?? randomUUID() }),
    kept: ["stackId"],
};
