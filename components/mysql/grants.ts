import { ServerProblem } from "./serverProblem";
import type { Session } from "./session";
import { grants } from "./statements";
import { text } from "./values";

/** One line of SHOW GRANTS, taken apart. */
export interface Grant {
    privileges: string;
    /** As the server quoted it, e.g. `*.*` or `` `shop`.* ``. */
    level: string;
    withGrantOption: boolean;
}

const GLOBAL = "*.*";
const ALL_PRIVILEGES = "ALL PRIVILEGES";

/** The one grant that a replication account needs (manual, 16.1.2.2 Creating a User for Replication). */
export const REPLICATION_SLAVE: Grant = { privileges: "REPLICATION SLAVE", level: GLOBAL, withGrantOption: false };

const NAME = "(?:`(?:[^`]|``)*`|'(?:[^']|'')*'|\\*)";
const LEVEL = `(?:PROCEDURE |FUNCTION )?${NAME}(?:[.@]${NAME})?`;
/** Limits stand behind the option in 5.6 and before. */
const OPTIONS = "(?: WITH( GRANT OPTION)?(?: MAX_\\w+ \\d+)*)?";
const LINE = new RegExp(`^GRANT (.+?) ON (${LEVEL}) TO ${NAME}@${NAME}(?: REQUIRE .*?)?${OPTIONS}$`);

/** Parts a list of privileges at its commas, but not at those between the columns of one. */
const privilegesIn = ({ privileges }: Grant): string[] => privileges.split(/, (?![^(]*\))/);

/** @returns `undefined` where the line is of a form that is not known here */
export function readGrant(line: string): Grant | undefined {
    const match = LINE.exec(line);
    if (match === null) {
        return undefined;
    }
    const [, privileges = "", level = "", option] = match;
    return { privileges, level, withGrantOption: option !== undefined };
}

/**
 * What an account has been granted. `USAGE` means no privilege and is left out.
 *
 * @throws ServerProblem where the server prints a form that is not known here: better no verdict than a wrong one
 */
export async function heldGrants(session: Session, user: string, host: string): Promise<Grant[]> {
    const held = (await grants(session, user, host)).map((line) => readGrant(line) ?? unknownForm(session, line));
    return held.filter(({ privileges, withGrantOption }) => privileges !== "USAGE" || withGrantOption);
}

function unknownForm({ server }: Session, line: string): never {
    const observed = `SHOW GRANTS is answered in a form that is not known here: ${line}`;
    throw new ServerProblem({ code: "look-failed", where: server.name, observed });
}

/** What the session's own account has been granted. What is not understood grants nothing. */
async function ownGrants(session: Session): Promise<Grant[]> {
    const lines = (await session.query("SHOW GRANTS")).map((row) => text(Object.values(row)[0]));
    return lines.flatMap((line) => readGrant(line) ?? []);
}

const holds = (grants: Grant[], privilege: string): boolean =>
    grants.flatMap(privilegesIn).some((each) => each === privilege || each === ALL_PRIVILEGES);

/** Which of these privileges the session's own account lacks on `*.*`. */
export async function lackedGlobally(session: Session, privileges: string[]): Promise<string[]> {
    const held = (await ownGrants(session)).filter(({ level }) => level === GLOBAL);
    return privileges.filter((each) => !holds(held, each));
}

/** In which of these databases the session's own account may not read every table. */
export async function unreadable(session: Session, databases: string[]): Promise<string[]> {
    const held = await ownGrants(session);
    return databases.filter((name) => {
        const there = held.filter(({ level }) => level === GLOBAL || isLevelOf(level, name));
        return !holds(there, "SELECT");
    });
}

/** A level may be a pattern, in which a backslash makes a wildcard a letter (manual, 13.7.1.4 GRANT Statement). */
function isLevelOf(level: string, database: string): boolean {
    const [, quoted] = /^`((?:[^`]|``)*)`\.\*$/.exec(level) ?? [];
    if (quoted === undefined) {
        return false;
    }
    const pattern = quoted
        .replaceAll("``", "`")
        .replaceAll(/\\?[^]/g, (part) => (part === "%" ? ".*" : part === "_" ? "." : literal(part.at(-1) ?? "")));
    return new RegExp(`^${pattern}$`, "s").test(database);
}

const literal = (letter: string): string => letter.replace(/[.*+?^${}()|[\]\\]/, "\\$&");

export const sayGrant = (grant: Grant): string =>
    `${grant.privileges} ON ${grant.level}${grant.withGrantOption ? " WITH GRANT OPTION" : ""}`;

/** Privileges that REVOKE takes only by themselves (manual, 13.7.1.6 REVOKE Statement). */
const ALONE = [ALL_PRIVILEGES, "PROXY"];

/** What an account has beyond `REPLICATION SLAVE ON *.*`, each in the form that REVOKE takes. */
export function excess(grants: Grant[]): Grant[] {
    return grants.flatMap((grant) => {
        const names = privilegesIn(grant)
            .filter((name) => name !== "USAGE")
            .filter((name) => !(grant.level === REPLICATION_SLAVE.level && name === REPLICATION_SLAVE.privileges));
        const alone = names.filter((name) => ALONE.includes(name));
        // PROXY takes the right to grant it with it.
        const option = grant.withGrantOption && !alone.includes("PROXY") ? ["GRANT OPTION"] : [];
        const statements = alone.length > 0 ? [...alone, ...option] : [[...names, ...option].join(", ")];
        return statements
            .filter((privileges) => privileges !== "")
            .map((privileges) => ({ level: grant.level, privileges, withGrantOption: false }));
    });
}

export const hasReplication = (grants: Grant[]): boolean =>
    grants
        .filter(({ level }) => level === REPLICATION_SLAVE.level)
        .flatMap(privilegesIn)
        .some((name) => name === ALL_PRIVILEGES || name === REPLICATION_SLAVE.privileges);
