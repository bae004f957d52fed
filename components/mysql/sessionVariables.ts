import type { Dialect } from "./dialect/dialect";

/**
 * What a new session takes over from the server's global variables, and what would change what a statement of this
 * library means, does, returns or says: set in every session of ours, whatever the server's owner has chosen for others.
 * `test/integration/inherited.test.ts` goes through all that a server hands on, and says of each of the others why it stays.
 */
export const sessionVariables = ({ transactions }: Dialect): Record<string, number | string> => ({
    // A claim is written for good, by a session in which SET sql_log_bin is allowed.
    autocommit: 1,
    completion_type: "NO_CHAIN",
    [transactions.isolation]: "REPEATABLE-READ",
    [transactions.readOnly]: 0,
    // The driver quotes with backslashes, which a server under NO_BACKSLASH_ESCAPES would read otherwise.
    sql_mode: "NO_ENGINE_SUBSTITUTION",
    // Under skip-character-set-client-handshake a server does not listen to what the driver asks for.
    character_set_client: "utf8mb4",
    character_set_results: "utf8mb4",
    collation_connection: "utf8mb4_unicode_ci",
    // A session that waits for others, a copy of many hours among them; whoever is gone is found by TCP's keep-alive.
    wait_timeout: 604_800,
    net_read_timeout: 120,
    net_write_timeout: 120,
    // Both of them InnoDB's default: the server's own words come before the end of this library's patience.
    lock_wait_timeout: 50,
    innodb_lock_wait_timeout: 50,
    max_execution_time: 0,
    // As a word, DEFAULT would be the global value.
    sql_select_limit: "18446744073709551615",
    sql_big_selects: 1,
    sql_safe_updates: 0,
    sql_auto_is_null: 0,
    max_sort_length: 1024,
    // SHOW GRANTS quotes names as SHOW CREATE does.
    sql_quote_show_create: 1,
    lc_messages: "en_US",
});

/** What the session that loads a dump has beside: nothing of it is logged, and columns are what SHOW CREATE says of them. */
const LOADING_VARIABLES = {
    explicit_defaults_for_timestamp: 1,
    sql_log_bin: 0,
};

const isNumber = (value: number | string): boolean => /^\d+$/.test(String(value));

const assignments = (variables: Record<string, number | string>): string =>
    Object.entries(variables)
        .map(([name, value]) => `${name} = ${isNumber(value) ? value : `'${value}'`}`)
        .join(", ");

/** For every session of this library's. */
export const setSession = (dialect: Dialect): string => `SET SESSION ${assignments(sessionVariables(dialect))}`;

/** For the session in which a client loads a dump. */
export const setLoadingSession = (dialect: Dialect): string =>
    `SET SESSION ${assignments({ ...sessionVariables(dialect), ...LOADING_VARIABLES })}`;
