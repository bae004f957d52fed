import { createServer } from "mysql2";
import type { AddressInfo, Server } from "node:net";
import * as detect from "../../../components/mysql/dialect/detect";
import { withUntouchedSession } from "../../../components/mysql/session";
import { connection } from "../fakes/session";

/** The driver's own server, as far as its types do not say it. */
interface Greeter {
    on(event: "connection", greet: (client: Client) => void): void;
    listen(port: number, host: string, listens: () => void): void;
    close(): void;
    _server: Server;
}

interface Client {
    on(event: "error", ignored: () => void): void;
    serverHandshake(greeting: object): void;
    _resetSequenceId(): void;
}

/** A server that greets as one of this version, lets everybody in, and answers nothing. */
async function greeter(serverVersion: string): Promise<Greeter> {
    const server = (createServer as unknown as () => Greeter)();
    server.on("connection", (client) => {
        client.on("error", () => undefined);
        const authCallback = (_login: unknown, letIn: (error: null) => void): void => {
            letIn(null);
            client._resetSequenceId();
        };
        const capabilities = { protocolVersion: 10, connectionId: 1, statusFlags: 2, characterSet: 8 };
        client.serverHandshake({ ...capabilities, capabilityFlags: 0xffffff, serverVersion, authCallback });
    });
    await new Promise<void>((listens) => {
        server.listen(0, "127.0.0.1", listens);
    });
    return server;
}

describe("a session", () => {
    it("should speak as its server's greeting says, which this driver keeps to itself", async () => {
        const dialectOf = jest.spyOn(detect, "dialectOf");
        const server = await greeter("8.4.3-made-up");
        const { port } = server._server.address() as AddressInfo;
        try {
            const dialect = await withUntouchedSession(connection("db1", { port }), (session) =>
                Promise.resolve(session.dialect),
            );
            expect(dialectOf).toHaveBeenCalledWith("8.4.3-made-up");
            expect(dialect).toBe(dialectOf.mock.results[0]?.value);
        } finally {
            server.close();
        }
    });
});
