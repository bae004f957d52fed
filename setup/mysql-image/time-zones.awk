# Turns what mariadb-tzinfo-to-sql prints into what MySQL's own mysql_tzinfo_to_sql does on a server: four TRUNCATE, one
# transaction, the same rows. MariaDB's dialect is left out, and the rows of 1800 zones are joined into a few statements,
# which load in a quarter of the time.

function add(table, row) {
    rows[table] = rows[table] (rows[table] == "" ? "" : ",\n") row
    # The server refuses statements beyond its max_allowed_packet.
    if (length(rows[table]) > 500000) {
        print_rows(table)
    }
}

function print_rows(table) {
    if (rows[table] != "") {
        print "INSERT INTO " table " VALUES\n" rows[table] ";"
    }
    rows[table] = ""
}

/^TRUNCATE / {
    print
}

/^INSERT INTO time_zone / {
    if (zone == 0) {
        print "START TRANSACTION;"
    }
    zone++
    match($0, /'[NY]'/)
    add("time_zone (Time_zone_id, Use_leap_seconds)", "(" zone "," substr($0, RSTART, RLENGTH) ")")
}

/^INSERT INTO time_zone_name / {
    match($0, /'.*'/)
    add("time_zone_name (Name, Time_zone_id)", "(" substr($0, RSTART, RLENGTH) "," zone ")")
}

/^INSERT INTO time_zone_transition/ {
    table = $3 substr($0, index($0, " ("))
    sub(/ VALUES$/, "", table)
}

/^[ ,]\(@time_zone_id,/ {
    row = substr($0, 2)
    sub(/@time_zone_id/, zone, row)
    add(table, row)
}

END {
    for (table in rows) {
        print_rows(table)
    }
    print "COMMIT;"
}
