import { FINDINGS, type FindingCode } from "../../findings/catalogue";
import { findingOf } from "../errorFindings";
import type { Progress } from "../progress";
import { readyServer } from "../server/readyServer";
import type { GatedLink, ReadinessGateInputs } from "./inputs";
import type { Later } from "./later";
import { runsAgain } from "./link";
import type { ServerConnection } from "../../model/connection";

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
        const why =
            later.get(link.name) ?? (await whyLater({ ...link, positioning, deadlineSeconds }, server, progress));
        if (why !== undefined) {
            progress.did(`${link.name}: not waited for before the next server is changed: ${why}`);
        }
    }
}

/** What a later step of the same `up` puts right, for which every server has to be there. */
const MENDED_LATER = new Set<FindingCode>(["source-refuses-account", "relay-log-unusable"]);

type Link = Parameters<typeof runsAgain>[0] & Pick<GatedLink, "peerIsToCome">;

async function whyLater(link: Link, server: ServerConnection, progress: Progress): Promise<string | undefined> {
    try {
        return await runsAgain(link, progress);
    } catch (error) {
        const finding = findingOf(error);
        if (finding === undefined) {
            throw error;
        }
        const { code, where, observed } = finding;
        if (isMendedLater(code, link.positioning)) {
            return `${observed} (${FINDINGS[code].up})`;
        }
        if (link.peerIsToCome && DOWN.has(code) && where !== server.name) {
            return `${where} is down, and its turn is to come: ${observed}`;
        }
        throw error;
    }
}

/** A server that is down as it is serves nobody, and may be what the change is to bring back. */
const DOWN = new Set<FindingCode>(["server-unreachable", "server-does-not-start"]);

const isMendedLater = (code: FindingCode, positioning: string): boolean =>
    MENDED_LATER.has(code) && (code !== "relay-log-unusable" || positioning === "gtid");
