import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { reasons, startClient } from "./clientProgram";
import { clientArguments, clientOptionFile } from "./connection";
import type { Dialect } from "./dialect/dialect";
import { watched, type CopyWatch } from "./dumpStream";
import { ServerProblem } from "./serverProblem";
import { setLoadingSession } from "./sessionVariables";
import type { ServerConnection } from "../model/connection";

/**
 * Streams databases from one server into another with MySQL's own clients: `mysqldump | mysql`, without a file in
 * between, and without the statements going into the target's binary log. They read their passwords from a file that
 * only this user can read, and that is gone afterwards.
 *
 * `loose` options are those that only one of the two client families (MySQL's and MariaDB's) knows.
 *
 * @param dialect of the target
 * @throws ServerProblem with the clients' own words
 * @throws whatever {@link CopyWatch.onSnapshot} throws
 */
export async function copyDatabases(
    from: ServerConnection,
    to: ServerConnection,
    databases: string[],
    watch: CopyWatch,
    dialect: Dialect,
): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-mysql-dual-master-copy-"));
    try {
        const [fromFile, toFile] = [join(folder, "from.cnf"), join(folder, "to.cnf")];
        await writeFile(fromFile, clientOptionFile(from), { mode: 0o600 });
        await writeFile(toFile, clientOptionFile(to), { mode: 0o600 });
        const dump = startClient("mysqldump", [
            ...clientArguments(fromFile, from),
            "--single-transaction",
            "--quick",
            "--routines",
            "--triggers",
            "--events",
            "--hex-blob",
            "--default-character-set=utf8mb4",
            // They hold no rows, and asking for them takes one more privilege.
            "--no-tablespaces",
            "--loose-column-statistics=0",
            "--loose-set-gtid-purged=OFF",
            "--databases",
            // A database may be called like an option.
            "--",
            ...databases,
        ]);
        const load = startClient("mysql", [
            ...clientArguments(toFile, to),
            "--default-character-set=utf8mb4",
            "--binary-mode",
            // MariaDB's client repeats a statement that failed, and with it the rows that were copied.
            "--loose-print-query-on-error=0",
            `--init-command=${setLoadingSession(dialect)}`,
        ]);
        // A dump that nobody reads any more could wait for ever, and the writers with it.
        const endDump = (): void => {
            dump.process.kill();
        };
        load.ended.then((code) => {
            if (code !== 0) {
                endDump();
            }
        }, endDump);
        let refusal: { reason: unknown } | undefined;
        const onSnapshot = async (): Promise<void> => {
            try {
                await watch.onSnapshot();
            } catch (reason) {
                refusal = { reason };
                throw reason;
            }
        };
        const streamed = pipeline(dump.process.stdout, watched({ ...watch, onSnapshot }), load.process.stdin);
        const outcomes = await Promise.allSettled([dump.ended, load.ended, streamed]);
        const [, , stream] = outcomes;
        if (refusal !== undefined) {
            // Whoever waits for the snapshot knows better why there is none; the clients only broke off.
            throw refusal.reason;
        }
        const failed = [...reasons(from, dump, outcomes[0]), ...reasons(to, load, outcomes[1])];
        if (stream.status === "rejected" && (failed.length === 0 || !isBrokenPipe(stream.reason))) {
            failed.unshift(String(stream.reason));
        }
        if (failed.length > 0) {
            throw new ServerProblem({
                code: "copy-failed",
                where: `${to.name} from ${from.name}`,
                observed: failed.join("; "),
            });
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

/** What follows where either client ends early, whose own words say why. */
const isBrokenPipe = (error: unknown): boolean =>
    ["EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes((error as NodeJS.ErrnoException).code ?? "");
