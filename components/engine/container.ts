import type Dockerode from "dockerode";
import { connectionTo } from "./connection";
import { textIn } from "./log";
import type { ContainerAddress } from "../model/connection";

/** How a container stands, as its engine says (Docker Engine API, GET /containers/{id}/json). */
export interface ContainerLook {
    name: string;
    status: string;
    /** How many times the engine has started it anew since somebody started it. */
    restarts: number;
    /** Of its last run that has ended. */
    exitCode: number;
    outOfMemory: boolean;
    /** The engine's own error, e.g. that a port is taken. */
    error: string;
    /** What its last run has written, where that has ended: at most its last lines. */
    log: string;
}

/** An engine that does not answer must not keep anybody from what there is to say without it. */
const SECONDS_TO_ANSWER = 5;

const LINES = 200;

/** @returns `undefined` where the engine can't be asked, or has no such container */
export async function lookAt(address: ContainerAddress): Promise<ContainerLook | undefined> {
    try {
        return await withinSeconds(SECONDS_TO_ANSWER, seenBy(address));
    } catch {
        return undefined;
    }
}

/** True of one that is not running now: it has ended, whether the engine starts it once more or not. */
export const hasEnded = ({ status, error }: ContainerLook): boolean =>
    status === "restarting" || status === "exited" || status === "dead" || (status === "created" && error !== "");

async function seenBy({ name, engine = {} }: ContainerAddress): Promise<ContainerLook> {
    // Loads in a tenth of a second: whose servers all answer does without.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const Docker = require("dockerode") as typeof Dockerode;
    const docker = new Docker({ timeout: SECONDS_TO_ANSWER * 1000, ...(await connectionTo(engine)) });
    const container = docker.getContainer(name);
    const { State, RestartCount } = await container.inspect();
    const look = {
        name,
        status: State.Status,
        restarts: RestartCount,
        exitCode: State.ExitCode,
        outOfMemory: State.OOMKilled,
        error: State.Error,
        log: "",
    };
    return hasEnded(look) ? { ...look, log: await lastRun(container, Date.parse(State.StartedAt)) } : look;
}

/** @param startedAt by the engine's own clock, as the times in its log are */
async function lastRun(container: Dockerode.Container, startedAt: number): Promise<string> {
    const since = Math.max(0, startedAt / 1000);
    return textIn(await container.logs({ stdout: true, stderr: true, follow: false, since, tail: LINES }));
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
            reject(new Error(`no answer within ${seconds} s`));
        }, seconds * 1000);
    });
    try {
        return await Promise.race([work, over]);
    } finally {
        clearTimeout(timer);
    }
}
