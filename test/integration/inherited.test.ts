import { MYSQL_57 } from "../../components/mysql/dialect/mysql57";
import { nativePasswordHash } from "../../components/mysql/nativePassword";
import { open } from "../../components/mysql/session";
import { unanswered } from "../../components/mysql/unanswered";
import { sessionVariables } from "../../components/mysql/sessionVariables";
import { succeeded } from "../support/deployment";
import { removeLeftovers } from "../support/docker";
import { findingsIn } from "../support/findings";
import { changesIn, stepsIn } from "../support/preview";
import { started } from "../support/steps";
import { program } from "../support/programs";
import { documentedGrants } from "../support/readme";
import { relay } from "../support/relay";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack } from "../support/stack";
import { asMasters, startServers } from "../support/standaloneServers";

jest.setTimeout(600_000);

const CLUSTER = "it-inherited";
const SERVERS = "it-inherited-hosts";
const FIRST_PORT = 27200;
const ONE: Server = { name: `${SERVERS}-1`, host: "127.0.0.1", port: FIRST_PORT };
const TWO: Server = { name: `${SERVERS}-2`, host: "127.0.0.1", port: FIRST_PORT + 1 };
const BOTH = [ONE, TWO];
const [FIRST, SECOND] = [`${CLUSTER}-master-1`, `${CLUSTER}-master-2`];
const OWNER = `organization/it-existing-servers/${CLUSTER}`;

/** The test's own sessions are spared what the others meet. */
const AS_ANYWHERE =
    "SET SESSION autocommit = 1, sql_big_selects = 1, sql_select_limit = 18446744073709551615, max_execution_time = 0, " +
    "character_set_client = utf8mb4, character_set_results = utf8mb4, collation_connection = utf8mb4_bin, sql_mode = ''";
const on = (server: Server, ...statements: string[]): Promise<Rows> =>
    sql(server, PASSWORDS.root, AS_ANYWHERE, ...statements);

/** What every new session takes over from now on, each the worst that somebody may have had a reason for. */
const HOSTILE: Record<string, string> = {
    autocommit: "0",
    completion_type: "'RELEASE'",
    tx_isolation: "'SERIALIZABLE'",
    sql_mode: "'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'",
    wait_timeout: "1",
    interactive_timeout: "1",
    lock_wait_timeout: "1",
    innodb_lock_wait_timeout: "1",
    sql_safe_updates: "1",
    sql_auto_is_null: "1",
    max_sort_length: "4",
    sql_quote_show_create: "0",
    group_concat_max_len: "4",
    div_precision_increment: "0",
    default_storage_engine: "'MyISAM'",
    explicit_defaults_for_timestamp: "0",
    foreign_key_checks: "0",
    sql_notes: "0",
    old_alter_table: "1",
    big_tables: "1",
    updatable_views_with_limit: "0",
    show_old_temporals: "1",
    session_track_gtids: "'OWN_GTID'",
    session_track_state_change: "1",
    session_track_transaction_info: "'CHARACTERISTICS'",
    profiling: "1",
    max_error_count: "0",
};

/** What `mysqldump` takes over with nothing to set it by: rows and tables would be left out, or letters be lost. */
const HOSTILE_TO_DUMPS: Record<string, string> = {
    sql_select_limit: "1",
    sql_big_selects: "0",
    max_execution_time: "1",
    character_set_client: "'latin1'",
    character_set_results: "'latin1'",
};
const KIND_TO_DUMPS: Record<string, string> = {
    sql_select_limit: "18446744073709551615",
    sql_big_selects: "1",
    max_execution_time: "0",
    character_set_client: "'utf8mb4'",
    character_set_results: "'utf8mb4'",
};

const setting = (variables: Record<string, string>): string[] =>
    Object.entries(variables).map(([name, value]) => `SET GLOBAL ${name} = ${value}`);

