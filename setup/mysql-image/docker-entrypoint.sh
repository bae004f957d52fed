#!/bin/bash
# Keeps the contract of the official mysql:5.7 image: the same variables, the same order, the same things binary-logged
# and not. What a program sees here it sees there.
set -euo pipefail
shopt -s nullglob

note() {
    printf '%s [Note] [Entrypoint]: %s\n' "$(date --rfc-3339=seconds)" "$*"
}

fail() {
    printf '%s [ERROR] [Entrypoint]: %s\n' "$(date --rfc-3339=seconds)" "$*" >&2
    exit 1
}

# NAME, or the content of the file that NAME_FILE names, or the default. The password files may be readable by root
# alone, so this runs before root is given up; the re-executed script then finds NAME set and NAME_FILE gone.
from_file() {
    local name=$1 file_name=$1_FILE value=${2:-}
    if [[ -n ${!name:-} && -n ${!file_name:-} ]]; then
        fail "both $name and $file_name are set; only one of them may be"
    elif [[ -n ${!name:-} ]]; then
        value=${!name}
    elif [[ -n ${!file_name:-} ]]; then
        value=$(<"${!file_name}")
    fi
    export "$name=$value"
    unset "$file_name"
}

# The configuration in force, files first, then the arguments, as mysqld itself prints it: `name  value` lines below a
# ruler. The index path keeps mysqld from touching the binary log while it only prints.
declare -A configured=()
read_configuration() {
    local complaint printed name value below_ruler=""
    complaint=$(mktemp)
    printed=$("$@" --verbose --help --log-bin-index="$(mktemp -u)" 2>"$complaint") ||
        fail "mysqld refuses its configuration: $*"$'\n'"$(<"$complaint")"
    rm "$complaint"
    while read -r name value; do
        if [[ $name == ---* ]]; then
            below_ruler=yes
        elif [[ -n $below_ruler && -n $name ]]; then
            configured[$name]=$value
        fi
    done <<<"$printed"
    datadir=${configured[datadir]%/}
    socket=${configured[socket]}
}

asks_for_help() {
    local argument
    for argument; do
        case $argument in
            -'?' | -h | --help | -V | --version | --print-defaults) return 0 ;;
        esac
    done
    return 1
}

