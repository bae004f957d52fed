import type { FindingCode } from "../../findings/catalogue";
import type { Finding } from "../../findings/finding";
import { REACHABLE } from "../words";
import type { DeclaredLink, LinkState } from "./inputs";
import { NOBODY } from "./actualState";
import { NO_PLACE, desiredState } from "./desiredState";

/** Settings whose class says all that there is to say of them. */
const SETTINGS: [FindingCode, (keyof LinkState)[]][] = [
    ["link-settings-differ", ["user", "credentials", "connectRetrySeconds", "heartbeatSeconds", "retries"]],
    ["applier-delayed", ["delaySeconds"]],
    ["filters-differ", ["filters"]],
    ["undeclared-source", ["otherChannels"]],
];

/** What a link's state shows besides its threads, which tell of themselves; nothing where it was not seen. */
export function stateFindings(link: DeclaredLink, is: LinkState): Finding[] {
    const where = link.name;
    if (is.server !== REACHABLE) {
        return [];
    }
    const wanted = desiredState(link);
    const said = (key: keyof LinkState): string => `${key} is ${is[key]}, not ${wanted[key]}`;
    // Of a link that is not there, nothing but who else is followed was seen.
    const isSeen = (key: keyof LinkState): boolean => is.follows !== NOBODY || key === "otherChannels";
    const settings = SETTINGS.flatMap(([code, keys]) => {
        const differing = keys.filter((key) => isSeen(key) && is[key] !== wanted[key]);
        return differing.length === 0 ? [] : [{ code, where, observed: differing.map(said).join("; ") }];
    });
    return [
        ...(is.follows === wanted.follows
            ? []
            : [{ code: sourceCode(is.follows, wanted.follows), where, observed: said("follows") }]),
        ...settings,
        ...(is.follows === NOBODY || is.position === wanted.position
            ? []
            : [
                  {
                      code: is.position === NO_PLACE ? ("place-lost" as const) : ("positioning-differs" as const),
                      where,
                      observed: said("position"),
                  },
              ]),
    ];
}

function sourceCode(follows: string, declared: string): FindingCode {
    if (follows === NOBODY) {
        return "link-missing";
    }
    // That at another address another server answers goes without saying.
    return follows.startsWith(`${declared}, `) ? "another-server" : "source-differs";
}
