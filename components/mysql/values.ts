import type { Row } from "./session";

/** A value of a row as text, whether the driver gives a number or a text; nothing reads as an empty one. */
export const text = (value: Row[string] | undefined): string => String(value ?? "");
