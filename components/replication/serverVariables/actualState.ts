import type { Session } from "../../mysql/session";
import { binaryLogFilters, globalVariables } from "../../mysql/statements";

const UNKNOWN_VARIABLE = "unknown to this server";

export async function effectiveVariables(session: Session, names: string[]): Promise<Record<string, string>> {
    const found = { ...(await globalVariables(session, names)), ...(await binaryLogFilters(session)) };
    return Object.fromEntries(names.map((name) => [name, found[name] ?? UNKNOWN_VARIABLE]));
}
