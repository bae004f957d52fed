import type * as driver from "mysql2";
import type { Session, Value } from "./session";

/** A value that is sent, and that nobody is told. */
export class Secret {
    constructor(readonly value: Value) {}
}

/**
 * Sends a statement that changes something.
 *
 * @param seconds that it may take
 * @returns the statement as it was sent, with `<secret>` in the place of each {@link Secret}
 */
export async function change(
    session: Session,
    sql: string,
    values: (Value | Secret)[] = [],
    seconds?: number,
): Promise<string> {
    const sent = values.map((value) => (value instanceof Secret ? value.value : value));
    await session.query(sql, sent, seconds);
    // Loaded by whoever has a session already: see session.ts.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { format, raw } = require("mysql2") as typeof driver;
    const told = values.map((value) => (value instanceof Secret ? raw("<secret>") : value));
    return format(sql, told);
}
