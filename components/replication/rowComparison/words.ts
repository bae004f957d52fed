/** The words of two servers that hold the same rows. */
export const EVERY_TABLE = "every table";
export const ALIKE = "alike";
