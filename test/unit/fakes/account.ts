import { nativePasswordHash } from "../../../components/mysql/nativePassword";
import type { ReplicationAccountInputs } from "../../../components/replication/replicationAccount/inputs";
import type { Row } from "../../../components/mysql/session";
import { connection, fakeSession, type FakeSession } from "./session";

export const accountInputs = (over: Partial<ReplicationAccountInputs> = {}): ReplicationAccountInputs => ({
    connection: connection("orders-master-1"),
    incarnation: "",
    deadlineSeconds: 1,
    user: "replication",
    hostPattern: "%",
    password: "replication-secret",
    server: "reachable",
    account: "present",
    credentials: "as declared",
    privileges: "REPLICATION SLAVE ON *.*",
    ...over,
});

export const healthyAccount = (): Row => ({
    plugin: "mysql_native_password",
    hash: nativePasswordHash("replication-secret"),
    locked: "N",
    expired: "N",
});

export const grantLine = (privileges: string, level = "*.*", option = ""): string =>
    `GRANT ${privileges} ON ${level} TO 'replication'@'%'${option}`;

/** A server with one account, or none, that changes under the statements of this library as a server's does. */
export function fakeAccountServer(row: Row | undefined, ...lines: string[]): FakeSession {
    const state = { row, lines };
    const revoke = (sql: string): void => {
        const [, privileges = "", level = ""] = /^REVOKE (.+) ON (.+) FROM/.exec(sql) ?? [];
        const gone = new Set(privileges.split(", "));
        if (gone.size > 1 && (gone.has("ALL PRIVILEGES") || gone.has("PROXY"))) {
            throw Object.assign(new Error(`You have an error in your SQL syntax near '${sql}'`), { errno: 1064 });
        }
        state.lines = state.lines.flatMap((line) => {
            const [, held = "", on = "", , option = ""] =
                /^GRANT (.+?) ON (.+?) TO ('.*?'@'.*?')( WITH GRANT OPTION)?$/.exec(line) ?? [];
            if (on !== level) {
                return [line];
            }
            const left = gone.has("ALL PRIVILEGES") ? [] : held.split(", ").filter((each) => !gone.has(each));
            // PROXY goes with its grant option, as seen on 5.7.22.
            const still = gone.has("GRANT OPTION") || gone.has("PROXY") ? "" : option;
            return left.length === 0 && still === "" && on !== "*.*"
                ? []
                : [grantLine(left.length === 0 ? "USAGE" : left.join(", "), on, still)];
        });
    };
    return fakeSession(
        {
            "SELECT plugin": () => (state.row === undefined ? [] : [state.row]),
            "SHOW GRANTS": () => state.lines.map((line) => ({ "Grants for …": line })),
            "CREATE USER": ([, , hash = ""]) => {
                state.row = { ...healthyAccount(), hash };
                state.lines = [grantLine("USAGE")];
                return [];
            },
            "ALTER USER": ([, , hash = ""]) => {
                state.row = { ...healthyAccount(), hash };
                return [];
            },
            "DROP USER": () => {
                state.row = undefined;
                return [];
            },
            "GRANT REPLICATION SLAVE": () => {
                const [global = grantLine("USAGE"), ...others] = state.lines;
                const [, held = "", rest = ""] = /^GRANT (.+?)( ON .*)$/.exec(global) ?? [];
                state.lines = [
                    held.includes("REPLICATION SLAVE")
                        ? global
                        : `GRANT ${held === "USAGE" ? "REPLICATION SLAVE" : `${held}, REPLICATION SLAVE`}${rest}`,
                    ...others,
                ];
                return [];
            },
            REVOKE: (_values, sql) => {
                revoke(sql);
                return [];
            },
        },
        connection("orders-master-1"),
    );
}
