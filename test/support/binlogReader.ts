import { createConnection, type Connection } from "mysql2";
import { sql, type Server } from "./servers";

/** The part of the driver that its types leave out. */
interface WithBinlogStream extends Connection {
    createBinlogStream(options: {
        serverId: number;
        masterId: number;
        filename: string;
        binlogPos: number;
    }): NodeJS.ReadableStream;
}

/** Somebody who reads a server's binary log as a replica does, e.g. a change data capture. */
export async function readBinaryLog(
    { host, port }: Server,
    password: string,
    serverId: number,
    file: string,
): Promise<{ end(): Promise<void> }> {
    const connection = createConnection({ host, port, user: "root", password }) as WithBinlogStream;
    connection.on("error", () => undefined);
    // Without this, the source sends nothing to a reader that it takes for too old.
    await connection.promise().query("SET @master_binlog_checksum = @@GLOBAL.binlog_checksum");
    const stream = connection.createBinlogStream({ serverId, masterId: 0, filename: file, binlogPos: 4 });
    stream.on("error", () => undefined);
    stream.resume();
    return {
        // A server notices only by its next event but one that nobody reads any more.
        end: async () => {
            await sql({ name: host, host, port }, password, `KILL ${String(connection.threadId)}`);
            connection.destroy();
        },
    };
}
