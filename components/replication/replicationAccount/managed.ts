import type { ManagedResource } from "../resource";
import { audit } from "./audit";
import { converge } from "./converge";
import { desiredState } from "./desiredState";
import type { AccountState, DeclaredAccount } from "./inputs";
import { remove } from "./remove";

export const replicationAccount: ManagedResource<DeclaredAccount, AccountState> = {
    id: ({ connection, user, hostPattern }) => `${user}@${hostPattern} on ${connection.name}`,
    desiredState,
    audit,
    converge: async (news, _olds, { progress }) => {
        await converge(news, progress);
        return {};
    },
    remove,
    /** Another name or host pattern is another account: the links move to it before the old one goes. */
    replacedBy: (olds, news) => (["user", "hostPattern"] as const).filter((key) => olds[key] !== news[key]),
    kept: [],
};
