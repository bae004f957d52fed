import { text } from "./values";
import type { Session } from "./session";

/** Settings of a server that applications notice, and that no link needs to be equal to run. */
export interface Surroundings {
    version: string;
    lowerCaseTableNames: string;
    characterSet: string;
    collation: string;
    sqlMode: string[];
    /** The zone in which NOW() answers, with the system's own name where the server takes the system's. */
    timeZone: string;
    /** How far NOW() is from UTC at this moment: zones have several names, and some another one in summer. */
    utcOffset: string;
    readOnly: boolean;
}

export async function surroundings(session: Session): Promise<Surroundings> {
    const [row = {}] = await session.query(
        "SELECT @@GLOBAL.version AS version, @@GLOBAL.lower_case_table_names AS case_of_names, " +
            "@@GLOBAL.character_set_server AS character_set, @@GLOBAL.collation_server AS collation_name, " +
            "@@GLOBAL.sql_mode AS sql_mode, @@GLOBAL.read_only AS read_only, " +
            "IF(@@GLOBAL.time_zone = 'SYSTEM', @@GLOBAL.system_time_zone, @@GLOBAL.time_zone) AS time_zone, " +
            "TIMEDIFF(NOW(), UTC_TIMESTAMP()) AS utc_offset",
    );
    return {
        version: text(row.version),
        lowerCaseTableNames: text(row.case_of_names),
        characterSet: text(row.character_set),
        collation: text(row.collation_name),
        sqlMode: text(row.sql_mode)
            .split(",")
            .filter((mode) => mode !== ""),
        timeZone: text(row.time_zone),
        utcOffset: text(row.utc_offset),
        readOnly: text(row.read_only) === "1",
    };
}
