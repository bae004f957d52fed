import type { Session } from "../../mysql/session";
import { userDatabases } from "../../mysql/statements";
import type { FiltersArgs } from "../../model/filters";

const passes = (name: string, only: string[] = [], without: string[] = []): boolean =>
    (only.length === 0 || only.includes(name)) && !without.includes(name);

/** The databases of a server that the declared filters let through: the others are nobody's business here. */
export async function replicatedDatabases(session: Session, filters: FiltersArgs): Promise<string[]> {
    return (await userDatabases(session)).filter(
        (name) =>
            passes(name, filters.binlogDoDb, filters.binlogIgnoreDb) &&
            passes(name, filters.replicateDoDb, filters.replicateIgnoreDb),
    );
}
