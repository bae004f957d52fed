import { NoAnswer } from "./sessionErrors";
import type { ServerConnection } from "../model/connection";

/** Why a server did not answer as an administrator needs it to. */
export interface Unanswered {
    /** The words that a preview shows, e.g. `unreachable: connection refused`. */
    words: string;
    /** True where waiting can help: nobody listens yet, or the server is still starting. */
    mayPass: boolean;
    /** The class of what is seen. */
    code: "server-unreachable" | "connections-taken" | "administrator-refused" | "administrator-expired";
}

const unreachable = (why: string): Unanswered => ({
    words: `unreachable: ${why}`,
    mayPass: true,
    code: "server-unreachable",
});

const CLOSED = unreachable("the connection was closed before the server answered");

const PASSWORD_EXPIRED = 1862;

/** Error numbers with which a server that is alive turns an account away (manual, B.3.1 Server Error Message Reference). */
const TURNED_AWAY = new Set([1045, 1130, 1251, 1698, PASSWORD_EXPIRED, 3118]);

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
        return unreachable(error.message);
    }
    switch (code) {
        case "ECONNREFUSED":
            return unreachable("connection refused");
        case "ENOTFOUND":
        case "EAI_AGAIN":
            return unreachable(`the name ${server.host} does not resolve`);
        case "ETIMEDOUT":
        case "EHOSTUNREACH":
        case "ENETUNREACH":
            return unreachable(`no answer from ${server.host}:${server.port}`);
        // Docker's port proxy accepts before mysqld listens, and then hangs up.
        case "PROTOCOL_CONNECTION_LOST":
        case "ECONNRESET":
        case "EPIPE":
            return CLOSED;
        case "ER_CON_COUNT_ERROR":
            return {
                ...unreachable("all of its connections are taken (max_connections)"),
                code: "connections-taken",
            };
        case "ER_SERVER_SHUTDOWN":
            return unreachable("the server is shutting down");
        // The driver has no code for a connection that was cut while nothing was asked.
        case undefined:
            return fatal === true ? CLOSED : undefined;
        default:
            return undefined;
    }
}
