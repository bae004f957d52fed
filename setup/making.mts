import { removeDrafts } from "./cache.mjs";
import { Finding, inOneLine, type Tried } from "./finding.mjs";
import { takeTurn } from "./lock.mjs";
import type { Part, Presence, Teller } from "./part.mjs";
import type { Telling } from "./telling.mjs";

/** What is there of `parts`; the missing ones are absent from the answer. */
export async function look(parts: readonly Part[]): Promise<Map<Part, Presence>> {
    const there = new Map<Part, Presence>();
    await Promise.all(
        parts.map(async (part) => {
            const presence = await part.isThere();
            if (presence) {
                there.set(part, presence);
            }
        }),
    );
    return there;
}

/** Makes what is missing, at the same time where no part needs the other; answers with what could not be had. */
export async function make(
    missing: readonly Part[],
    telling: Telling,
    say: (line: string) => void,
): Promise<readonly Error[]> {
    const release = await takeTurn(say);
    try {
        removeDrafts();
        const failures: Error[] = [];
        const ends = new Map(missing.map((part) => [part, new End()]));
        await telling(
            missing.map((part) => ({
                part,
                make: async (tell) => {
                    try {
                        await needsOf(part, ends);
                        const presence = await makeOne(part, tell);
                        ends.get(part)?.reached("made");
                        return presence.what;
                    } catch (error) {
                        ends.get(part)?.reached("failed");
                        if (!(error instanceof NotTried)) {
                            failures.push(error instanceof Error ? error : new Error(String(error)));
                        }
                        throw error;
                    }
                },
            })),
        );
        return failures;
    } finally {
        await release();
    }
}

class End {
    reached!: (how: "made" | "failed") => void;
    readonly known = new Promise<"made" | "failed">((resolve) => {
        this.reached = resolve;
    });
}

class NotTried extends Error {}

async function needsOf(part: Part, ends: ReadonlyMap<Part, End>): Promise<void> {
    for (const need of part.needs) {
        if ((await ends.get(need)?.known) === "failed") {
            throw new NotTried(`not tried, as it needs the ${need.title}`);
        }
    }
}

async function makeOne(part: Part, tell: Teller): Promise<Presence> {
    // Another set-up may have made it while this one waited, or a need brought it along.
    const already = await part.isThere();
    if (already) {
        return already;
    }
    const tried: Tried[] = [];
    for (const way of part.ways) {
        const closed = way.closed?.();
        if (closed !== undefined) {
            tried.push({ way, error: new Error(closed) });
            continue;
        }
        tell.trying(way.from);
        try {
            await way.make(tell);
            const presence = await part.isThere();
            if (presence) {
                return presence;
            }
            throw new Error("made without an error, and yet it is not there");
        } catch (error) {
            tried.push({ way, error });
            tell.failed(way.from, inOneLine(error));
        }
    }
    throw new Finding(part, tried);
}
