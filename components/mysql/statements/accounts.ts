import type { Row, Session } from "../session";
import { text } from "../values";
import { Secret, change } from "../change";

/** A row of mysql.user: all that decides over the next login. */
export interface AccountRow {
    plugin: string;
    authenticationString: string;
    locked: boolean;
    expired: boolean;
    /** The day on which its password expires, or has; empty where it never does. */
    expiresOn: string;
    /** What it takes of a connection, as its REQUIRE clause says it; empty where nothing. */
    requires: string;
    /** How much of it is allowed, as its WITH clause says it; empty where there is no limit. */
    limits: string;
}

/** Columns of mysql.user, and the option of CREATE USER that each stands for (manual, 13.7.1.2 CREATE USER). */
const LIMITS = [
    ["max_questions", "MAX_QUERIES_PER_HOUR"],
    ["max_updates", "MAX_UPDATES_PER_HOUR"],
    ["max_connections", "MAX_CONNECTIONS_PER_HOUR"],
    ["max_user_connections", "MAX_USER_CONNECTIONS"],
] as const;

const LOGIN =
    "plugin, authentication_string AS hash, account_locked AS locked, password_expired AS expired, " +
    "ssl_type, ssl_cipher, x509_issuer, x509_subject, max_questions, max_updates, max_connections, max_user_connections, " +
    // Without a lifetime of its own, a password has the server's (manual, 6.2.11 Password Management).
    "IF(COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) = 0, '', DATE(password_last_changed + " +
    "INTERVAL COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) DAY)) AS expires_on, " +
    "COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) > 0 AND NOW() > password_last_changed + " +
    "INTERVAL COALESCE(password_lifetime, @@GLOBAL.default_password_lifetime) DAY AS is_over";

function readAccount(row: Row): AccountRow {
    const limits = LIMITS.filter(([column]) => Number(row[column] ?? 0) > 0);
    return {
        plugin: text(row.plugin),
        authenticationString: text(row.hash),
        locked: row.locked === "Y",
        expired: row.expired === "Y" || Number(row.is_over ?? 0) === 1,
        expiresOn: text(row.expires_on),
        requires: requirement(row),
        limits: limits.map(([column, option]) => `${option} ${text(row[column])}`).join(" "),
    };
}

/** How CREATE USER writes what the server keeps as a type and three texts. */
function requirement(row: Row): string {
    const type = text(row.ssl_type);
    const specified = (["ssl_cipher", "x509_issuer", "x509_subject"] as const)
        .filter((column) => text(row[column]) !== "")
        .map((column) => column.slice(column.indexOf("_") + 1).toUpperCase());
    return type === "SPECIFIED" ? specified.join(" AND ") : type === "ANY" ? "SSL" : type;
}

export async function account(session: Session, user: string, host: string): Promise<AccountRow | undefined> {
    const [row] = await session.query(`SELECT ${LOGIN} FROM mysql.user WHERE user = ? AND host = ?`, [user, host]);
    return row === undefined ? undefined : readAccount(row);
}

/** Another row that somebody who logs in as `user` can be taken for. */
export interface OtherAccountRow extends AccountRow {
    /** Empty: it stands for any name. */
    user: string;
    host: string;
    mayFollow: boolean;
}

/** All the other rows of mysql.user that stand for this name from somewhere. */
export async function otherAccounts(session: Session, user: string, host: string): Promise<OtherAccountRow[]> {
    const rows = await session.query(
        `SELECT user, host, ${session.dialect.accounts.mayReplicate} AS may_follow, ${LOGIN} FROM mysql.user ` +
            "WHERE user IN (?, '') AND NOT (user = ? AND host = ?) ORDER BY host, user",
        [user, user, host],
    );
    return rows.map((row) => ({
        ...readAccount(row),
        user: text(row.user),
        host: text(row.host),
        mayFollow: row.may_follow === "Y",
    }));
}

/** All accounts with that name and a password of MySQL's own, from wherever they log in. */
export async function nativeAccounts(session: Session, user: string): Promise<{ host: string; hash: string }[]> {
    const rows = await session.query(
        "SELECT host, authentication_string AS hash FROM mysql.user WHERE user = ? AND plugin = ?",
        [user, session.dialect.accounts.plugin],
    );
    return rows.map(({ host, hash }) => ({ host: text(host), hash: text(hash) }));
}

export async function grants(session: Session, user: string, host: string): Promise<string[]> {
    const rows = await session.query("SHOW GRANTS FOR ?@?", [user, host]);
    return rows.map((row) => text(Object.values(row)[0]));
}

/** The password travels as its hash: neither the wire nor any log ever holds it in clear. */
export async function createAccount(session: Session, user: string, host: string, hash: string): Promise<string> {
    return await change(
        session,
        `CREATE USER IF NOT EXISTS ?@? IDENTIFIED WITH ${session.dialect.accounts.plugin} AS ? PASSWORD EXPIRE NEVER`,
        [user, host, new Secret(hash)],
    );
}

/** A receiver asks for no TLS, and comes back as often as its network lets it down. */
const WITHOUT_LIMITS =
    "REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0";

export async function mendAccount(session: Session, user: string, host: string, hash: string): Promise<string> {
    return await change(
        session,
        `ALTER USER ?@? IDENTIFIED WITH ${session.dialect.accounts.plugin} AS ? ` +
            `${WITHOUT_LIMITS} PASSWORD EXPIRE NEVER ACCOUNT UNLOCK`,
        [user, host, new Secret(hash)],
    );
}

export async function dropAccount(session: Session, user: string, host: string): Promise<string> {
    return await change(session, "DROP USER IF EXISTS ?@?", [user, host]);
}

export async function grantReplication(session: Session, user: string, host: string): Promise<string> {
    return await change(session, "GRANT REPLICATION SLAVE ON *.* TO ?@?", [user, host]);
}

/** @param privileges and @param level as SHOW GRANTS printed them, quoting included */
export async function revoke(
    session: Session,
    privileges: string,
    level: string,
    user: string,
    host: string,
): Promise<string> {
    return await change(session, `REVOKE ${privileges} ON ${level} FROM ?@?`, [user, host]);
}
