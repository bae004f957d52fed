import type { RowsState } from "./inputs";

/** The words of two servers that hold the same rows. */
export const EVERY_TABLE = "every table";
const ALIKE = "alike";

/**
 * @param found where tables differ, each of them is wanted alike, so that a preview shows what it is and what it should
 * be; of others there is nothing to say
 */
export const desiredState = (_declared: object, found?: Partial<RowsState>): RowsState => ({
    compared: EVERY_TABLE,
    tables: Object.fromEntries(Object.keys(found?.tables ?? {}).map((name) => [name, ALIKE])),
});
