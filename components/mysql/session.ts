import type * as driver from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import { FindingError, type Finding } from "../findings/finding";
import { SET_SESSION } from "./sessionVariables";
import { until } from "./waiting";
import type { ServerConnection } from "../model/connection";

export type Row = Record<string, string | number | null>;
export type Value = string | number;

/** One connection to one server. */
export interface Session {
    readonly server: ServerConnection;
    /**
     * @param seconds within which the answer has to come; default: {@link SECONDS_TO_ANSWER}
     * @throws NoAnswer when they are over: the session is at its end then, too
     * @throws Error of the driver or the server, whose server {@link askedBefore} knows
     */
    query(sql: string, values?: Value[], seconds?: number): Promise<Row[]>;
    close(): Promise<void>;
}

/** Why a server did not answer as an administrator needs it to. */
export interface Unanswered {
    /** The words that a preview shows, e.g. `unreachable: connection refused`. */
    words: string;
    /** True where waiting can help: nobody listens yet, or the server is still starting. */
    mayPass: boolean;
    /** The class of what is seen. */
    code: "server-unreachable" | "connections-taken" | "administrator-refused" | "administrator-expired";
}

/** More than a session waits for a lock (lock_wait_timeout), so that the server's own words come first. */
export const SECONDS_TO_ANSWER = 60;

/** For what a server may have to end first, or to delete: a transaction, relay logs, tables. */
export const SECONDS_TO_ACT = 600;

/** For what reads rows, or opens every table, of a large server. */
export const SECONDS_TO_READ = 3600;

/** Asks for what takes as long as there are rows or tables. */
export const readRows = (session: Session, sql: string, values?: Value[]): Promise<Row[]> =>
    session.query(sql, values, SECONDS_TO_READ);

/** Characters. */
const MOST_OF_A_STATEMENT = 80;

export function beginningOf(sql: string): string {
    const line = sql.replace(/\s+/g, " ");
    return line.length <= MOST_OF_A_STATEMENT ? line : `${line.slice(0, MOST_OF_A_STATEMENT)}…`;
}

const PASSWORD_EXPIRED = 1862;

/** A server, or the network on the way there, that leaves one statement without an answer. */
export class NoAnswer extends Error {
    constructor(sql: string, seconds: number) {
        super(`no answer within ${seconds} s to ${beginningOf(sql)}`);
        this.name = "NoAnswer";
    }
}

const CLOSED = "unreachable: the connection was closed before the server answered";

const CONNECT_TIMEOUT_MILLISECONDS = 4000;

/** A connection that is in use and silent is asked whether it is still there: a long statement outlives no dead network. */
const KEEP_ALIVE_MILLISECONDS = 10_000;

const SECONDS_TO_BEGIN = 10;
const MILLISECONDS_TO_CLOSE = 2000;

/** Error numbers with which a server that is alive turns an account away (manual, B.3.1 Server Error Message Reference). */
const TURNED_AWAY = new Set([1045, 1130, 1251, 1698, 1862, 3118]);

/** What an error of a session is about. */
export interface Asked {
    server: ServerConnection;
    /** The statement without its values; `undefined` where it was not that far yet. */
    sql?: string;
}

/** Beside the errors, not in them: whoever prints an error prints all that is in it. */
const asked = new WeakMap<object, Asked>();

/** What was asked of which server, `undefined` for an error that comes from no session. */
export const askedBefore = (error: unknown): Asked | undefined =>
    typeof error === "object" && error !== null ? asked.get(error) : undefined;

function about(what: Asked, error: unknown): unknown {
    if (typeof error === "object" && error !== null) {
        asked.set(error, what);
    }
    return error;
}

/** @throws Error of the driver or the server, whose server {@link askedBefore} knows */
export const open = (server: ServerConnection): Promise<Session> => openWith(server, [SET_SESSION]);

async function openWith(server: ServerConnection, first: string[]): Promise<Session> {
    const session = sessionOf(server, await connected(server));
    try {
        for (const sql of first) {
            await session.query(sql, [], SECONDS_TO_BEGIN);
        }
        return session;
    } catch (error) {
        await session.close();
        throw error;
    }
}

async function connected(server: ServerConnection): Promise<driver.Connection> {
    try {
        return await dial(server);
    } catch (error) {
        throw about({ server }, error);
    }
}

async function dial(server: ServerConnection): Promise<driver.Connection> {
    // Programs, and previews that ask no server, do without: it is a hundred files.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { createConnection } = require("mysql2/promise") as typeof driver;
    const connection = await createConnection({
        host: server.host,
        port: server.port,
        user: server.user,
        password: server.password,
        charset: "utf8mb4",
        connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
        enableKeepAlive: true,
        keepAliveInitialDelay: KEEP_ALIVE_MILLISECONDS,
        supportBigNumbers: true,
        bigNumberStrings: true,
        dateStrings: true,
    });
    // Without a listener, a connection that a dying server cuts while idle would end the provider's process.
    connection.on("error", () => undefined);
    return connection;
}

