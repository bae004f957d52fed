/** Statements that leave a server as it is; what they set ends with the session. */
const LOOKS = /^\s*(SELECT|SHOW|SET SESSION|SET NAMES|USE)\b/i;

export const changesSomething = (statement: string): boolean => !LOOKS.test(statement);

/** The beginning of a statement, without what may be a password in it. */
export const sayStatement = (statement: string): string =>
    (statement.replace(/\s+/g, " ").trim().split("'")[0] ?? "").slice(0, 60).trim();
