import type { ExistingHost } from "./existingHost";
import type { Rows } from "./servers";

/** The hosts of a test by their numbers, from 1. */
export interface NumberedHosts<Which extends number> {
    host: (which: Which) => ExistingHost;
    on: (which: Which, ...statements: string[]) => Promise<Rows>;
}

/** @param hosts those that were started, once they were */
export function numberedHosts<Which extends number>(hosts: () => ExistingHost[]): NumberedHosts<Which> {
    const host = (which: Which): ExistingHost => {
        const found = hosts()[which - 1];
        if (found === undefined) {
            throw new Error(`host ${which} was not started`);
        }
        return found;
    };
    return { host, on: (which, ...statements) => host(which).on(...statements) };
}
