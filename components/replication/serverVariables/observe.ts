import { whyNotObserved, withSession, type Session } from "../../mysql/session";
import { binaryLogFilters, globalVariables } from "../../mysql/statements";
import { REACHABLE } from "../words";
import type { ServerVariablesInputs } from "./inputs";

type Observed = Pick<ServerVariablesInputs, "server" | "variables">;

export const UNKNOWN_VARIABLE = "unknown to this server";

export async function effectiveVariables(session: Session, names: string[]): Promise<Record<string, string>> {
    const found = { ...(await globalVariables(session, names)), ...(await binaryLogFilters(session)) };
    return Object.fromEntries(names.map((name) => [name, found[name] ?? UNKNOWN_VARIABLE]));
}

/** Looks at the server. That it can't be reached is an observation, too: it hides nothing about the others. */
export async function observe(inputs: ServerVariablesInputs): Promise<Observed> {
    try {
        return await withSession(inputs.connection, async (session) => ({
            server: REACHABLE,
            variables: await effectiveVariables(session, Object.keys(inputs.variables)),
        }));
    } catch (error) {
        return { server: whyNotObserved(error, inputs.connection), variables: inputs.variables };
    }
}
