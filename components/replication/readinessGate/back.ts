import { FINDINGS, type FindingCode } from "../../findings/classes";
import { FindingError } from "../../findings/finding";
import type { Progress } from "../progress";
import { readyServer } from "../readyServer";
import type { ReadinessGateInputs } from "./inputs";
import type { Later } from "./later";
import { runsAgain } from "./link";

/**
 * Waits until a server that was made anew is what it was: it answers, each of its links runs, it has all that its source
 * had, and its followers have all that it has. Whoever changes the next server before may take down the only one that
 * holds a row.
 *
 * @throws FindingError where that does not come about
 */
export async function isBack(gate: ReadinessGateInputs, later: Later, progress: Progress): Promise<void> {
    const { server, links, positioning, deadlineSeconds } = gate;
    const session = await readyServer(server, deadlineSeconds, (why) => {
        progress.waits(`${server.name}: waiting for the server, ${why}`);
    });
    await session.close();
    for (const link of links) {
        const why = later.get(link.name) ?? (await whyLater({ ...link, positioning, deadlineSeconds }, progress));
        if (why !== undefined) {
            progress.did(`${link.name}: not waited for before the next server is changed: ${why}`);
        }
    }
}

/** What a later step of the same `up` puts right, for which every server has to be there. */
const MENDED_LATER = new Set<FindingCode>(["source-refuses-account", "relay-log-unusable"]);

async function whyLater(link: Parameters<typeof runsAgain>[0], progress: Progress): Promise<string | undefined> {
    try {
        return await runsAgain(link, progress);
    } catch (error) {
        if (!(error instanceof FindingError) || !isMendedLater(error.finding.code, link.positioning)) {
            throw error;
        }
        const { code, observed } = error.finding;
        return `${observed} (${FINDINGS[code].up})`;
    }
}

const isMendedLater = (code: FindingCode, positioning: string): boolean =>
    MENDED_LATER.has(code) && (code !== "relay-log-unusable" || positioning === "gtid");
