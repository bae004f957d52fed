import { createConnection, type RowDataPacket } from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";

/** A published server of a test's cluster. Only loopback addresses are dialled. */
export interface Server {
    name: string;
    host: string;
    port: number;
}

export type Rows = Record<string, string | number | null>[];

/** Runs statements one after the other in one session, and answers with the last one's rows. */
export async function sql(server: Server, password: string, ...statements: string[]): Promise<Rows> {
    const connection = await createConnection({
        host: server.host,
        port: server.port,
        user: "root",
        password,
        connectTimeout: 5000,
        dateStrings: true,
    });
    try {
        let rows: Rows = [];
        for (const statement of statements) {
            const [answer] = await connection.query<RowDataPacket[]>(statement);
            rows = Array.isArray(answer) ? answer : [];
        }
        return rows;
    } finally {
        await connection.end();
    }
}

/** Polls until `look` gives something, and fails with `what` at the deadline. */
export async function eventually<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
    seconds = 30,
): Promise<T> {
    const end = Date.now() + seconds * 1000;
    let last: unknown;
    for (;;) {
        try {
            const found = await look();
            if (found !== undefined && found !== false) {
                return found;
            }
        } catch (error) {
            last = error;
        }
        if (Date.now() > end) {
            throw new Error(`not within ${seconds} s: ${what}`, { cause: last });
        }
        await pause(100);
    }
}
