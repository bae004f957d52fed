import type { PeerAddress, ServerConnection } from "../model/connection";

/** The same server, for whoever changes nothing there. */
export const forAudit = (server: ServerConnection): ServerConnection => ({ ...server, ...server.auditor });

/** True where the program dials the one elsewhere than the other: which may be one server, or two. */
export const isElsewhere = (one: ServerConnection, other: ServerConnection): boolean =>
    one.host.toLowerCase() !== other.host.toLowerCase() || one.port !== other.port;

export const sayAddress = ({ host, port }: PeerAddress): string => `${host}:${port}`;
