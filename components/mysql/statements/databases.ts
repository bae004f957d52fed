import { CLAIM_RECORD, COPY_RECORD } from "../ownDatabases";
import { SECONDS_TO_ACT, type Session } from "../session";
import { text } from "../values";
import { change } from "../change";
import { one } from "./one";

/** A character set or a collation, as the server itself names it: MySQL takes no placeholder for one. */
const asWord = (name: string): string => {
    if (!/^\w+$/.test(name)) {
        throw new Error(`"${name}" is no name of a character set or a collation`);
    }
    return name;
};

/** What tables of a database are made with, where they say nothing else. */
export interface DatabaseDefaults {
    characterSet: string;
    collation: string;
}

export async function databaseDefaults(session: Session, name: string): Promise<DatabaseDefaults> {
    const row = await one(
        session,
        "SELECT DEFAULT_CHARACTER_SET_NAME AS character_set, DEFAULT_COLLATION_NAME AS collation_name " +
            "FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
        [name],
    );
    return { characterSet: text(row.character_set), collation: text(row.collation_name) };
}

/** @throws Error of the server where there is one of that name: it is somebody else's */
export async function createDatabase(
    session: Session,
    name: string,
    { characterSet, collation }: DatabaseDefaults,
): Promise<string> {
    return await change(
        session,
        `CREATE DATABASE ?? CHARACTER SET ${asWord(characterSet)} COLLATE ${asWord(collation)}`,
        [name],
    );
}

/** @param name a part of a copy that this library has begun: nothing else is ever dropped */
export async function dropDatabase(session: Session, name: string): Promise<string> {
    return await change(session, "DROP DATABASE IF EXISTS ??", [name], SECONDS_TO_ACT);
}

/**
 * Databases that are neither the server's own nor this library's. A folder of the data directory that MySQL has not
 * named, e.g. the file system's `lost+found`, is shown as `#mysql50#lost+found` (manual, 9.2.4), and is none.
 */
export async function userDatabases(session: Session): Promise<string[]> {
    const rows = await session.query(
        "SELECT schema_name AS name FROM information_schema.schemata " +
            "WHERE schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys', ?, ?) " +
            "AND schema_name NOT LIKE '#mysql50#%' ORDER BY 1",
        [CLAIM_RECORD, COPY_RECORD],
    );
    return rows.map((row) => text(row.name));
}
