import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import { say } from "./narration.mjs";
import type { Master, Pair } from "./stack.mjs";

const SECONDS_TO_ARRIVE = 10;

export const connect = ({ host, port }: Master, password: string): Promise<Connection> =>
    createConnection({ host, port, user: "root", password });

async function write(connection: Connection, writtenOn: string): Promise<number> {
    const [{ insertId }] = await connection.query<ResultSetHeader>(
        "INSERT INTO dual_master_demo.greeting (written_on) VALUES (?)",
        [writtenOn],
    );
    return insertId;
}

/** Database and table arrive as the row does. */
const NOT_THERE_YET = new Set(["ER_BAD_DB_ERROR", "ER_NO_SUCH_TABLE"]);

async function readRow(connection: Connection, id: number): Promise<RowDataPacket | undefined> {
    try {
        const [[row]] = await connection.query<RowDataPacket[]>(
            "SELECT written_on FROM dual_master_demo.greeting WHERE id = ?",
            [id],
        );
        return row;
    } catch (error) {
        if (NOT_THERE_YET.has((error as { code?: string }).code ?? "")) {
            return undefined;
        }
        throw error;
    }
}

async function readOnceArrived(connection: Connection, id: number): Promise<string> {
    const end = Date.now() + SECONDS_TO_ARRIVE * 1000;
    for (;;) {
        const row = await readRow(connection, id);
        if (row !== undefined) {
            return String(row.written_on);
        }
        if (Date.now() > end) {
            throw new Error(`row ${id} did not arrive within ${SECONDS_TO_ARRIVE} s`);
        }
        await pause(20);
    }
}

/** The ids show the lanes: one master hands out odd ones, the other even ones. */
export async function writeOnEachSide({ masters }: Pair, password: string): Promise<void> {
    const [first, second] = [await connect(masters[0], password), await connect(masters[1], password)];
    try {
        await first.query("CREATE DATABASE IF NOT EXISTS dual_master_demo");
        await first.query(
            "CREATE TABLE IF NOT EXISTS dual_master_demo.greeting " +
                "(id INT AUTO_INCREMENT PRIMARY KEY, written_on VARCHAR(64) NOT NULL)",
        );
        const onFirst = await write(first, masters[0].name);
        say(
            `written on ${masters[0].name} with id ${onFirst}, read on ${masters[1].name}: "${await readOnceArrived(second, onFirst)}"`,
        );
        const onSecond = await write(second, masters[1].name);
        say(
            `written on ${masters[1].name} with id ${onSecond}, read on ${masters[0].name}: "${await readOnceArrived(first, onSecond)}"`,
        );
        say(`${masters[0].name} hands out odd ids, ${masters[1].name} even ones: they can't meet`);
    } finally {
        await first.end();
        await second.end();
    }
}
