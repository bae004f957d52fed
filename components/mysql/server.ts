import type { ContainerAddress } from "../engine/address";

/** An account, as it logs in. */
export interface Login {
    user: string;
    password: string;
}

/** Where the program dials a server, and as whom. */
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
    /** The container that runs it, for whoever can ask an engine; nothing here does. */
    container?: ContainerAddress;
}

/** The same server, for whoever changes nothing there. */
export const forAudit = (server: ServerConnection): ServerConnection => ({ ...server, ...server.auditor });

/** Where a server's peers dial it: often another address than the program's, e.g. inside a Docker network. */
export interface PeerAddress {
    host: string;
    port: number;
}

/** True where the program dials the one elsewhere than the other: which may be one server, or two. */
export const isElsewhere = (one: ServerConnection, other: ServerConnection): boolean =>
    one.host.toLowerCase() !== other.host.toLowerCase() || one.port !== other.port;

export const sayAddress = ({ host, port }: PeerAddress): string => `${host}:${port}`;
