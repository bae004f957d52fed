import { FindingError } from "../../findings/finding";
import { inShort } from "../../findings/summarise";
import type { Session } from "../../mysql/session";
import { definitions } from "../../mysql/tables";
import { replicatedDatabases } from "../filters";
import type { InitialDataInputs } from "./inputs";

/**
 * Runs `work`, and proves afterwards that meanwhile nobody has created, altered, truncated, renamed or dropped anything
 * in these databases: a transaction reads rows as of one moment, but not what its tables are. One that was truncated
 * reads as empty (seen on 5.7.22), and what is created behind the coordinates is in the dump as well.
 *
 * @throws FindingError with what is another one than before
 */
export async function whileNobodyDefines<T>(
    link: InitialDataInputs,
    source: Session,
    databases: string[],
    work: () => Promise<T>,
): Promise<T> {
    const before = await definitions(source, databases);
    const done = await work();
    const databasesNow = await replicatedDatabases(source, link.filters);
    const changes = [
        ...changed(new Map(databases.map((name) => [name, ""])), new Map(databasesNow.map((name) => [name, ""]))),
        ...changed(before, await definitions(source, databases)),
    ];
    if (changes.length > 0) {
        throw new FindingError({
            code: "copy-not-of-one-moment",
            where: link.name,
            observed: `while ${source.server.name} was copied, ${inShort(changes, ", ")}`,
        });
    }
    return done;
}

const changed = (before: Map<string, string>, now: Map<string, string>): string[] =>
    [...new Set([...before.keys(), ...now.keys()])]
        .sort()
        .filter((name) => before.get(name) !== now.get(name))
        .map(
            (name) =>
                `${name} was ${!before.has(name) ? "created" : now.has(name) ? "altered or truncated" : "dropped"}`,
        );
