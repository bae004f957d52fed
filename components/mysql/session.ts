import type * as driver from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import { driverOptions } from "./connection";
import { about, NoAnswer } from "./sessionErrors";
import type { Dialect } from "./dialect/dialect";
import { dialectOf } from "./dialect/detect";
import { setSession } from "./sessionVariables";
import type { ServerConnection } from "../model/connection";

export type Row = Record<string, string | number | null>;
export type Value = string | number;

/** One connection to one server. */
export interface Session {
    readonly server: ServerConnection;
    /** How its server speaks. */
    readonly dialect: Dialect;
    /**
     * @param seconds within which the answer has to come; default: {@link SECONDS_TO_ANSWER}
     * @throws NoAnswer when they are over: the session is at its end then, too
     * @throws Error of the driver or the server, whose server {@link askedBefore} knows
     */
    query(sql: string, values?: Value[], seconds?: number): Promise<Row[]>;
    close(): Promise<void>;
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

const SECONDS_TO_BEGIN = 10;
const MILLISECONDS_TO_CLOSE = 2000;

/** @throws Error of the driver or the server, whose server {@link askedBefore} knows */
export const open = (server: ServerConnection): Promise<Session> =>
    openWith(server, ({ dialect }) => [setSession(dialect)]);

async function openWith(server: ServerConnection, first: (session: Session) => string[]): Promise<Session> {
    const session = sessionOf(server, await connected(server));
    try {
        for (const sql of first(session)) {
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
    const connection = await createConnection(driverOptions(server));
    // Without a listener, a connection that a dying server cuts while idle would end the provider's process.
    connection.on("error", () => undefined);
    return connection;
}

/**
 * What the server greeted with, which costs no round trip and is there before the first statement has to be worded.
 * The driver keeps it to itself: `test/unit/mysql/session.test.ts` tells when it no longer stands there.
 */
const versionOf = (connection: driver.Connection): string =>
    (connection as { connection?: { _handshakePacket?: { serverVersion?: string } } }).connection?._handshakePacket
        ?.serverVersion ?? "";

function sessionOf(server: ServerConnection, connection: driver.Connection): Session {
    return {
        server,
        dialect: dialectOf(versionOf(connection)),
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
    return await inSession(await openWith(server, () => []), work);
}

async function inSession<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
    try {
        return await work(session);
    } finally {
        await session.close();
    }
}
