import type { Session, Value } from "../session";
import { text } from "../values";
import { change } from "../change";
import { one } from "./one";

/** Global variables by name. A name that the server does not know is absent from the answer. */
export async function globalVariables(session: Session, names: string[]): Promise<Record<string, string>> {
    const rows = await session.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)", [names as unknown as string]);
    return Object.fromEntries(rows.map((row) => [text(row.Variable_name), text(row.Value)]));
}

/** @param name a variable's name, from the plan: never free text */
export async function setGlobal(session: Session, name: string, value: Value): Promise<string> {
    return await change(session, `SET GLOBAL ${name} = ?`, [value]);
}

/** False where the server was started without it: its tables are there then, and empty. */
export async function hasPerformanceSchema(session: Session): Promise<boolean> {
    return Number((await one(session, "SELECT @@GLOBAL.performance_schema AS is_on")).is_on) === 1;
}
