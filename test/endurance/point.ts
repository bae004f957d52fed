import type { PulumiRun } from "../support/pulumiRun";
import type { Outcome } from "../support/stack";
import type { Interruption, Statement } from "../support/statementProxy";
import { OPERATIONS, type Operation, type OperationName } from "./operations";
import { startWriters } from "./rows";
import type { Positioning } from "./savedServers";
import { wentWell, type Scene } from "./scene";
import { changesSomething, sayStatement } from "./statementKinds";
import { WAYS, type Way, type WayName } from "./ways";

/** Which statements are counted: all, or those that change something on a server. */
export type Counted = "all" | "changes";

export interface Point {
    operation: OperationName;
    way: WayName;
    /** The operation is ended once this statement has been carried out, and before its answer has arrived. */
    number: number;
    counted: Counted;
}

export interface PointResult extends Point {
    positioning: Positioning;
    /** `past the end`: the operation sent fewer statements, and ended by itself. */
    verdict: "converged" | "failed" | "past the end";
    /** The statement, as far as it is no secret, and its server. */
    after?: string;
    seconds: number;
    /** Of a failure: what was observed, and all that the commands printed. */
    evidence?: string;
}

const MILLISECONDS_FOR_A_COMMAND = 240_000;

/** Ends an operation in the middle, does it again, and looks whether all is as if it had not been interrupted. */
export async function tryPoint(scene: Scene, point: Point): Promise<PointResult> {
    const began = Date.now();
    const found: { statement?: Statement } = {};
    const printed: Outcome[] = [];
    const result = (verdict: PointResult["verdict"], evidence?: string): PointResult => ({
        ...point,
        positioning: scene.positioning,
        verdict,
        ...(found.statement === undefined
            ? {}
            : { after: `${sayStatement(found.statement.text)} on ${found.statement.server}` }),
        seconds: Math.round((Date.now() - began) / 100) / 10,
        ...(evidence === undefined ? {} : { evidence }),
    });
    try {
        await attempt(scene, point, found, printed);
        return result(found.statement === undefined ? "past the end" : "converged");
    } catch (error) {
        const said = printed.map(({ code, output }, index) => `── command ${index + 1} ended with ${code}\n${output}`);
        return result("failed", [(error as Error).message, ...said, ...(await statusesOf(scene))].join("\n"));
    }
}

async function attempt(
    scene: Scene,
    point: Point,
    found: { statement?: Statement },
    printed: Outcome[],
): Promise<void> {
    const operation: Operation = OPERATIONS[point.operation];
    const declared = scene.declared(operation.changes);
    await scene.begin(operation.beginsWith);
    const writers = await startWriters(scene, operation.writtenAt, operation.beginsWith === "wired");
    try {
        const first = await interrupted(scene, operation, point, found);
        printed.push(first);
        if (found.statement === undefined || (first.code === 0 && WAYS[point.way].isForgotten)) {
            wentWell(operation.command, first);
        } else {
            await scene.stack.unlock();
            const second = await inTime(scene.stack.start(operation.command, declared));
            printed.push(second);
            wentWell(`${operation.command} after the interruption`, second);
        }
    } finally {
        await writers.stop();
    }
    await operation.expectDone(scene, declared, writers);
}

async function interrupted(
    scene: Scene,
    operation: Operation,
    point: Point,
    found: { statement?: Statement },
): Promise<Outcome> {
    const way: Way = WAYS[point.way];
    let isOver = Promise.resolve();
    let counted = 0;
    const interruption: Interruption = {
        at: ({ text }) => {
            counted += point.counted === "all" || changesSomething(text) ? 1 : 0;
            return counted === point.number;
        },
        act: async (statement) => {
            found.statement = statement;
            ({ isOver } = await way.interrupt(scene, run, statement));
        },
    };
    scene.proxy.watch(interruption);
    const run = scene.stack.start(operation.command, scene.declared(operation.changes));
    const outcome = await inTime(run);
    await isOver;
    return outcome;
}

/** One that hangs is a failure, too. */
async function inTime(run: PulumiRun): Promise<Outcome> {
    const late = setTimeout(() => void run.kill(), MILLISECONDS_FOR_A_COMMAND);
    try {
        return await run.ended;
    } finally {
        clearTimeout(late);
    }
}

async function statusesOf({ hosts }: Scene): Promise<string[]> {
    return await Promise.all(
        hosts.map(async (host) => {
            const [status] = await host.on("SHOW SLAVE STATUS").catch(() => []);
            const threads = `IO ${status?.Slave_IO_Running} ${status?.Last_IO_Error}, SQL ${status?.Slave_SQL_Running} ${status?.Last_SQL_Error}`;
            return `── ${host.name} ${status === undefined ? "follows nobody" : threads}`;
        }),
    );
}
