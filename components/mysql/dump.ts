import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { clientArguments, clientOptionFile } from "./connection";
import type { Dialect } from "./dialect/dialect";
import { ServerProblem } from "./serverProblem";
import { setLoadingSession } from "./sessionVariables";
import type { ServerConnection } from "../model/connection";

/** What a copy tells while it runs. */
export interface CopyWatch {
    /** The dump reads as of one moment from now on: whoever kept the writers away can let them go. */
    onSnapshot(): Promise<void>;
    /** So many bytes of statements have gone over. */
    onBytes(bytes: number): void;
}

/** mysqldump writes this before the first database, and after its transaction has begun. */
const FIRST_DATABASE = "-- Current Database:";

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
        const dump = start("mysqldump", [
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
        const load = start("mysql", [
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

interface Client {
    name: string;
    process: ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream };
    ended: Promise<number | null>;
    said: () => string;
}

function start(name: string, args: string[]): Client {
    const child = spawn(name, args, { stdio: "pipe" });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-2000);
    });
    const ended = new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    const words = (): string =>
        said
            .split("\n")
            .filter((line) => !/^Warning: .* 'loose-/.test(line))
            .join(" ")
            .trim();
    return { name, process: child, ended, said: words };
}

function reasons(
    server: ServerConnection,
    { name, said }: Client,
    outcome: PromiseSettledResult<number | null>,
): string[] {
    if (outcome.status === "rejected") {
        const { code } = outcome.reason as NodeJS.ErrnoException;
        return [
            code === "ENOENT"
                ? `there is no ${name} on the PATH where pulumi runs (MySQL's client package has it)`
                : `${name}: ${String(outcome.reason)}`,
        ];
    }
    const how = outcome.value === null ? "was ended by a signal" : `ended with ${outcome.value}`;
    return outcome.value === 0 ? [] : [`${name} on ${server.name} ${how}: ${said()}`];
}

/** Passes everything on, counts it, and notices when the dump's snapshot has been taken. */
function watched(watch: CopyWatch): Transform {
    let bytes = 0;
    let head: string | undefined = "";
    const taken = async (): Promise<void> => {
        head = undefined;
        await watch.onSnapshot();
    };
    return new Transform({
        transform(chunk: Buffer, _encoding, done) {
            bytes += chunk.length;
            watch.onBytes(bytes);
            if (head === undefined) {
                done(null, chunk);
                return;
            }
            head += chunk.toString("latin1");
            if (head.includes(FIRST_DATABASE)) {
                taken().then(() => {
                    done(null, chunk);
                }, done);
            } else {
                done(null, chunk);
            }
        },
        flush(done) {
            if (head === undefined) {
                done();
            } else {
                taken().then(() => {
                    done();
                }, done);
            }
        },
    });
}
