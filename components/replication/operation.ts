import type { Progress } from "./progress";

/**
 * One run of Pulumi, e.g. `pulumi up`, as far as the resources see it. Whoever serves the resources makes it and hands it
 * to each of their methods, so that nothing below keeps what is of one run only.
 */
export interface Operation {
    progress: Progress;
    /** Addresses of servers that did not come back for something to be taken down there: nobody waits for them again. */
    givenUp: Set<string>;
}