/** Every other variable that 5.7.22 hands on to a session, and why no statement of this library's minds it. */
const HARMLESS: Record<string, string[]> = {
    "nothing of this library's is a row of an application, or meets one outside row events": [
        "auto_increment_increment",
        "auto_increment_offset",
        "default_week_format",
        "foreign_key_checks",
        "unique_checks",
        "updatable_views_with_limit",
        "lc_time_names",
        "div_precision_increment",
        "group_concat_max_len",
        "block_encryption_mode",
        "max_points_in_geometry",
        "max_sp_recursion_depth",
        "innodb_ft_enable_stopword",
        "innodb_ft_user_stopword_table",
    ],
    "what is written is kept out of the binary log": [
        "binlog_direct_non_transactional_updates",
        "binlog_format",
        "binlog_row_image",
        "binlog_rows_query_log_events",
        "transaction_write_set_extraction",
        "rbr_exec_mode",
        "innodb_support_xa",
    ],
    "tables are made with their engine, their character set and no TIMESTAMP": [
        "character_set_database",
        "character_set_server",
        "collation_database",
        "collation_server",
        "default_storage_engine",
        "default_tmp_storage_engine",
        "explicit_defaults_for_timestamp",
        "innodb_strict_mode",
        "keep_files_on_create",
        "old_alter_table",
    ],
    "follows from one that is set": ["character_set_connection", "max_join_size"],
    "another name of one that is set": ["transaction_isolation", "transaction_read_only"],
    "no file of the server's is named": ["character_set_filesystem"],
    "passwords travel as hashes": ["old_passwords"],
    "of a session that is no terminal, wait_timeout counts": ["interactive_timeout"],
    "no column that is read is a TIMESTAMP, and the row comparison sets it": ["time_zone"],
    "the driver reads no message of this kind": [
        "session_track_gtids",
        "session_track_schema",
        "session_track_state_change",
        "session_track_system_variables",
        "session_track_transaction_info",
    ],
    "warnings are not read": ["max_error_count", "sql_notes", "sql_warnings"],
    "shown in a place that is not read": ["show_create_table_verbosity", "show_old_temporals", "end_markers_in_json"],
    "how, and not what": [
        "big_tables",
        "bulk_insert_buffer_size",
        "eq_range_index_dive_limit",
        "innodb_table_locks",
        "innodb_tmpdir",
        "join_buffer_size",
        "low_priority_updates",
        "max_delayed_threads",
        "max_heap_table_size",
        "max_insert_delayed_threads",
        "max_length_for_sort_data",
        "max_seeks_for_key",
        "max_tmp_tables",
        "multi_range_count",
        "myisam_repair_threads",
        "myisam_sort_buffer_size",
        "myisam_stats_method",
        "net_retry_count",
        "new",
        "optimizer_prune_level",
        "optimizer_search_depth",
        "optimizer_switch",
        "parser_max_mem_size",
        "preload_buffer_size",
        "query_alloc_block_size",
        "query_cache_type",
        "query_cache_wlock_invalidate",
        "query_prealloc_size",
        "range_alloc_block_size",
        "range_optimizer_max_mem_size",
        "read_buffer_size",
        "read_rnd_buffer_size",
        "sort_buffer_size",
        "sql_buffer_result",
        "tmp_table_size",
        "transaction_alloc_block_size",
        "transaction_prealloc_size",
    ],
    "what the server notes of it": [
        "long_query_time",
        "min_examined_row_limit",
        "optimizer_trace",
        "optimizer_trace_features",
        "optimizer_trace_limit",
        "optimizer_trace_max_mem_size",
        "optimizer_trace_offset",
        "profiling",
        "profiling_history_size",
        "sql_log_off",
    ],
    "can't be set for a session; what is sent is short, and what the row comparison reads minds it": [
        "max_allowed_packet",
        "net_buffer_length",
    ],
    "can't be set for a session; where it turns an account away, the server says so": ["max_user_connections"],
};

/** What the server says of a variable that no session has (manual, B.3.1 Server Error Message Reference). */
const NOT_OF_A_SESSION = [1229, 1238];

