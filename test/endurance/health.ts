import { eventually } from "../support/servers";
import { tableFor } from "../support/writer";
import { namesOn } from "./names";
import { expectRowsKept, expectSameRows, type Writers } from "./rows";
import { follows, TABLE, wentWell, type Scene } from "./scene";
import type { Declared } from "./savedStack";
import { changesSomething, sayStatement } from "./statementKinds";

/** @throws Error where a declared pair is not what was declared, or rows are not on both servers once */
export async function expectHealthy(scene: Scene, declared: Declared, writers: Writers): Promise<void> {
    await audit(scene, declared);
    await Promise.all(scene.hosts.map(follows));
    const [one, two] = scene.hosts;
    if (writers.settled.length === 0) {
        await one.on("CREATE DATABASE IF NOT EXISTS it", tableFor(TABLE));
        await eventually("the table is on both", () => two.on(`SELECT * FROM ${TABLE}`));
    }
    // After all that has happened, each still brings to the other what is written now.
    await one.on(`INSERT INTO ${TABLE} (writer, number) VALUES ('last of one', 1)`);
    await two.on(`INSERT INTO ${TABLE} (writer, number) VALUES ('last of two', 1)`);
    await eventually("each brings its last row to the other", async () => {
        const counts = await Promise.all(
            scene.hosts.map((host) => host.on(`SELECT COUNT(*) AS n FROM ${TABLE} WHERE writer LIKE 'last of %'`)),
        );
        return counts.every(([row]) => Number(row?.n) >= 2);
    });
    await expectSameRows(scene, writers.acknowledged());
}

/**
 * One audit, of which nobody who looks at the servers can tell that it was there.
 *
 * @throws Error where it finds something, warns of something, or changes anything on a server
 */
export async function audit({ stack, proxy }: Scene, declared: Declared): Promise<void> {
    proxy.watch();
    const outcome = await stack.audit(declared);
    wentWell("preview --refresh --run-program --diff --expect-no-changes", outcome);
    const changes = proxy.seen().filter(({ text }) => changesSomething(text));
    if (changes.length > 0) {
        throw new Error(`an audit sent ${changes.map(({ text }) => sayStatement(text)).join("; ")}`);
    }
    if (proxy.seen().length === 0) {
        throw new Error("an audit sent nothing: it looked at no server");
    }
    if (/warning/i.test(outcome.output)) {
        throw new Error(`an audit of a healthy pair warned:\n${outcome.output}`);
    }
}

/** @throws Error where anything is left of a pair, or rows went with it */
export async function expectGone(scene: Scene, writers: Writers): Promise<void> {
    for (const [index, host] of scene.hosts.entries()) {
        const left = (await namesOn(host)).filter(
            (name) => name !== "it" && scene.namesBefore[index]?.includes(name) !== true,
        );
        if (left.length > 0) {
            throw new Error(`${host.name} still has ${left.join(", ")}`);
        }
        const [status] = await host.on("SHOW SLAVE STATUS");
        if (status !== undefined) {
            throw new Error(`${host.name} still follows ${status.Master_Host}:${status.Master_Port}`);
        }
    }
    await expectRowsKept(scene, writers);
}
