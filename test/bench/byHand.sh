#!/usr/bin/env bash
# The same pair as examples/pair, as a shell transcript would make it: `byHand.sh up NAME PORT IMAGE` and
# `byHand.sh down NAME PORT IMAGE`. It is what the component is measured against.
set -euo pipefail
action=$1 name=$2 port=$3 image=$4
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
password=bench-password
printf %s "$password" >"$files/root"

# Waits for the real server: the temporary one of the image's first start does not listen on TCP.
client() {
    docker exec -i -e MYSQL_PWD=$password "$name-master-$1" mysql --protocol=tcp --host=127.0.0.1 --user=root --batch --skip-column-names
}

up() {
    docker network create "$name" >/dev/null
    for n in 1 2; do
        cat >"$files/$n.cnf" <<CNF
[mysqld]
server_id = $((port + n - 1))
log_bin = mysql-bin
log_slave_updates = ON
gtid_mode = ON
enforce_gtid_consistency = ON
auto_increment_increment = 2
auto_increment_offset = $n
sync_binlog = 1
CNF
        docker create --restart always --name "$name-master-$n" --network "$name" \
            --publish "127.0.0.1:$((port + n - 1)):3306" \
            --volume "$name-master-$n-data:/var/lib/mysql" \
            --env MYSQL_ROOT_PASSWORD_FILE=/run/root-password \
            "$image" >/dev/null
        docker cp --quiet "$files/$n.cnf" "$name-master-$n:/etc/mysql/conf.d/my.cnf"
        docker cp --quiet "$files/root" "$name-master-$n:/run/root-password"
        docker start "$name-master-$n" >/dev/null
    done
    for n in 1 2; do
        until client $n <<<"SELECT 1" >/dev/null 2>&1; do sleep 0.1; done
        client $n <<<"SET sql_log_bin=0; CREATE USER 'replication'@'%' IDENTIFIED BY '$password'; GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%'"
    done
    for n in 1 2; do
        client $n <<<"CHANGE MASTER TO MASTER_HOST='$name-master-$((3 - n))', MASTER_USER='replication', MASTER_PASSWORD='$password', MASTER_AUTO_POSITION=1; START SLAVE"
    done
    for n in 1 2; do
        until [[ $(docker exec -i -e MYSQL_PWD=$password "$name-master-$n" mysql --user=root -e 'SHOW SLAVE STATUS\G' | grep -c '_Running: Yes') == 2 ]]; do sleep 0.1; done
    done
}

down() {
    for n in 1 2; do
        client $n <<<"STOP SLAVE" &
    done
    wait
    docker stop --timeout 120 "$name-master-1" "$name-master-2" >/dev/null
    docker rm "$name-master-1" "$name-master-2" >/dev/null
    docker volume rm "$name-master-1-data" "$name-master-2-data" >/dev/null
    docker network rm "$name" >/dev/null
}

"$action"
