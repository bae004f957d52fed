import type { Operation } from "../../../components/replication/operation";
import type { Progress } from "../../../components/replication/progress";

export interface RecordedProgress extends Progress {
    said: string[];
}

/** Keeps what the user would read. */
export function recorded(): RecordedProgress {
    const said: string[] = [];
    const say = (message: string): void => {
        said.push(message);
    };
    return { said, did: say, waits: say, warns: say };
}

/** An operation of its own for everything that is done in it. */
export const operation = (progress: Progress = recorded()): Operation => ({ progress, givenUp: new Set() });
