import { createHash } from "node:crypto";
import { PLANNED_DIALECT } from "../planning/dialect";
import { nativePasswordHash } from "../mysql/nativePassword";

/** Where the image runs what it finds, once, on an empty data directory: this after all others. */
export const ROOT_PASSWORD_SCRIPT_PATH = "/docker-entrypoint-initdb.d/zzz-root-password.sh";

/**
 * What the image is told to be root's password. Its entrypoint pastes it unescaped into SQL and into an option file,
 * and leaves it in mysqld's environment (older ones: in command lines as well), so the real one never gets there. This
 * one holds what validate_password may ask for, is in force on the server that the image sets itself up with, which
 * listens on its socket only, and never afterwards.
 */
export function passwordDuringSetUp(rootPassword: string): string {
    const digest = createHash("sha256").update(`during set-up: ${rootPassword}`).digest("hex");
    return `Aa1-${digest}`;
}

/**
 * Makes the real password root's own, by its hash. This relies on what the official entrypoint of every 5.7 does:
 * scripts that can't be executed are sourced, in the order of their names, in a shell that an error ends, with
 * MYSQL_ROOT_PASSWORD in force; then that server is shut down, by a signal or as root with that same password, and the
 * real one started. mysqld reads the table when it starts: without FLUSH PRIVILEGES both passwords hold as long as they
 * should.
 */
export const rootPasswordScript = (
    rootPassword: string,
): string => `MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --protocol=socket --socket="\${SOCKET:-/var/run/mysqld/mysqld.sock}" -uroot mysql <<'SQL'
SET SESSION sql_log_bin = 0;
UPDATE user SET plugin = '${PLANNED_DIALECT.accounts.plugin}', authentication_string = '${nativePasswordHash(rootPassword)}'
    WHERE User = 'root';
SQL
`;
