import type { Session } from "../../mysql/session";
import { account, dropAccount, keepOutOfBinaryLog } from "../../mysql/statements";
import { whileWritable } from "../../mysql/writable";
import type { Operation } from "../operation";
import type { Progress } from "../progress";
import { tellStatements } from "../tellStatements";
import { tearDownIfReachable } from "../tearDown";
import type { DeclaredAccount } from "./inputs";

/** Takes the account away, where its server still answers. */
export async function remove(declared: DeclaredAccount, operation: Operation): Promise<void> {
    const { connection, user, hostPattern } = declared;
    await tearDownIfReachable(connection, operation, `DROP USER '${user}'@'${hostPattern}'`, (session) =>
        drop(session, declared, operation.progress),
    );
}

/** One that is gone already is no trouble. */
export async function drop(session: Session, declared: DeclaredAccount, progress: Progress): Promise<void> {
    const { connection, user, hostPattern } = declared;
    if ((await account(session, user, hostPattern)) !== undefined) {
        const did = (statement: string): void => {
            progress.did(`${connection.name}: ${statement}`);
        };
        await keepOutOfBinaryLog(session);
        await whileWritable(session, did, () =>
            tellStatements(connection.name, progress)(dropAccount(session, user, hostPattern)),
        );
    }
}
