import type { ManagedResource } from "../resource";
import { begin } from "./establish";
import type { InitialDataInputs, LinkStarts } from "./inputs";

export const initialData: ManagedResource<InitialDataInputs, object, LinkStarts> = {
    id: ({ name }) => name,
    desiredState: () => ({}),
    /** What the servers held once is history: nothing that is declared later changes it, or touches a server. */
    converge: async (news, olds, { progress }) => {
        if (olds === undefined) {
            return await begin(news, progress);
        }
        const { start, startBack } = olds;
        return changedPlaces(olds, news) ? { start: startBack, startBack: start } : { start, startBack };
    },
    kept: ["start", "startBack"],
};

/** In a list of masters that was put into another order, each keeps the start that it had. */
const changedPlaces = (olds: InitialDataInputs, news: InitialDataInputs): boolean =>
    olds.replica.name === news.source.name || olds.source.name === news.replica.name;
