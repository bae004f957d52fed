import { once } from "node:events";
import { connect, createServer, type Server as Listener, type Socket } from "node:net";
import { readCommands } from "./commandPackets";
import type { Server } from "./servers";

/** A statement that somebody sent to one of the servers. */
export interface Statement {
    /** Its place among all statements to any of the servers, from 1. */
    number: number;
    /** Name of the server. */
    server: string;
    text: string;
    /** True for the first one of its connection. */
    isFirst: boolean;
}

/** What happens in the middle: `until` it is done, nothing passes in either direction. */
export interface Interruption {
    /** Whether this is the statement, once the server has answered it, and before anybody has heard the answer. */
    at(statement: Statement): boolean;
    act(statement: Statement): Promise<void>;
}

/** Stands in front of servers, and sees every statement that goes to them. */
export interface StatementProxy {
    /** Forgets what was seen, and interrupts what comes now, once. */
    watch(interruption?: Interruption): void;
    /** What has gone through since. */
    seen(): Statement[];
    /** Ends all connections, as a broken network would. */
    cutAll(): void;
    close(): Promise<void>;
}

/** Where one server is dialled instead. */
export interface Proxied {
    server: Server;
    listensAt: number;
}

const ADDRESS = "127.0.0.1";

/** What `USE` is in the client/server protocol: its text is a name alone (manual of the protocol, Command Phase). */
const COM_INIT_DB = 0x02;
/** Beside it COM_QUERY, COM_STMT_PREPARE and COM_STMT_EXECUTE. */
const STATEMENTS = new Set([COM_INIT_DB, 0x03, 0x16, 0x17]);

/** One connection of a client, and the one that carries it on to the server. */
interface Pair {
    client: Socket;
    upstream: Socket;
}

export async function statementProxy(proxied: Proxied[]): Promise<StatementProxy> {
    const pairs = new Set<Pair>();
    let statements: Statement[] = [];
    let planned: Interruption | undefined;
    let isHeld = false;

    /** What is still on its way to either side arrives there. */
    const end = (pair: Pair): void => {
        pairs.delete(pair);
        pair.client.destroySoon();
        pair.upstream.destroySoon();
    };
    const hold = (held: boolean): void => {
        isHeld = held;
        for (const { client, upstream } of pairs) {
            for (const socket of [client, upstream]) {
                if (held) {
                    socket.pause();
                } else {
                    socket.resume();
                }
            }
        }
    };
    const interrupt = async (interruption: Interruption, statement: Statement): Promise<void> => {
        planned = undefined;
        hold(true);
        try {
            await interruption.act(statement);
        } finally {
            hold(false);
        }
    };

    const accept = (server: Server, client: Socket): void => {
        const pair: Pair = { client, upstream: connect(server.port, server.host) };
        const { upstream } = pair;
        pairs.add(pair);
        let unanswered: Statement | undefined;
        let isFirst = true;
        const read = readCommands(({ kind, text }) => {
            if (STATEMENTS.has(kind)) {
                const said = kind === COM_INIT_DB ? `USE ${text}` : text;
                unanswered = { number: statements.length + 1, server: server.name, text: said, isFirst };
                statements.push(unanswered);
                isFirst = false;
            }
        });
        client.on("data", (chunk: Buffer) => {
            read(chunk);
            upstream.write(chunk);
        });
        upstream.on("data", (chunk: Buffer) => {
            const statement = unanswered;
            unanswered = undefined;
            if (statement === undefined || planned?.at(statement) !== true) {
                client.write(chunk);
                return;
            }
            void interrupt(planned, statement).then(() => client.write(chunk));
        });
        for (const socket of [client, upstream]) {
            socket.setNoDelay(true);
            socket.on("error", () => {
                end(pair);
            });
            socket.on("close", () => {
                end(pair);
            });
            if (isHeld) {
                socket.pause();
            }
        }
    };

    const listeners = await Promise.all(
        proxied.map(({ server, listensAt }) =>
            listening(listensAt, (client) => {
                accept(server, client);
            }),
        ),
    );
    const cutAll = (): void => {
        for (const pair of [...pairs]) {
            pairs.delete(pair);
            pair.client.resetAndDestroy();
            pair.upstream.destroy();
        }
    };
    return {
        watch: (interruption) => {
            statements = [];
            planned = interruption;
        },
        seen: () => statements,
        cutAll,
        close: async () => {
            cutAll();
            await Promise.all(listeners.map((listener) => closed(listener)));
        },
    };
}

async function listening(port: number, accept: (client: Socket) => void): Promise<Listener> {
    const listener = createServer(accept).listen(port, ADDRESS);
    await once(listener, "listening");
    return listener;
}

async function closed(listener: Listener): Promise<void> {
    listener.close();
    await once(listener, "close");
}
