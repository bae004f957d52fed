import type { Finding } from "../../findings/finding";
import { sayAddress } from "../../mysql/connection";
import type { Identities } from "../link/serverIdentity";
import type { DeclaredLink } from "./inputs";

/**
 * A receiver that meets its own server_id, although its declared source has another one, has dialled its own server:
 * by then it has not asked for the server_uuid of whoever answers (seen on 5.7.22).
 */
export function orMeetsItself(finding: Finding, link: DeclaredLink, { replica, source }: Identities): Finding {
    return finding.code === "server-ids-equal" && replica.serverId !== source.serverId
        ? {
              code: "source-is-itself",
              where: link.name,
              observed:
                  `at ${sayAddress(link.sourceAddress)} answers server_id ${replica.serverId}, which is ` +
                  `${link.replica.name}'s own; ${link.source.name} has server_id ${source.serverId}`,
          }
        : finding;
}
