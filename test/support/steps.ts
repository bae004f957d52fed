/** What `up` tells, as `stepsIn` has it. */

/** @param place e.g. "MASTER_AUTO_POSITION = 1 (source at …)", as a regular expression */
const pointed = (link: string, host: string, port: number, place: string): RegExp =>
    new RegExp(
        `^ *${link}: CHANGE MASTER TO MASTER_HOST = '${host}', MASTER_PORT = ${port}, MASTER_USER = '\\w+', ` +
            "MASTER_PASSWORD = <secret>, MASTER_CONNECT_RETRY = \\d+, MASTER_HEARTBEAT_PERIOD = \\d+, " +
            `MASTER_RETRY_COUNT = 0, MASTER_DELAY = 0, ${place}$`,
        "m",
    );

/** A link that finds its place by GTID. */
export const pointedByGtid = (link: string, host: string, sourceAt = "mysql-bin\\.\\d+:\\d+"): RegExp =>
    pointed(link, host, 3306, `MASTER_AUTO_POSITION = 1 \\(source at ${sourceAt}\\)`);

/** A link that finds its place again whose relay logs can't be used. */
export const pointedAgain = (link: string, host: string): RegExp =>
    pointed(link, host, 3306, "MASTER_AUTO_POSITION = 1");

/** A link that begins at a place in its source's binary log. */
export const pointedAt = (link: string, host: string, port: number, file: unknown, position: unknown): RegExp =>
    pointed(
        link,
        host,
        port,
        `MASTER_AUTO_POSITION = 0, MASTER_LOG_FILE = '${String(file)}', MASTER_LOG_POS = ${String(position)}`,
    );

export const started = (link: string): string[] =>
    ["IO_THREAD", "SQL_THREAD"].map((thread) => `${link}: START SLAVE ${thread}`);

export const followsNobody = (link: string): string[] => [`${link}: RESET SLAVE ALL`, `${link}: STOP SLAVE`];

export const accountMade = (server: string): string =>
    `${server}: CREATE USER IF NOT EXISTS 'replication'@'%' ` +
    "IDENTIFIED WITH mysql_native_password AS <secret> PASSWORD EXPIRE NEVER";

export const accountMended = (server: string): string =>
    `${server}: ALTER USER 'replication'@'%' IDENTIFIED WITH mysql_native_password AS <secret> REQUIRE NONE WITH ` +
    "MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0 " +
    "PASSWORD EXPIRE NEVER ACCOUNT UNLOCK";
