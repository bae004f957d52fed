import { RELEASE } from "../../mysql/claim";
import { sayAddress } from "../../mysql/connection";
import { ASSUMED_DIALECT } from "../../mysql/dialect/detect";
import type { Session } from "../../mysql/session";
import { binaryLogReaders, registeredReplicas, resetBinaryLog } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import type { Operation } from "../operation";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { tearDownIfReachable } from "../tearDown";
import { release } from "./claim";
import type { ServerVariablesOutputs } from "./inputs";

export async function remove(olds: ServerVariablesOutputs, operation: Operation): Promise<void> {
    const { connection, noteOnRemoval = "" } = olds;
    if (noteOnRemoval !== "") {
        operation.progress.did(`${connection.name}: ${noteOnRemoval}`);
    }
    await giveFree(olds, operation);
}

/** Gives the server free and leaves it as it is, unless its binary log is to go with it. */
export async function giveFree(
    { connection, binaryLogOnRemoval, token }: ServerVariablesOutputs,
    operation: Operation,
): Promise<void> {
    const { progress } = operation;
    const resets = binaryLogOnRemoval === "reset";
    const leftToDo = [
        ...(resets ? [ASSUMED_DIALECT.statements.resetBinaryLog] : []),
        ...(token === undefined ? [] : [RELEASE]),
    ];
    if (leftToDo.length === 0) {
        return;
    }
    await tearDownIfReachable(connection, operation, leftToDo.join("; "), async (session) => {
        if (resets) {
            await resetIfAlone(session, progress);
        }
        if (token !== undefined) {
            await release(session, token, progress);
        }
    });
}

/**
 * A server that follows somebody needs its binary log, and so does whoever reads it: by GTID, and by place, it would
 * take what is written from then on for what it has. One that follows it and is not connected can't be seen from here.
 */
async function resetIfAlone(session: Session, progress: Progress): Promise<void> {
    const { name } = session.server;
    const why = await whyInUse(session);
    if (why === undefined) {
        await tellStatements(name, progress)(resetBinaryLog(session), "as its binaryLogOnRemoval asks for");
    } else {
        const { resetBinaryLog: reset } = session.dialect.statements;
        progress.warns(`${name}: keeps its binary log, because ${why}. Once that is over, run there: ${reset}`);
    }
}

async function whyInUse(session: Session): Promise<string | undefined> {
    const status = await replicaStatus(session);
    if (status !== undefined) {
        return `it follows ${sayAddress({ host: status.sourceHost, port: status.sourcePort })}`;
    }
    const registered = (await registeredReplicas(session)).map(
        ({ serverId, host, port }) => `server_id ${serverId}${host === "" ? "" : ` at ${sayAddress({ host, port })}`}`,
    );
    const connected = (await binaryLogReaders(session)).map(({ user, from }) => `${user} from ${from}`);
    const readers = [...registered, ...connected];
    return readers.length === 0 ? undefined : `it is read by ${readers.join(", ")}`;
}
