import { MYSQL_57 } from "../../../components/mysql/dialect/mysql57";
import type { Row, Session, Value } from "../../../components/mysql/session";
import type { ServerConnection } from "../../../components/model/connection";

export interface Sent {
    sql: string;
    values: Value[];
}

/** Rows for the statements that begin so; a function answers with what the values ask for. */
export type Answers = Record<string, Row[] | ((values: Value[], sql: string) => Row[])>;

/** A session that records what it is asked to send, and answers from a table: without an entry, with no row. */
export interface FakeSession extends Session {
    sent: Sent[];
    answers: Answers;
    closed: boolean;
}

export const connection = (name: string, over: Partial<ServerConnection> = {}): ServerConnection => ({
    name,
    host: "127.0.0.1",
    port: 3307,
    user: "root",
    password: "root-secret",
    ...over,
});

export function fakeSession(answers: Answers = {}, server: ServerConnection = connection("db1")): FakeSession {
    const session: FakeSession = {
        server,
        dialect: MYSQL_57,
        sent: [],
        answers,
        closed: false,
        query: (sql, values = []) => {
            session.sent.push({ sql, values });
            // The longest beginning is the most particular one.
            const [match] = Object.keys(session.answers)
                .filter((beginning) => sql.startsWith(beginning))
                .sort((a, b) => b.length - a.length);
            const answer = match === undefined ? [] : (session.answers[match] ?? []);
            return Promise.resolve(typeof answer === "function" ? answer(values, sql) : answer);
        },
        close: () => {
            session.closed = true;
            return Promise.resolve();
        },
    };
    return session;
}

/** How often it was asked something that begins so. */
export const timesAsked = ({ sent }: FakeSession, beginning: string): number =>
    sent.filter(({ sql }) => sql.startsWith(beginning)).length;

/** Servers by their ports, or why nobody answers there. */
export type Listening = Map<number, FakeSession | Error>;

/** Stands in for the driver's `createConnection`, so that the library's own way to open and close is in between. */
export function connectTo(servers: Listening, { port }: { port: number }): Promise<object> {
    const session = servers.get(port) ?? Object.assign(new Error("nobody listens"), { code: "ECONNREFUSED" });
    return session instanceof Error
        ? Promise.reject(session)
        : Promise.resolve({
              on: () => undefined,
              query: async (asked: string | { sql: string; values: Value[] }) => {
                  const { sql, values } = typeof asked === "string" ? { sql: asked, values: [] } : asked;
                  return [await session.query(sql, values)];
              },
              end: () => session.close(),
              destroy: () => void session.close(),
          });
}

/** Answers with what a server says when it refuses a statement. */
export const refusing =
    (errno: number, text: string, over: object = {}) =>
    (): never => {
        throw Object.assign(new Error(text), { errno, ...over });
    };

const WRITES = /^(?!SET SESSION )(SET|CHANGE|START|STOP|RESET|CREATE|ALTER|DROP|GRANT|REVOKE|INSERT|UPDATE|DELETE)\b/;

/** The statements that changed something on the server, without those that only concern the session. */
export const writes = ({ sent }: FakeSession): string[] =>
    sent.filter(({ sql }) => WRITES.test(sql)).map(({ sql }) => sql);