own_directories() {
    local option directory
    mkdir -p "$datadir"
    find "$datadir" \! -user mysql -exec chown mysql {} +
    for option in general-log-file pid-file secure-file-priv slow-query-log-file socket; do
        directory=${configured[$option]%/*}
        if [[ $directory == /?* && $directory != /dev ]]; then
            mkdir -p "$directory"
            chown mysql "$directory"
        fi
    done
}

require_root_password() {
    [[ -n $MYSQL_ROOT_PASSWORD || -n ${MYSQL_ALLOW_EMPTY_PASSWORD:-} || -n ${MYSQL_RANDOM_ROOT_PASSWORD:-} ]] ||
        fail "the data directory is empty and no root password is given: set MYSQL_ROOT_PASSWORD," \
            "MYSQL_ROOT_PASSWORD_FILE, MYSQL_ALLOW_EMPTY_PASSWORD or MYSQL_RANDOM_ROOT_PASSWORD"
    [[ $MYSQL_USER != root ]] ||
        fail "MYSQL_USER=root: root exists already, its password is MYSQL_ROOT_PASSWORD"
}

# The official image runs mysql_ssl_rsa_setup, so its servers all offer TLS. This server reads PKCS#1 keys only.
create_certificates() {
    local days=3650 subject="/CN=MySQL_Server_${MYSQL_VERSION}_Auto_Generated" name serial=1
    openssl req -x509 -newkey rsa:2048 -nodes -days $days -subj "${subject}_CA_Certificate" \
        -keyout ca-key.pem -out ca.pem
    for name in server client; do
        serial=$((serial + 1))
        openssl req -newkey rsa:2048 -nodes -subj "${subject}_${name^}_Certificate" -keyout key.pem -out request.pem
        openssl rsa -traditional -in key.pem -out $name-key.pem
        openssl x509 -req -in request.pem -days $days -CA ca.pem -CAkey ca-key.pem -set_serial $serial \
            -out $name-cert.pem
    done
    rm key.pem request.pem
    chmod 0600 ./*-key.pem
}

initialize_datadir() {
    note "Initializing database files"
    # mysqld wants the directory empty, so the certificates are made elsewhere meanwhile.
    local certificates
    certificates=$(mktemp -d)
    (cd "$certificates" && create_certificates &>/dev/null) &
    "$@" --initialize-insecure --default-time-zone=SYSTEM
    wait $! || fail "openssl could not make the server's certificates"
    mv "$certificates"/*.pem "$datadir"
    rmdir "$certificates"
    note "Database files initialized"
}

start_temporary_server() {
    note "Starting temporary server"
    "$@" --skip-networking --default-time-zone=SYSTEM --socket="$socket" &
    temporary_server=$!
    local deadline=$((SECONDS + 60))
    until mysqladmin --no-defaults --skip-ssl --socket="$socket" --user=root ping &>/dev/null; do
        kill -0 "$temporary_server" 2>/dev/null || fail "the temporary server died; its log is above"
        ((SECONDS < deadline)) || fail "the temporary server did not answer on $socket within 60 s"
        sleep 0.05
    done
    note "Temporary server started."
}

stop_temporary_server() {
    note "Stopping temporary server"
    kill -TERM "$temporary_server"
    wait "$temporary_server" || fail "the temporary server did not stop cleanly; its log is above"
    note "Temporary server stopped"
}

# SQL from standard input, as root, in MYSQL_DATABASE if there is one. Scripts in /docker-entrypoint-initdb.d that are
# sourced may call it, as they may in the official image.
docker_process_sql() {
    local database=()
    if [[ -n $MYSQL_DATABASE ]]; then
        database=(--database="$MYSQL_DATABASE")
    fi
    MYSQL_PWD=$root_password_now mysql --no-defaults --skip-ssl --protocol=socket --socket="$socket" --user=root \
        --comments "${database[@]}" "$@"
}

quoted() {
    local text=${1//\\/\\\\}
    text=${text//\'/\\\'}
    printf "'%s'" "${text//$'\n'/\\n}"
}

name_quoted() {
    printf '`%s`' "${1//\`/\`\`}"
}

load_time_zones() {
    MYSQL_DATABASE="" docker_process_sql --database=mysql </usr/local/mysql/share/time-zones.sql
}

# Every server makes its own root, so none of it may reach a replica.
create_root() {
    if [[ -n ${MYSQL_RANDOM_ROOT_PASSWORD:-} ]]; then
        MYSQL_ROOT_PASSWORD=$(openssl rand -base64 24)
        export MYSQL_ROOT_PASSWORD
        note "GENERATED ROOT PASSWORD: $MYSQL_ROOT_PASSWORD"
    fi
    local password remote_root=""
    password=$(quoted "$MYSQL_ROOT_PASSWORD")
    if [[ -n $MYSQL_ROOT_HOST && $MYSQL_ROOT_HOST != localhost ]]; then
        local account
        account="'root'@$(quoted "$MYSQL_ROOT_HOST")"
        remote_root="CREATE USER $account IDENTIFIED BY $password;
                     GRANT ALL ON *.* TO $account WITH GRANT OPTION;"
    fi
    MYSQL_DATABASE="" docker_process_sql --database=mysql <<SQL
SET SESSION sql_log_bin = 0, sql_mode = '';
ALTER USER 'root'@'localhost' IDENTIFIED BY $password;
GRANT ALL ON *.* TO 'root'@'localhost' WITH GRANT OPTION;
$remote_root
FLUSH PRIVILEGES;
DROP DATABASE IF EXISTS test;
SQL
    root_password_now=$MYSQL_ROOT_PASSWORD
}

create_database_and_user() {
    local database=$MYSQL_DATABASE
    if [[ -n $database ]]; then
        note "Creating database $database"
        MYSQL_DATABASE="" docker_process_sql --database=mysql <<<"CREATE DATABASE IF NOT EXISTS $(name_quoted "$database");"
    fi
    if [[ -n $MYSQL_USER && -n $MYSQL_PASSWORD ]]; then
        note "Creating user $MYSQL_USER"
        local account
        account="$(quoted "$MYSQL_USER")@'%'"
        docker_process_sql <<<"CREATE USER $account IDENTIFIED BY $(quoted "$MYSQL_PASSWORD");"
        if [[ -n $database ]]; then
            note "Giving user $MYSQL_USER access to schema $database"
            docker_process_sql <<<"GRANT ALL ON $(name_quoted "${database//_/\\_}").* TO $account;"
        fi
    fi
}

run_initdb_files() {
    local file
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
            *.sh)
                if [[ -x $file ]]; then
                    note "running $file"
                    "$file"
                else
                    note "sourcing $file"
                    # shellcheck source=/dev/null
                    . "$file"
                fi
                ;;
            *.sql) note "running $file" && docker_process_sql <"$file" ;;
            *.sql.bz2) note "running $file" && bunzip2 -c "$file" | docker_process_sql ;;
            *.sql.gz) note "running $file" && gunzip -c "$file" | docker_process_sql ;;
            *.sql.xz) note "running $file" && xzcat "$file" | docker_process_sql ;;
            *.sql.zst) note "running $file" && zstd -dc "$file" | docker_process_sql ;;
            *) note "ignoring $file" ;;
        esac
    done
}

expire_root_password() {
    docker_process_sql --database=mysql <<<"SET SESSION sql_log_bin = 0; ALTER USER 'root'@'%' PASSWORD EXPIRE;"
}

if [[ ${1:0:1} == - ]]; then
    set -- mysqld "$@"
fi

if [[ ${1:-} == mysqld ]] && ! asks_for_help "$@"; then
    read_configuration "$@"
    root_password_now=""
    from_file MYSQL_ROOT_HOST %
    from_file MYSQL_ROOT_PASSWORD
    from_file MYSQL_DATABASE
    from_file MYSQL_USER
    from_file MYSQL_PASSWORD

    if ((EUID == 0)); then
        own_directories
        note "Switching to dedicated user 'mysql'"
        HOME=/var/lib/mysql exec setpriv --reuid=mysql --regid=mysql --init-groups "$BASH_SOURCE" "$@"
    fi

    if [[ ! -d $datadir/mysql ]]; then
        require_root_password
        # An unreadable folder is found now, not when half of the database is made.
        ls /docker-entrypoint-initdb.d >/dev/null
        initialize_datadir "$@"
        start_temporary_server "$@"
        [[ -n ${MYSQL_INITDB_SKIP_TZINFO:-} ]] || load_time_zones
        create_root
        create_database_and_user
        run_initdb_files
        [[ -z ${MYSQL_ONETIME_PASSWORD:-} ]] || expire_root_password
        stop_temporary_server
        note "MySQL init process done. Ready for start up."
    fi
fi

exec "$@"
