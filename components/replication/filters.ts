import type { Session } from "../mysql/session";
import { userDatabases } from "../mysql/statements";
import type { FiltersArgs } from "../model/filters";

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

/** Filters as SHOW SLAVE STATUS lists them, e.g. `Replicate_Do_DB: a,b`; their order means nothing to an applier. */
export function sayFilters(doDb: string[], ignoreDb: string[]): string {
    const listed = (databases: string[]): string => [...databases].sort().join(",");
    const said = [
        ...(doDb.length > 0 ? [`Replicate_Do_DB: ${listed(doDb)}`] : []),
        ...(ignoreDb.length > 0 ? [`Replicate_Ignore_DB: ${listed(ignoreDb)}`] : []),
    ];
    return said.length === 0 ? "none" : said.join("; ");
}

/** True of an option that lists the databases of a filter of the binary log. */
export const isBinaryLogFilter = (option: string): boolean => option.startsWith("binlog_") && option.endsWith("_db");

/** Its lines of my.cnf: one for each database, as mysqld would read a list as one name. */
export const filterLines = (option: string, databases: string[]): string[] =>
    databases.length === 0 ? [`no ${option}`] : databases.map((database) => `${option} = ${database}`);
