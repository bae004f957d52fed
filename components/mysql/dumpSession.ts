import { ServerProblem } from "./serverProblem";
import { text } from "./values";
import { withUntouchedSession } from "./session";
import type { ServerConnection } from "../model/connection";

/** What a variable is for a dump that leaves nothing out. */
interface Needed {
    variable: string;
    isFine: (value: string) => boolean;
    /** The value to set, as SQL writes it. */
    set: string;
}

const is = (variable: string, value: string, set = value): Needed => ({
    variable,
    isFine: (found) => found === value,
    set,
});

/** Seconds without which a target that takes its time would cut the dump off; the server has 60 by default. */
const SECONDS_TO_WRITE = 30;

/**
 * What `mysqldump` takes over from the server, and has no option for (it sets sql_mode, time_zone, the isolation level and
 * sql_quote_show_create itself). Under sql_select_limit it leaves out rows and whole tables, and under another character
 * set letters become `?`, in either case with exit code 0; seen with MariaDB's 10.11 on 5.7.22. The others end it.
 */
const NEEDED: Needed[] = [
    is("character_set_client", "utf8mb4"),
    is("character_set_results", "utf8mb4"),
    is("max_execution_time", "0"),
    {
        variable: "net_write_timeout",
        isFine: (found) => Number(found) >= SECONDS_TO_WRITE,
        set: "60",
    },
    is("sql_big_selects", "1"),
    is("sql_select_limit", "18446744073709551615"),
];

/**
 * A session of the same account, in which nothing is set, has what the dump's own will have, whether that comes from a
 * global variable, from init_connect or from the server's command line.
 *
 * @throws ServerProblem where a dump would be less than the server holds
 */
export async function refuseDumpThatIsNotWhole(server: ServerConnection): Promise<void> {
    // No SHOW, which would keep to them itself.
    const asked = NEEDED.map(({ variable }) => `@@SESSION.${variable} AS ${variable}`).join(", ");
    const [found = {}] = await withUntouchedSession(server, (session) => session.query(`SELECT ${asked}`));
    const wrong = NEEDED.filter(({ variable, isFine }) => !isFine(text(found[variable])));
    if (wrong.length > 0) {
        const has = wrong.map(({ variable }) => `${variable} = ${text(found[variable])}`).join(", ");
        throw new ServerProblem({
            code: "dump-not-whole",
            where: server.name,
            observed: `a session that begins here has ${has}, and mysqldump would keep to it`,
            here: wrong.map(({ variable, set }) => `SET GLOBAL ${variable} = ${set}`).join("; "),
        });
    }
}
