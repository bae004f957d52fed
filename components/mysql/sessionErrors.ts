import type { ServerConnection } from "../model/connection";

/** Characters. */
const MOST_OF_A_STATEMENT = 80;

export function beginningOf(sql: string): string {
    const line = sql.replace(/\s+/g, " ");
    return line.length <= MOST_OF_A_STATEMENT ? line : `${line.slice(0, MOST_OF_A_STATEMENT)}…`;
}

/** A server, or the network on the way there, that leaves one statement without an answer. */
export class NoAnswer extends Error {
    constructor(sql: string, seconds: number) {
        super(`no answer within ${seconds} s to ${beginningOf(sql)}`);
        this.name = "NoAnswer";
    }
}

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

export function about(what: Asked, error: unknown): unknown {
    if (typeof error === "object" && error !== null) {
        asked.set(error, what);
    }
    return error;
}

/** The server's own number and text. */
export function sayServerError(error: unknown): string {
    const { errno, message } = error as { errno?: number; message?: string };
    return [errno, message].join(" ").trim();
}
