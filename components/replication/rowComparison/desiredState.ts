import type { RowsState } from "./inputs";
import { ALIKE, EVERY_TABLE } from "./words";

/**
 * @param found where tables differ, each of them is wanted alike, so that a preview shows what it is and what it should
 * be; of others there is nothing to say
 */
export const desiredState = (_declared: object, found?: Partial<RowsState>): RowsState => ({
    compared: EVERY_TABLE,
    tables: Object.fromEntries(Object.keys(found?.tables ?? {}).map((name) => [name, ALIKE])),
});
