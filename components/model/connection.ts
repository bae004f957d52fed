/** An account, as it logs in. */
export interface Login {
    user: string;
    password: string;
}

/**
 * A Docker engine, as it is named to Pulumi's Docker provider. What is left out is taken from the environment:
 * DOCKER_CONTEXT, DOCKER_HOST, DOCKER_CERT_PATH.
 *
 * @category Servers that exist already
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

/** Where the program connects to a server, and as whom. */
export interface ServerConnection {
    /** The name by which findings speak of the server. */
    name: string;
    /** Host name or address as seen from where `pulumi` runs. */
    host: string;
    port: number;
    /** The administrative account. */
    user: string;
    password: string;
    /** The stack that declares it, `organization/project/stack`: for no other one is anything taken away there. */
    owner?: string;
    /** The stack's own id, that it keeps: on backends of their own, two stacks may bear one name. */
    stackId?: string;
    /** The account that only looks. Without one, the administrative account looks. */
    auditor?: Login;
    /** The container that runs it, for whoever can ask an engine. */
    container?: ContainerAddress;
}

/** Where a server's peers connect to it: often another address than the program's, e.g. inside a Docker network. */
export interface PeerAddress {
    host: string;
    port: number;
}

/** mysqld's own port: where it listens in a container, and where an existing one is expected. */
export const MYSQL_PORT = 3306;
