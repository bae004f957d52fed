import type { DockerOptions } from "dockerode";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { EngineAddress } from "../model/connection";

/** Of Docker's CLI: of a context by this name it has no files, it is the engine that the environment names. */
const DEFAULT_CONTEXT = "default";

/** Where an engine is dialled, and with which certificates, in dockerode's terms. */
export async function connectionTo(
    engine: EngineAddress,
    env: NodeJS.ProcessEnv = process.env,
): Promise<DockerOptions> {
    const context = engine.context ?? env.DOCKER_CONTEXT ?? DEFAULT_CONTEXT;
    const { host, certPath } =
        context === DEFAULT_CONTEXT
            ? { host: engine.host ?? env.DOCKER_HOST, certPath: engine.certPath ?? env.DOCKER_CERT_PATH }
            : await ofContext(context, env.DOCKER_CONFIG ?? join(homedir(), ".docker"));
    return host === undefined || host === "" ? {} : await dialled(host, certPath, env);
}

/** A context's files lie below the hash of its name (docker/cli, cli/context/store). */
async function ofContext(name: string, config: string): Promise<{ host?: string; certPath: string }> {
    const hash = createHash("sha256").update(name).digest("hex");
    const meta = await readFile(join(config, "contexts/meta", hash, "meta.json"), "utf8");
    const { Endpoints } = JSON.parse(meta) as { Endpoints?: { docker?: { Host?: string } } };
    return { host: Endpoints?.docker?.Host, certPath: join(config, "contexts/tls", hash, "docker") };
}

async function dialled(host: string, certPath: string | undefined, env: NodeJS.ProcessEnv): Promise<DockerOptions> {
    const local = /^(?:unix|npipe):\/\/(.+)$/.exec(host)?.[1];
    if (local !== undefined) {
        // Without a host of its own, dockerode would take that of DOCKER_HOST.
        return { host: undefined, socketPath: local };
    }
    const { protocol, hostname, port, username } = new URL(host.includes("://") ? host : `tcp://${host}`);
    if (protocol === "ssh:") {
        return {
            protocol: "ssh",
            host: hostname,
            port: port === "" ? 22 : Number(port),
            username: decodeURIComponent(username),
            sshOptions: { agent: env.SSH_AUTH_SOCK },
        };
    }
    const certificates = await certificatesIn(certPath);
    return {
        protocol: protocol === "https:" || certificates !== undefined ? "https" : "http",
        host: hostname,
        port: port === "" ? 2375 : Number(port),
        ...certificates,
    };
}

async function certificatesIn(
    folder: string | undefined,
): Promise<{ ca: Buffer; cert: Buffer; key: Buffer } | undefined> {
    if (folder === undefined) {
        return undefined;
    }
    const [ca, cert, key] = await Promise.all(
        ["ca.pem", "cert.pem", "key.pem"].map((file) => readFile(join(folder, file)).catch(() => undefined)),
    );
    return ca === undefined || cert === undefined || key === undefined ? undefined : { ca, cert, key };
}
