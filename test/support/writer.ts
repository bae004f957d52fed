import { createConnection, type Connection } from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import type { Server } from "./servers";
import { PASSWORDS } from "./stack";

/** A row that a server has acknowledged. */
export interface Acknowledged {
    number: number;
    /** Name of the server. */
    at: string;
}

/** In milliseconds since 1970. The end of one that lasts is yet to come. */
export interface Outage {
    from: number;
    to: number;
}

/** Somebody who inserts one row after the other, and remembers which of them were acknowledged. */
export interface Writer {
    name: string;
    acknowledged: Acknowledged[];
    /** Rows of which nobody can say whether they were written: the server went away before it answered. */
    unanswered: number[];
    /** Everything that went wrong, in the driver's words. */
    errors: string[];
    /** Times in which nothing was acknowledged: from an error to the next acknowledged row. */
    outages: Outage[];
    stop(): Promise<void>;
}

/** Appliers keep up with it, which work one row after the other, whoever wrote it. */
const PACE_MILLISECONDS = 20;

/** `table` takes a row twice, so that one which is applied twice is there twice. */
export const tableFor = (table: string): string =>
    `CREATE TABLE ${table} (id INT AUTO_INCREMENT PRIMARY KEY, writer VARCHAR(64) NOT NULL, number INT NOT NULL)`;

/**
 * Writes at the first server until that fails, then at the next one, and so on, as an application does that knows all
 * of them.
 */
export function keepWriting(name: string, table: string, servers: Server[]): Writer {
    const writer = {
        name,
        acknowledged: [] as Acknowledged[],
        unanswered: [] as number[],
        errors: [] as string[],
        outages: [] as Outage[],
    };
    const ended = new AbortController();
    const written = (async () => {
        let connection: Connection | undefined;
        let outage: Outage | undefined;
        for (let number = 1, place = 0; !ended.signal.aborted; number += 1) {
            const server = servers[place % servers.length];
            if (server === undefined) {
                throw new Error(`${name} was given nowhere to write`);
            }
            let sent = false;
            try {
                connection ??= await connect(server);
                sent = true;
                const sql = `INSERT INTO ${table} (writer, number) VALUES (?, ?)`;
                await connection.query({ sql, values: [name, number], timeout: 20_000 });
                writer.acknowledged.push({ number, at: server.name });
                if (outage !== undefined) {
                    outage.to = Date.now();
                    outage = undefined;
                }
            } catch (error) {
                writer.errors.push(String(error));
                if (outage === undefined) {
                    outage = { from: Date.now(), to: Infinity };
                    writer.outages.push(outage);
                }
                if (sent) {
                    writer.unanswered.push(number);
                }
                connection?.destroy();
                connection = undefined;
                place += 1;
            }
            await pause(PACE_MILLISECONDS);
        }
        await connection?.end();
    })();
    return {
        ...writer,
        stop: async () => {
            ended.abort();
            await written;
        },
    };
}

async function connect({ host, port }: Server): Promise<Connection> {
    const connection = await createConnection({
        host,
        port,
        user: "root",
        password: PASSWORDS.root,
        connectTimeout: 5000,
    });
    // What breaks between two statements is told by the next one.
    connection.on("error", () => undefined);
    return connection;
}
