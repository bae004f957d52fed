import { nativePasswordHash } from "../../components/mysql/nativePassword";
import { sql, type Server } from "./servers";

/** What the image is given, which pastes it unescaped into SQL. */
export const FIRST_PASSWORD = "of-the-first-start";

/** Gives root the password of the tests, whatever it is made of, and tells no binary log. */
export const rootPasswordStatements = (password: string): string[] => [
    "SET SESSION sql_log_bin = 0",
    ...["%", "localhost"].map(
        (host) =>
            `ALTER USER 'root'@'${host}' IDENTIFIED WITH mysql_native_password AS '${nativePasswordHash(password)}'`,
    ),
];

export async function setRootPassword(server: Server, password: string): Promise<void> {
    await sql(server, FIRST_PASSWORD, ...rootPasswordStatements(password));
}