describe("servers whose every new session begins with what somebody else has chosen", () => {
    let stack: DeployedStack;

    beforeAll(async () => {
        const auditor = (await documentedGrants()).at(-1) ?? [];
        stack = await openStack(program("existingServers"), CLUSTER, FIRST_PORT, {
            arguments: { value: JSON.stringify({ masters: asMasters(BOTH), initialData: "copy" }) },
            auditorPassword: { value: PASSWORDS.root, secret: true },
        });
        await startServers(SERVERS, BOTH, ["--skip-character-set-client-handshake", "--performance-schema=OFF"]);
        for (const server of BOTH) {
            await on(
                server,
                "SET SESSION sql_log_bin = 0",
                `CREATE USER auditor IDENTIFIED WITH mysql_native_password AS '${nativePasswordHash(PASSWORDS.root)}'`,
                ...auditor,
                // For whoever has no SUPER, as the auditor.
                "SET GLOBAL init_connect = 'SET autocommit = 0, sql_select_limit = 1, sql_quote_show_create = 0'",
                ...setting({ ...HOSTILE, ...HOSTILE_TO_DUMPS }),
            );
        }
        await on(
            ONE,
            "CREATE DATABASE it DEFAULT CHARACTER SET utf8mb4",
            "CREATE TABLE it.letters (id INT PRIMARY KEY, text VARCHAR(20)) ENGINE = InnoDB",
            "INSERT INTO it.letters VALUES (1, 'ä€😀'), (2, 'b'), (3, 'c')",
            "SET SESSION explicit_defaults_for_timestamp = 1",
            "CREATE TABLE it.times (id INT PRIMARY KEY, at TIMESTAMP NOT NULL) ENGINE = InnoDB",
        );
        // Not even for an administrator is a server writable that is yet to become a master.
        for (const server of BOTH) {
            await on(server, "SET GLOBAL super_read_only = ON");
        }
    });

    afterAll(async () => {
        await stack.dispose();
        await removeLeftovers(SERVERS);
    });

    it("should hand on no variable of which it is not said what becomes of it", async () => {
        const names = async (scope: string): Promise<string[]> =>
            (await on(ONE, `SHOW ${scope} VARIABLES`)).map((row) => String(row.Variable_name));
        const global = new Set(await names("GLOBAL"));
        const handedOn: string[] = [];
        for (const name of (await names("SESSION")).filter((each) => global.has(each))) {
            const refusal = await on(ONE, `SET SESSION ${name} = DEFAULT`).then(
                () => 0,
                (error: unknown) => (error as { errno?: number }).errno ?? 0,
            );
            if (!NOT_OF_A_SESSION.includes(refusal)) {
                handedOn.push(name);
            }
        }
        const known = [...Object.keys(sessionVariables(MYSQL_57)), ...Object.values(HARMLESS).flat()];
        expect(handedOn.filter((name) => !known.includes(name))).toEqual([]);
        expect(known.filter((name) => !handedOn.includes(name))).toEqual([]);
    });

    it("should not be copied from through a session that would leave out rows, or letters", async () => {
        const { code, output } = await stack.up();
        expect(code).not.toBe(0);
        expect(findingsIn(output)).toContainEqual({
            where: FIRST,
            code: "dump-not-whole",
            observed:
                "a session that begins here has character_set_client = latin1, character_set_results = latin1, max_execution_time = 1, " +
                "sql_big_selects = 0, sql_select_limit = 1, and mysqldump would keep to it",
        });
        expect(output).toContain("SET GLOBAL sql_select_limit = 18446744073709551615");
        expect(await on(TWO, "SHOW DATABASES LIKE 'it'")).toEqual([]);
    });

    it("should be claimed, copied and wired as anywhere", async () => {
        await on(ONE, ...setting(KIND_TO_DUMPS));
        const { output } = succeeded(await stack.up());
        expect(output).toContain(`${SECOND} from ${FIRST}: copied it as of `);
        for (const server of BOTH) {
            expect(await on(server, "SELECT owner FROM pulumi_mysql_dual_master.claim")).toEqual([{ owner: OWNER }]);
        }
        for (const statement of ["SELECT * FROM it.letters ORDER BY id", "SHOW CREATE TABLE it.times"]) {
            expect(await on(TWO, statement)).toEqual(await on(ONE, statement));
        }
        expect(await on(TWO, "SELECT text FROM it.letters WHERE id = 1")).toEqual([{ text: "ä€😀" }]);
    });

    it("should have nothing to find, nor to do again", async () => {
        await on(ONE, ...setting(HOSTILE_TO_DUMPS));
        const audit = await stack.audit();
        expect(changesIn(audit.output)).toEqual({});
        expect(audit.code).toBe(0);
        expect(stepsIn(succeeded(await stack.up()).output, CLUSTER)).toEqual([]);
    });

    it("should be repaired, and told of what is wrong in the same words as ever", async () => {
        await on(
            ONE,
            "SET SESSION sql_log_bin = 0",
            "GRANT SELECT ON `it`.* TO replication",
            "STOP SLAVE",
            "CHANGE MASTER TO MASTER_HOST = 'it-third.invalid', MASTER_USER = 'x' FOR CHANNEL 'third'",
        );
        const { output } = await stack.audit();
        expect(changesIn(output)).toEqual({
            [`ReplicationAccount "replication@% on ${FIRST}"`]: [
                'privileges: "REPLICATION SLAVE ON *.*; SELECT ON `it`.*" => "REPLICATION SLAVE ON *.*"',
            ],
            [`ReplicationLink "${FIRST} from ${SECOND}"`]: [
                'ioThread: "stopped" => "running"',
                'otherChannels: "third from it-third.invalid:3306" => "none"',
                'sqlThread: "stopped" => "running"',
            ],
        });
        expect(stepsIn(succeeded(await stack.up()).output, CLUSTER)).toEqual([
            `${FIRST} from ${SECOND}: RESET SLAVE ALL FOR CHANNEL 'third'`,
            ...started(`${FIRST} from ${SECOND}`),
            `${FIRST} from ${SECOND}: STOP SLAVE FOR CHANNEL 'third' (followed it-third.invalid:3306)`,
            `${FIRST}: REVOKE SELECT ON \`it\`.* FROM 'replication'@'%'`,
        ]);
    });

    it("should be told where only the error log knows what stopped an applier's worker", async () => {
        await on(TWO, "STOP SLAVE", "SET GLOBAL slave_parallel_workers = 2", "START SLAVE");
        await on(TWO, "SET SESSION sql_log_bin = 0", "INSERT INTO it.letters VALUES (9, 'here')");
        await on(ONE, "INSERT INTO it.letters VALUES (9, 'there')");
        await eventually("the applier has stopped", async () => {
            const [status] = await on(TWO, "SHOW SLAVE STATUS");
            return status?.Slave_SQL_Running === "No";
        });
        const { output } = await stack.audit();
        expect(findingsIn(output)).toContainEqual({
            where: `${SECOND} from ${FIRST}`,
            code: "duplicate-key",
            observed: expect.stringMatching(
                /performance_schema is OFF here, so that only this server's error log tells what stopped the worker/,
            ) as string,
        });
        await on(TWO, "SET SESSION sql_log_bin = 0", "DELETE FROM it.letters WHERE id = 9");
        succeeded(await stack.up());
    });

    it("should keep nobody for ever where the network swallows what is sent", async () => {
        const port = FIRST_PORT + 9;
        const network = await relay(port, ONE.port);
        const server = { ...ONE, port, user: "root", password: PASSWORDS.root };
        try {
            const [asking, leaving] = [await open(server), await open(server)];
            network.hold();
            const error: unknown = await asking.query("SELECT 1", [], 1).catch((thrown: unknown) => thrown);
            expect(unanswered(error, server)).toEqual({
                words: "unreachable: no answer within 1 s to SELECT 1",
                mayPass: true,
                code: "server-unreachable",
            });
            // Neither a session that has heard nothing nor one that was asked nothing is waited for at its end.
            await asking.close();
            await leaving.close();
            const refused: unknown = await open(server).catch((thrown: unknown) => thrown);
            expect(unanswered(refused, server)).toMatchObject({ mayPass: true });
        } finally {
            await network.close();
        }
    }, 30_000);

    it("should be given up with nothing left behind, also where nobody may write any more", async () => {
        for (const server of BOTH) {
            await on(server, "SET GLOBAL super_read_only = ON");
        }
        succeeded(await stack.destroy());
        for (const server of BOTH) {
            expect(await on(server, "SELECT @@GLOBAL.super_read_only AS is_on")).toEqual([{ is_on: 1 }]);
            expect(await on(server, "SHOW DATABASES LIKE 'pulumi%'")).toEqual([]);
            expect(await on(server, "SELECT user FROM mysql.user WHERE user = 'replication'")).toEqual([]);
            expect(await eventually("the link is gone", async () => [await on(server, "SHOW SLAVE STATUS")])).toEqual([
                [],
            ]);
        }
    });
});
