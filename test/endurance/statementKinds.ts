/** mysqldump wraps what older servers are not to see in a comment that newer ones execute, MariaDB's in another one. */
const EXECUTED_COMMENT = /^\s*\/\*(?:M?!\d+)\s*/;
/** Statements that leave a server as it is; what they set, or see as of one moment, ends with the session. */
const LOOKS = /^\s*(SELECT|SHOW|USE|START TRANSACTION|SAVEPOINT|ROLLBACK TO SAVEPOINT)\b/i;
const SETS_IN_SESSION = /^\s*SET\s+(?!PASSWORD\b)(?!.*\bGLOBAL\b)/is;

export function changesSomething(statement: string): boolean {
    const executed = statement.replace(EXECUTED_COMMENT, "");
    return !LOOKS.test(executed) && !SETS_IN_SESSION.test(executed);
}

/** The beginning of a statement, without what may be a password in it. */
export const sayStatement = (statement: string): string =>
    (statement.replace(/\s+/g, " ").trim().split("'")[0] ?? "").slice(0, 60).trim();
