import type { ContainerPlan } from "./plan";

/** A server, and the links between it and others. */
export interface Turn<T> {
    server: T;
    /** The one in which it is the replica first; each with whether the turn of its other end is still to come. */
    links: { replica: T; source: T; peerIsToCome: boolean }[];
}

/**
 * The order in which servers are changed: replicas first, those of the first master before those of the other. What is
 * wrong with a change shows where nobody writes.
 *
 * @param servers in the order of the plan
 */
export function turnsOf<T extends Pick<ContainerPlan, "role" | "source">>(servers: T[]): Turn<T>[] {
    const links = servers.flatMap((replica) => {
        const source = servers[replica.source];
        return source === undefined ? [] : [{ replica, source }];
    });
    const replicas = servers.filter(({ role }) => role === "replica").sort((a, b) => a.source - b.source);
    const inTurn = [...replicas, ...servers.filter(({ role }) => role === "master")];
    return inTurn.map((server, place) => {
        const own = [
            ...links.filter(({ replica }) => replica === server).map((link) => ({ ...link, peer: link.source })),
            ...links.filter(({ source }) => source === server).map((link) => ({ ...link, peer: link.replica })),
        ];
        return {
            server,
            links: own.map(({ peer, ...link }) => ({ ...link, peerIsToCome: inTurn.indexOf(peer) > place })),
        };
    });
}
