import { randomUUID } from "node:crypto";
import type { ManagedResource } from "../resource";
import { audit } from "./audit";
import { converge, isAnotherServer } from "./converge";
import { desiredState } from "./desiredState";
import type { DeclaredVariables, KeptToken, ServerVariablesOutputs, VariablesState } from "./inputs";
import { giveFree, remove } from "./remove";

export const serverVariables: ManagedResource<DeclaredVariables, VariablesState, KeptToken, ServerVariablesOutputs> = {
    id: ({ connection }) => connection.name,
    desiredState,
    audit,
    /** A server in whose place there is another one is given free once that one is what it should be. */
    converge: async (news, olds, operation) => {
        const { progress } = operation;
        const left = olds !== undefined && (await isAnotherServer(olds, news, progress)) ? olds : undefined;
        const token = (left === undefined ? olds?.token : undefined) ?? randomUUID();
        await converge(news, token, progress);
        await (left === undefined ? undefined : giveFree(left, operation));
        return { token };
    },
    remove,
    kept: ["token"],
};
