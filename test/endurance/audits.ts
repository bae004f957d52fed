import { keepWriting } from "../support/writer";
import { audit } from "./health";
import { expectSameRows, rowsOf } from "./rows";
import { follows, TABLE, type Scene } from "./scene";

export interface AuditsResult {
    tried: number;
    clean: number;
    /** What happened to the servers in between, in order. */
    events: string[];
    evidence: string[];
}

/**
 * Audits of a healthy pair, one after the other, while it is written, and while each of its servers is restarted, and
 * killed and given back, in between.
 */
export async function tryAudits(scene: Scene, count: number, tell: (line: string) => void): Promise<AuditsResult> {
    const { hosts } = scene;
    const declared = scene.declared();
    const result: AuditsResult = { tried: 0, clean: 0, events: [], evidence: [] };
    await scene.begin("wired");
    // As applications that go on at the other server, and stay there.
    const writers = hosts.map((host) =>
        keepWriting(host.name, TABLE, [host, ...hosts.filter((each) => each !== host)]),
    );
    const events = hosts.flatMap((host) => [
        { says: `${host.name} is restarted`, run: () => host.restart() },
        { says: `${host.name} is killed, and comes back`, run: async () => host.kill().then(() => host.start()) },
    ]);
    try {
        for (let number = 1; number <= count; number += 1) {
            const event = events[Math.floor((number * (events.length + 1)) / (count + 1)) - 1];
            if (event !== undefined && !result.events.includes(event.says)) {
                tell(event.says);
                await event.run();
                await Promise.all(hosts.map(follows));
                result.events.push(event.says);
            }
            result.tried += 1;
            try {
                await audit(scene, declared);
                result.clean += 1;
                tell(`audit ${number} of ${count}: nothing found, nothing changed`);
            } catch (error) {
                result.evidence.push(`audit ${number}: ${(error as Error).message}`);
                tell(`audit ${number} of ${count}: FAILED`);
            }
        }
    } finally {
        await Promise.all(writers.map((writer) => writer.stop()));
    }
    await expectSameRows(scene, writers.flatMap(rowsOf)).catch((error: unknown) => result.evidence.push(String(error)));
    return result;
}