function sessionOf(server: ServerConnection, connection: driver.Connection): Session {
    return {
        server,
        query: async (sql, values = [], seconds = SECONDS_TO_ANSWER) => {
            try {
                const [rows] = await connection.query<driver.RowDataPacket[]>({ sql, values, timeout: seconds * 1000 });
                return Array.isArray(rows) ? rows : [];
            } catch (error) {
                if ((error as { code?: string }).code !== "PROTOCOL_SEQUENCE_TIMEOUT") {
                    throw about({ server, sql }, error);
                }
                // Whatever else it was asked would wait behind the statement that is not answered.
                connection.destroy();
                throw about({ server, sql }, new NoAnswer(sql, seconds));
            }
        },
        // A network that swallows the farewell must not keep anybody.
        close: async () => {
            const late = new AbortController();
            const lateness = pause(MILLISECONDS_TO_CLOSE, true, { signal: late.signal }).catch(() => true);
            const ending = connection.end().then(
                () => false,
                () => true,
            );
            if (await Promise.race([ending, lateness])) {
                connection.destroy();
            }
            late.abort();
        },
    };
}

/** Runs `work` in a session of its own and closes it, whatever happens. */
export async function withSession<T>(server: ServerConnection, work: (session: Session) => Promise<T>): Promise<T> {
    return await inSession(await open(server), work);
}

/** The same in a session as any other program's, in which all is as the server hands it on. */
export async function withUntouchedSession<T>(
    server: ServerConnection,
    work: (session: Session) => Promise<T>,
): Promise<T> {
    return await inSession(await openWith(server, []), work);
}

async function inSession<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
    try {
        return await work(session);
    } finally {
        await session.close();
    }
}

/** Reads an error of the driver or the server; `undefined` where the server answered and meant something else. */
export function unanswered(error: unknown, server: ServerConnection): Unanswered | undefined {
    const { code, errno, fatal, message } = error as {
        code?: string;
        errno?: number;
        fatal?: boolean;
        message?: string;
    };
    if (errno !== undefined && TURNED_AWAY.has(errno)) {
        return {
            words: `refuses the account ${server.user}: ${errno} ${message ?? ""}`.trim(),
            mayPass: false,
            code: errno === PASSWORD_EXPIRED ? "administrator-expired" : "administrator-refused",
        };
    }
    if (error instanceof NoAnswer) {
        return { words: `unreachable: ${error.message}`, mayPass: true, code: "server-unreachable" };
    }
    switch (code) {
        case "ECONNREFUSED":
            return { words: "unreachable: connection refused", mayPass: true, code: "server-unreachable" };
        case "ENOTFOUND":
        case "EAI_AGAIN":
            return {
                words: `unreachable: the name ${server.host} does not resolve`,
                mayPass: true,
                code: "server-unreachable",
            };
        case "ETIMEDOUT":
        case "EHOSTUNREACH":
        case "ENETUNREACH":
            return {
                words: `unreachable: no answer from ${server.host}:${server.port}`,
                mayPass: true,
                code: "server-unreachable",
            };
        // Docker's port proxy accepts before mysqld listens, and then hangs up.
        case "PROTOCOL_CONNECTION_LOST":
        case "ECONNRESET":
        case "EPIPE":
            return { words: CLOSED, mayPass: true, code: "server-unreachable" };
        case "ER_CON_COUNT_ERROR":
            return {
                words: "unreachable: all of its connections are taken (max_connections)",
                mayPass: true,
                code: "connections-taken",
            };
        case "ER_SERVER_SHUTDOWN":
            return { words: "unreachable: the server is shutting down", mayPass: true, code: "server-unreachable" };
        // The driver has no code for a connection that was cut while nothing was asked.
        case undefined:
            return fatal === true ? { words: CLOSED, mayPass: true, code: "server-unreachable" } : undefined;
        default:
            return undefined;
    }
}

/** The server's own number and text. */
export function sayServerError(error: unknown): string {
    const { errno, message } = error as { errno?: number; message?: string };
    return [errno, message].join(" ").trim();
}

/** The words for a look that failed, whatever the reason: one server must not end the audit of the others. */
export function whyNotObserved(error: unknown, server: ServerConnection): string {
    return unanswered(error, server)?.words ?? `can't be looked at: ${sayServerError(error)}`;
}

/**
 * Opens a session as soon as the server answers over TCP. The official image first runs a temporary server that
 * answers on its socket only, so that an answer over TCP is the first sign of a server that is ready.
 *
 * @param endOfWaiting what else is known of why it does not answer: a finding says that waiting can't help
 * @throws FindingError when the deadline passes, or at once where the server answers and turns the account away.
 */
export async function openWhenReady(
    server: ServerConnection,
    deadlineSeconds: number,
    stillWaiting: (why: string) => void,
    endOfWaiting: () => Promise<Finding | undefined> = () => Promise.resolve(undefined),
): Promise<Session> {
    const began = Date.now();
    let last: Unanswered | undefined;
    const session = await until({ seconds: deadlineSeconds }, async () => {
        try {
            return await open(server);
        } catch (error) {
            last = unanswered(error, server);
            if (last === undefined) {
                throw error;
            }
            if (!last.mayPass) {
                throw new FindingError({
                    code: last.code,
                    where: server.name,
                    observed: `the server at ${server.host}:${server.port} ${last.words}`,
                });
            }
            if (Date.now() - began > 2000) {
                stillWaiting(last.words);
            }
        }
        const finding = await endOfWaiting();
        if (finding !== undefined) {
            throw new FindingError(finding);
        }
        return undefined;
    });
    if (session === undefined) {
        throw new FindingError({
            code: last?.code ?? "server-unreachable",
            where: server.name,
            observed: `${last?.words ?? "no answer"} at ${server.host}:${server.port} for ${deadlineSeconds} s`,
        });
    }
    return session;
}
