/** Where the image runs what it finds, once, on an empty data directory. */
export const TIME_ZONE_SCRIPT_PATH = "/docker-entrypoint-initdb.d/00-time-zone-tables.sh";

/**
 * Loads the time zone tables as the image does, but kept out of the binary log. The image writes thousands of
 * transactions there, on each server its own: replicated, they would meet the rows that the peer has already loaded.
 */
export const TIME_ZONE_SCRIPT = `{
    echo 'SET SESSION sql_log_bin = 0;'
    mysql_tzinfo_to_sql /usr/share/zoneinfo 2>/dev/null |
        sed 's/Local time zone must be set--see zic manual page/FCTY/'
} | MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --protocol=socket --socket="\${SOCKET:-/var/run/mysqld/mysqld.sock}" -uroot mysql ||
    echo 'The time zone tables were not loaded: named time zones are unknown to this server.' >&2
`;
