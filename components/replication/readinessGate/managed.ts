import type { ManagedResource } from "../resource";
import { isBack } from "./back";
import type { ReadinessGateInputs } from "./inputs";
import { laterOf } from "./later";

export const readinessGate: ManagedResource<ReadinessGateInputs> = {
    id: ({ server }) => server.name,
    desiredState: () => ({}),
    /**
     * A server that has just been made keeps nobody waiting: there is nothing on it yet that could be lost. What was
     * waited for in vain is waited for again: the incarnation that is kept is still the one before.
     */
    converge: async (news, olds, { progress }) => {
        const isToBeBack = olds === undefined ? news.serverWasThere : olds.incarnation !== news.incarnation;
        if (isToBeBack) {
            await isBack(news, olds === undefined ? new Map<string, string>() : laterOf(olds, news), progress);
        }
        return {};
    },
    kept: [],
};
