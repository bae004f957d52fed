import { hasEnded, type ContainerLook } from "../../engine/container";
import type { Finding } from "../../findings/finding";
import { helpWithStart } from "../../findings/classify/starts";
import { errorsIn, hasServed } from "./lastWords";
import type { ServerConnection } from "../../model/connection";

/** 128 and SIGKILL. */
const KILLED = 137;

/**
 * Why the server in a container does not answer, as far as the container shows it: mysqld ends while it starts, or was
 * ended. One that runs shows nothing, for on its first day it is silent as long as it sets itself up; nor does one that
 * had come up and is started anew, as after a crash.
 */
export function ofContainer(server: ServerConnection, look: ContainerLook): Finding | undefined {
    if (!hasEnded(look)) {
        return undefined;
    }
    const errors = hasServed(look.log) ? [] : errorsIn(`${look.log}\n${look.error}`, server);
    if (errors.length > 0) {
        return doesNotStart(server, look, errors);
    }
    return look.status === "restarting" ? undefined : isStopped(server, look);
}

/** Of one that was seen to end more than once without a word. */
export const endsUnsaid = (server: ServerConnection, look: ContainerLook): Finding =>
    doesNotStart(server, look, ["its log does not say why"]);

function doesNotStart({ name: where }: ServerConnection, look: ContainerLook, errors: string[]): Finding {
    const help = helpWithStart(errors.join("\n")) ?? (isKilled(look) ? MEMORY : undefined);
    return {
        code: "server-does-not-start",
        where,
        observed: `does not start: ${errors.join("; ")} (its container ${look.name} ${sayEnd(look)})`,
        ...(help === undefined ? {} : { here: help }),
    };
}

function isStopped({ name: where }: ServerConnection, look: ContainerLook): Finding {
    return {
        code: "server-unreachable",
        where,
        observed: `unreachable: its container ${look.name} ${sayEnd(look)}`,
        here: look.outOfMemory ? MEMORY : `docker start ${look.name}`,
    };
}

const MEMORY = "give the Docker host more memory, or declare a smaller innodb_buffer_pool_size in options";

const isKilled = ({ outOfMemory, exitCode }: ContainerLook): boolean => outOfMemory || exitCode === KILLED;

function sayEnd(look: ContainerLook): string {
    const { status, exitCode, outOfMemory, restarts } = look;
    const how = outOfMemory ? `killed for want of memory, exit code ${exitCode}` : `exit code ${exitCode}`;
    const killed = isKilled(look) && !outOfMemory ? `${how}, which is SIGKILL` : how;
    return status === "restarting"
        ? `ends and is started anew, RestartCount ${restarts}: ${killed}`
        : status === "created"
          ? "was never started"
          : `has ended: ${killed}`;
}
