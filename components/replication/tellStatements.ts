import type { Progress } from "./progress";

/** Waits for a statement, and tells it as the function that has sent it hands it back. */
export type TellStatement = (sent: Promise<string>, note?: string) => Promise<void>;

/** @param where on which server or link, as every line of the run begins */
export const tellStatements =
    (where: string, progress: Pick<Progress, "did">): TellStatement =>
    async (sent, note) => {
        progress.did(`${where}: ${await sent}${note === undefined ? "" : ` (${note})`}`);
    };
