/**
 * A Docker engine, as Pulumi's Docker provider is told of it. What is left open the environment says, there as here:
 * DOCKER_CONTEXT, DOCKER_HOST, DOCKER_CERT_PATH.
 */
export interface EngineAddress {
    /** `unix://…`, `npipe://…`, `tcp://…` or `ssh://…`. */
    host?: string;
    /** Name of a context of Docker's CLI, which wins over `host`. */
    context?: string;
    /** Folder with `ca.pem`, `cert.pem` and `key.pem`, where `pulumi` runs. */
    certPath?: string;
}

/** A container, and the engine that runs it. */
export interface ContainerAddress {
    name: string;
    engine?: EngineAddress;
}
