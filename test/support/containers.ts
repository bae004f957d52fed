import { docker } from "./docker";
import { eventually } from "./servers";

/** The part of `docker inspect` that is looked at. */
export interface Inspected {
    Id: string;
    State: { Running: boolean; StartedAt: string; Health?: { Status: string } };
    RestartCount: number;
    Config: {
        Hostname: string;
        Env: string[];
        StopTimeout?: number;
        Healthcheck?: { Test: string[] };
        Labels: Record<string, string>;
    };
    HostConfig: {
        RestartPolicy: { Name: string };
        PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
    };
    Mounts: { Type: string; Name?: string; Source: string; Destination: string }[];
    NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
}

export async function inspect(container: string): Promise<Inspected> {
    const [found] = JSON.parse(await docker("container", "inspect", container)) as Inspected[];
    if (found === undefined) {
        throw new Error(`docker inspect ${container} answered with nothing`);
    }
    return found;
}

/** Waits until Docker says that the container is healthy, which it is once its server answers. */
export async function healthy(container: string, seconds = 120): Promise<void> {
    await eventually(
        `${container} is healthy`,
        async () => (await inspect(container)).State.Health?.Status === "healthy",
        seconds,
    );
}
