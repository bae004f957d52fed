import { isDeepStrictEqual } from "node:util";
import type { ManagedResource } from "../resource";
import { audit } from "./audit";
import { converge } from "./converge";
import { desiredState } from "./desiredState";
import type { DeclaredLink, LinkState, KeptWiring } from "./inputs";
import { leave } from "./leave";
import { remove } from "./remove";

export const replicationLink: ManagedResource<DeclaredLink, LinkState, KeptWiring> = {
    id: ({ name }) => name,
    desiredState,
    audit,
    converge: async (news, olds, operation) => {
        const wired = await converge(news, olds, operation.progress);
        await (olds === undefined ? undefined : leave(olds, { ...news, ...wired }, operation));
        return wired;
    },
    remove,
    /**
     * Another start is another link. Without one the replica follows its source, which was not there to see before: its
     * own place is the right one, and would be lost with the link. A preview that can't know it yet says nothing of it:
     * what InitialData began from stays whatever else is declared for it.
     */
    replacedBy: (olds, news) => {
        const isKnown = typeof news.start === "object" && news.start !== null;
        return isKnown && !isDeepStrictEqual(olds.start, news.start) ? ["start"] : [];
    },
    kept: ["coordinates", "replicaUuid", "replicaServerId", "sourceUuid", "sourceServerId"],
};
