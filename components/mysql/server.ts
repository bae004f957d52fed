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
}

/** Where a server's peers dial it: often another address than the program's, e.g. inside a Docker network. */
export interface PeerAddress {
    host: string;
    port: number;
}

export const sayAddress = ({ host, port }: PeerAddress): string => `${host}:${port}`;
