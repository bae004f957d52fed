import { text } from "./values";
import type { Row } from "./session";

/** `shop.orders`, as findings name a table. */
export type TableName = string;

/** The table of a row that has its database as `db` and itself as `name`. */
export const tableName = (row: Row): TableName => `${text(row.db)}.${text(row.name)}`;

/** A name as a statement takes it (manual, 9.2 Schema Object Names). */
export const quotedName = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
