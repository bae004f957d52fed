import { FindingError } from "../../findings/finding";
import { readClaim } from "../../mysql/claim";
import { isElsewhere } from "../../mysql/connection";
import type { Dialect } from "../../mysql/dialect/dialect";
import type { Session } from "../../mysql/session";
import { setGlobal } from "../../mysql/statements";
import { replicaThreadRuns } from "../../mysql/threads";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { filterLines, isBinaryLogFilter } from "../filters";
import { readyServer } from "../server/readyServer";
import { claim, release } from "./claim";
import type { ServerVariablesInputs, ServerVariablesOutputs } from "./inputs";
import { effectiveVariables } from "./actualState";

/** Every connection takes these over when it begins. */
const TAKEN_OVER = new Set(["auto_increment_increment", "auto_increment_offset", "binlog_format", "binlog_row_image"]);

interface Difference {
    name: string;
    is: string;
    wanted: string;
}

async function differences(session: Session, wanted: Record<string, string>): Promise<Difference[]> {
    const effective = await effectiveVariables(session, Object.keys(wanted));
    return Object.entries(wanted)
        .map(([name, value]) => ({ name, is: effective[name] ?? "", wanted: value }))
        .filter((each) => each.is !== each.wanted);
}

/** The line of my.cnf that makes a variable what is wanted: not every option is written as its variable reads. */
function myCnfLines({ name, wanted }: Difference, { options }: Dialect): string[] {
    if (name === "log_bin") {
        return ["log_bin = mysql-bin"];
    }
    if (isBinaryLogFilter(name)) {
        return filterLines(name, wanted === "" ? [] : wanted.split(","));
    }
    if (name === options.skipErrors) {
        return [wanted === "OFF" ? `no ${name}` : `${name} = ${wanted.toLowerCase()}`];
    }
    return [`${name} = ${wanted}`];
}

const sayEffective = ({ name, is }: Difference): string =>
    is === "" && isBinaryLogFilter(name) ? `no ${name}` : `${name} = ${is}`;

const asSent = (value: string): string | number => (/^\d+$/.test(value) ? Number(value) : value);

async function settableNow(session: Session, found: Difference[]): Promise<Difference[]> {
    const { atOnce, whileStopped } = session.dialect.settable;
    const dependsOnThreads = found.some(({ name }) => whileStopped.has(name));
    const isStopped = dependsOnThreads && !(await replicaThreadRuns(session));
    return found.filter(({ name }) => atOnce.has(name) || (isStopped && whileStopped.has(name)));
}

/**
 * Waits for the server, claims it for this stack, and puts right what can be put right while it runs.
 *
 * @param token of the resource for which it is claimed
 * @throws FindingError where it does not answer in time, belongs to another stack, or runs with something that only a
 * restart changes
 */
export async function converge(inputs: ServerVariablesInputs, token: string, progress: Progress): Promise<void> {
    const { connection } = inputs;
    const session = await opened(inputs, progress);
    try {
        const { name: server, stackId } = connection;
        const isNew = await claim(session, { owner: inputs.claim, stackId, token, server }, progress);
        try {
            await putRight(session, inputs, progress);
        } catch (error) {
            // No resource comes of it that could give the server free later.
            await (isNew ? release(session, token, progress).catch(() => undefined) : undefined);
            throw error;
        }
    } finally {
        await session.close();
    }
}

/** A server that bears this resource's claim is the same one, and answers elsewhere. Another one is claimed anew. */
export async function isAnotherServer(
    olds: ServerVariablesOutputs,
    news: ServerVariablesInputs,
    progress: Progress,
): Promise<boolean> {
    if (!isElsewhere(olds.connection, news.connection)) {
        return false;
    }
    return olds.token === undefined || (await tokenAt(news, progress)) !== olds.token;
}

/** The token of the resource for which a server is claimed already. */
async function tokenAt(inputs: ServerVariablesInputs, progress: Progress): Promise<string | undefined> {
    const session = await opened(inputs, progress);
    try {
        return (await readClaim(session))?.token;
    } finally {
        await session.close();
    }
}

const opened = ({ connection, deadlineSeconds }: ServerVariablesInputs, progress: Progress): Promise<Session> =>
    readyServer(connection, deadlineSeconds, (why) => {
        progress.waits(`${connection.name}: waiting for the server, ${why}`);
    });

async function putRight(session: Session, inputs: ServerVariablesInputs, progress: Progress): Promise<void> {
    const { connection } = inputs;
    const tell = tellStatements(connection.name, progress);
    const settable = await settableNow(session, await differences(session, inputs.variables));
    for (const { name, is, wanted } of settable) {
        await tell(setGlobal(session, name, asSent(wanted)), `was ${is}`);
    }
    const takenOver = settable.flatMap(({ name }) => (TAKEN_OVER.has(name) ? [name] : []));
    if (takenOver.length > 0) {
        progress.warns(
            `${connection.name}: connections that are open keep the ${takenOver.join(" and ")} that they began with: ` +
                "have their programs connect anew",
        );
    }
    const left = await differences(session, inputs.variables);
    // What is set now would be gone after the restart that the rest needs.
    const toKeep = inputs.myCnfIsGiven ? settable : [];
    if (toKeep.length > 0 && left.length === 0) {
        progress.warns(
            `${connection.name}: to keep this over a restart, have these lines under [mysqld] in its my.cnf: ` +
                toKeep.flatMap((each) => myCnfLines(each, session.dialect)).join("; "),
        );
    }
    if (left.length > 0) {
        throw new FindingError({
            code: "restart-needed",
            where: connection.name,
            observed: `runs with ${left.map(sayEffective).join(", ")}`,
            here: [...left, ...toKeep].flatMap((each) => myCnfLines(each, session.dialect)).join("; "),
        });
    }
}
