import type { Row, Session, Value } from "../session";

/** The first row of the answer; without one, a row without columns. */
export async function one(session: Session, sql: string, values: Value[] = [], seconds?: number): Promise<Row> {
    const [row] = await session.query(sql, values, seconds);
    return row ?? {};
}
