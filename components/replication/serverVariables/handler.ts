import type { dynamic } from "@pulumi/pulumi";
import { randomUUID } from "node:crypto";
import { RELEASE } from "../../mysql/claim";
import { isElsewhere, sayAddress } from "../../mysql/connection";
import type { Session } from "../../mysql/session";
import { binaryLogReaders, registeredReplicas, resetMaster } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { tearDownIfReachable } from "../tearDown";
import { withEngineProgress, type Progress } from "../progress";
import { audit } from "./audit";
import { release } from "./claim";
import { converge, tokenAt } from "./converge";
import type { ServerVariablesInputs, ServerVariablesOutputs } from "./inputs";

export async function create(inputs: ServerVariablesInputs): Promise<dynamic.CreateResult<ServerVariablesOutputs>> {
    const token = randomUUID();
    await withEngineProgress((progress) => converge(inputs, token, progress));
    return { id: inputs.connection.name, outs: { ...inputs, token } };
}

export async function read(id: string, props: ServerVariablesOutputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await withEngineProgress((progress) => audit(props, progress))) };
    const { token: _token, ...inputs } = observed;
    return { id, props: observed, inputs };
}

export async function update(
    _id: string,
    olds: ServerVariablesOutputs,
    news: ServerVariablesInputs,
): Promise<dynamic.UpdateResult<ServerVariablesOutputs>> {
    const token = await withEngineProgress(async (progress) => {
        // A server that bears the claim is the same one, and answers elsewhere. Another one is claimed anew.
        const isAnother =
            isElsewhere(olds.connection, news.connection) &&
            (olds.token === undefined || (await tokenAt(news, progress)) !== olds.token);
        const own = (isAnother ? undefined : olds.token) ?? randomUUID();
        await converge(news, own, progress);
        await (isAnother ? giveFree(olds, progress) : undefined);
        return own;
    });
    return { outs: { ...news, token } };
}

async function del(_id: string, olds: ServerVariablesOutputs): Promise<void> {
    await withEngineProgress(async (progress) => {
        const { connection, noteOnRemoval = "" } = olds;
        if (noteOnRemoval !== "") {
            progress.did(`${connection.name}: ${noteOnRemoval}`);
        }
        await giveFree(olds, progress);
    });
}

/** Gives the server free and leaves it as it is, unless its binary log is to go with it. */
async function giveFree(
    { connection, binaryLogOnRemoval, token }: ServerVariablesOutputs,
    progress: Progress,
): Promise<void> {
    const resets = binaryLogOnRemoval === "reset";
    const leftToDo = [...(resets ? ["RESET MASTER"] : []), ...(token === undefined ? [] : [RELEASE])];
    if (leftToDo.length === 0) {
        return;
    }
    await tearDownIfReachable(connection, progress, leftToDo.join("; "), async (session) => {
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
        await resetMaster(session);
        progress.did(`${name}: RESET MASTER, as its binaryLogOnRemoval asks for`);
    } else {
        progress.warns(`${name}: keeps its binary log, because ${why}. Once that is over, run there: RESET MASTER`);
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

export { del as delete };
