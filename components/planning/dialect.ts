import { ASSUMED_DIALECT } from "../mysql/dialect/detect";

/** How servers speak that are planned: their my.cnf is written before any of them answers. */
export const PLANNED_DIALECT = ASSUMED_DIALECT;
