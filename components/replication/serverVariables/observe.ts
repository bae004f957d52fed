import { forAudit } from "../../mysql/server";
import { whyNotObserved, withSession, type Session } from "../../mysql/session";
import { binaryLogFilters, globalVariables } from "../../mysql/statements";
import { REACHABLE } from "../words";
import { sayClaim, UNCLAIMED } from "./claim";
import type { ServerVariablesInputs, ServerVariablesOutputs } from "./inputs";

type Observed = Pick<ServerVariablesInputs, "server" | "claim" | "variables">;

export const UNKNOWN_VARIABLE = "unknown to this server";

export async function effectiveVariables(session: Session, names: string[]): Promise<Record<string, string>> {
    const found = { ...(await globalVariables(session, names)), ...(await binaryLogFilters(session)) };
    return Object.fromEntries(names.map((name) => [name, found[name] ?? UNKNOWN_VARIABLE]));
}

/** Looks at the server. That it can't be reached is an observation, too: it hides nothing about the others. */
export async function observe(known: ServerVariablesOutputs): Promise<Observed> {
    const server = forAudit(known.connection);
    try {
        return await withSession(server, async (session) => ({
            server: REACHABLE,
            claim: await sayClaim(session, known.token),
            variables: await effectiveVariables(session, Object.keys(known.variables)),
        }));
    } catch (error) {
        const { claim = UNCLAIMED, variables } = known;
        return { server: whyNotObserved(error, server), claim, variables };
    }
}
