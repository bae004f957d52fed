import { MYSQL_PORT } from "../model/connection";
import { refuseRepeated, type Used } from "./uniqueness";
import type { Refusal } from "./refusal";

/** Where one server is dialled: what is not known yet is no text. */
export interface Addressed {
    /** The server's argument, e.g. `masters[1]`. */
    path: string;
    host: unknown;
    port?: number;
    peerHost?: unknown;
    peerPort?: number;
}

/** Two servers at one address are one: whoever dials the second meets the first, or itself. */
export const refusalsOfAddresses = (servers: Addressed[]): Refusal[] => [
    ...refuseRepeated("an address", servers.flatMap(dialled)),
    ...refuseRepeated("an address", servers.flatMap(dialledByPeers)),
];

/** DNS knows no case. */
const addressOf = (path: string, host: unknown, port = MYSQL_PORT): Used<string>[] =>
    typeof host === "string" ? [{ path, value: `${host.toLowerCase()}:${port}` }] : [];

const dialled = ({ path, host, port }: Addressed): Used<string>[] => addressOf(`${path}.host`, host, port);

/** One that stands nowhere is the one that the program dials, of which all is said already. */
function dialledByPeers({ path, host, port, peerHost, peerPort }: Addressed): Used<string>[] {
    const from = peerHost === undefined ? (peerPort === undefined ? "host" : "peerPort") : "peerHost";
    return addressOf(`${path}.${from}`, peerHost ?? host, peerPort ?? port).map((each) => ({
        ...each,
        derived: from === "host",
    }));
}
