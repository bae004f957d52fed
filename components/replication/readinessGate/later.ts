import { sayAddress } from "../../mysql/connection";
import type { ReadinessGateInputs } from "./inputs";
import type { ServerConnection } from "../../model/connection";

/** By the link's name, why it can't run before the other servers have had their turn. */
export type Later = Map<string, string>;

/** What of a change concerns both ends of a link, so that it can't run while only one of them is changed. */
export function laterOf(olds: ReadinessGateInputs, news: ReadinessGateInputs): Later {
    const dialled = new Map(peersOf(olds).map((peer) => [peer.name, sayAddress(peer)]));
    return new Map(
        news.links.flatMap((link) => {
            const moved = [link.replica, link.source].find(
                (peer) =>
                    peer.name !== news.server.name && (dialled.get(peer.name) ?? sayAddress(peer)) !== sayAddress(peer),
            );
            const why =
                olds.network !== news.network
                    ? `the servers move from the network ${olds.network} to ${news.network}`
                    : moved === undefined
                      ? undefined
                      : `${moved.name} moves to ${sayAddress(moved)}`;
            return why === undefined ? [] : [[link.name, why] as const];
        }),
    );
}

const peersOf = ({ links }: ReadinessGateInputs): ServerConnection[] =>
    links.flatMap(({ replica, source }) => [replica, source]);
