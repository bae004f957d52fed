import { FindingError } from "../findings/finding";
import type { Session } from "./session";
import { grants } from "./statements";

/** One line of SHOW GRANTS, taken apart. */
export interface Grant {
    privileges: string;
    /** As the server quoted it, e.g. `*.*` or `` `shop`.* ``. */
    level: string;
    withGrantOption: boolean;
}

/** The one grant that a replication account needs (manual, 16.1.2.2 Creating a User for Replication). */
export const REPLICATION_SLAVE: Grant = { privileges: "REPLICATION SLAVE", level: "*.*", withGrantOption: false };

const NAME = "(?:`(?:[^`]|``)*`|'(?:[^']|'')*'|\\*)";
const LINE = new RegExp(
    `^GRANT (.+?) ON ((?:PROCEDURE |FUNCTION )?${NAME}(?:[.@]${NAME})?) TO ${NAME}@${NAME}(?: REQUIRE .*?)?( WITH GRANT OPTION)?$`,
);

/** @throws FindingError as {@link readGrant} does */
export async function heldGrants(session: Session, user: string, host: string): Promise<Grant[]> {
    const lines = await grants(session, user, host);
    return lines.flatMap((line) => readGrant(line, session.server.name) ?? []);
}

/**
 * Reads a line of SHOW GRANTS. `USAGE` means no privilege and is `undefined`.
 *
 * @param where the server that printed it
 * @throws FindingError where it prints a form that is not known here: better no verdict than a wrong one
 */
export function readGrant(line: string, where: string): Grant | undefined {
    const match = LINE.exec(line);
    if (match === null) {
        const observed = `SHOW GRANTS is answered in a form that is not known here: ${line}`;
        throw new FindingError({ code: "look-failed", where, observed });
    }
    const [, privileges = "", level = "", option] = match;
    const withGrantOption = option !== undefined;
    return privileges === "USAGE" && !withGrantOption ? undefined : { privileges, level, withGrantOption };
}

export const sayGrant = (grant: Grant): string =>
    `${grant.privileges} ON ${grant.level}${grant.withGrantOption ? " WITH GRANT OPTION" : ""}`;

/** Privileges that REVOKE takes only by themselves (manual, 13.7.1.6 REVOKE Statement). */
const ALONE = ["ALL PRIVILEGES", "PROXY"];

/** What an account has beyond `REPLICATION SLAVE ON *.*`, each in the form that REVOKE takes. */
export function excess(grants: Grant[]): Grant[] {
    return grants.flatMap((grant) => {
        const names = grant.privileges
            .split(/, (?![^(]*\))/)
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

export function hasReplicationSlave(grants: Grant[]): boolean {
    return grants.some(
        ({ privileges, level }) =>
            level === REPLICATION_SLAVE.level &&
            (privileges === "ALL PRIVILEGES" || privileges.split(", ").includes(REPLICATION_SLAVE.privileges)),
    );
}
