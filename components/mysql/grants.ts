/** One line of SHOW GRANTS, taken apart. */
export interface Grant {
    privileges: string;
    /** As the server quoted it, e.g. `*.*` or `` `shop`.* ``. */
    level: string;
    withGrantOption: boolean;
}

/** The one grant that a replication account needs (manual, 16.1.2.2 Creating a User for Replication). */
export const REPLICATION_SLAVE: Grant = { privileges: "REPLICATION SLAVE", level: "*.*", withGrantOption: false };

const LINE = /^GRANT (.+) ON (.+?) TO '.*?'@'.*?'(?: REQUIRE .*?)?( WITH GRANT OPTION)?$/;

/**
 * Reads a line of SHOW GRANTS. `USAGE` means no privilege and is `undefined`.
 *
 * @throws Error where the server prints a form that is not known here: better no verdict than a wrong one.
 */
export function readGrant(line: string): Grant | undefined {
    const match = LINE.exec(line);
    if (match === null) {
        throw new Error(`SHOW GRANTS answered in a form that is not known here: ${line}`);
    }
    const [, privileges = "", level = "", option] = match;
    const withGrantOption = option !== undefined;
    return privileges === "USAGE" && !withGrantOption ? undefined : { privileges, level, withGrantOption };
}

export const sayGrant = (grant: Grant): string =>
    `${grant.privileges} ON ${grant.level}${grant.withGrantOption ? " WITH GRANT OPTION" : ""}`;

/** What an account has beyond `REPLICATION SLAVE ON *.*`, each in the form that REVOKE takes. */
export function excess(grants: Grant[]): Grant[] {
    return grants.flatMap((grant) => {
        const names = grant.privileges
            .split(/, (?![^(]*\))/)
            .filter((name) => !(grant.level === REPLICATION_SLAVE.level && name === REPLICATION_SLAVE.privileges));
        const revocable = [
            ...names.filter((name) => name !== "USAGE"),
            ...(grant.withGrantOption ? ["GRANT OPTION"] : []),
        ];
        return revocable.length === 0 ? [] : [{ ...grant, privileges: revocable.join(", ") }];
    });
}

export function hasReplicationSlave(grants: Grant[]): boolean {
    return grants.some(
        ({ privileges, level }) =>
            level === REPLICATION_SLAVE.level &&
            (privileges === "ALL PRIVILEGES" || privileges.split(", ").includes(REPLICATION_SLAVE.privileges)),
    );
}
