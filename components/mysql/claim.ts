import { CLAIM_RECORD } from "./ownDatabases";
import { ServerProblem } from "./serverProblem";
import { text } from "./values";
import { SECONDS_TO_ANSWER, type Session } from "./session";

const CLAIM_TABLE = "claim";
const TABLE = `${CLAIM_RECORD}.${CLAIM_TABLE}`;
const STACK_ID = "stack_id CHAR(36) NOT NULL DEFAULT ''";

/** Gives a server free whose owner is gone for good. Replicated, it would give its peers free as well. */
export const RELEASE = `SET SESSION sql_log_bin = 0; DELETE FROM ${TABLE}`;

/** Who may have a server. */
export interface Owner {
    /** Whom findings name: `organization/project/stack`. */
    owner: string;
    /** Tells it from another one of that name, whose state another backend keeps. What an older release made has none. */
    stackId?: string;
}

/** Who says that a server is theirs. */
export interface Claimant extends Owner {
    /** Which one of the owner's resources it is: no other one gives the claim up. */
    token: string;
    /** What the owner calls the server: two components of one stack that declare it call it differently. */
    server: string;
}

export interface Claim extends Claimant {
    /** When it was made, in UTC. */
    since: string;
}

/** What a server answers that has no such record (manual, B.3.1 Server Error Message Reference). */
const UNKNOWN = new Set([1049, 1146]);

/** Named locks, unlike those of tables, outlast the table that is dropped under them (manual, 12.14 Locking Functions). */
const LOCK = TABLE;
const LOCK_SECONDS = 30;

/** Most often it is granted at once, and nothing has to be said. */
const SILENT_SECONDS = 2;

/** The stack that declares a server, as far as the state says so: that of an older release does not. */
export const declarerOf = ({ server: { owner, stackId } }: Session): Owner | undefined =>
    owner === undefined ? undefined : { owner, stackId };

/** By name only where one of the two knows no id: a stack that is renamed keeps its own. */
export const isOneStack = (one: Owner, other: Owner): boolean =>
    isNamedOnly(one) || isNamedOnly(other) ? one.owner === other.owner : one.stackId === other.stackId;

const isNamedOnly = ({ stackId = "" }: Owner): boolean => stackId === "";

/** An owner in the eyes of a stack that is another one, and may bear the same name. */
export const sayOwner = ({ owner, stackId = "" }: Owner, toWhom: Owner): string =>
    owner === toWhom.owner
        ? `another stack of the same name, ${owner} (id ${stackId}, and not ${toWhom.stackId ?? ""})`
        : `the stack ${owner}`;

export async function readClaim(session: Session): Promise<Claim | undefined> {
    try {
        // Every column: an older release made the table without stack_id.
        const [row] = await session.query(`SELECT * FROM ${TABLE} WHERE server_uuid = @@GLOBAL.server_uuid`);
        return row === undefined
            ? undefined
            : {
                  owner: text(row.owner),
                  stackId: text(row.stack_id),
                  token: text(row.token),
                  server: text(row.server),
                  since: text(row.claimed_at),
              };
    } catch (error) {
        if (UNKNOWN.has((error as { errno?: number }).errno ?? 0)) {
            return undefined;
        }
        throw error;
    }
}

/** The session must be one that keeps what it writes out of the binary log. Only one row fits: a second claim fails. */
export async function createClaim(session: Session, { owner, stackId, token, server }: Claimant): Promise<void> {
    await session.query(`CREATE DATABASE IF NOT EXISTS ${CLAIM_RECORD}`);
    await session.query(
        `CREATE TABLE IF NOT EXISTS ${TABLE} (only_one TINYINT UNSIGNED NOT NULL DEFAULT 1 PRIMARY KEY, ` +
            "owner TEXT NOT NULL, token CHAR(36) NOT NULL, server TEXT NOT NULL, server_uuid CHAR(36) NOT NULL, claimed_at DATETIME NOT NULL, " +
            `${STACK_ID}) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`,
    );
    await completeTable(session);
    await session.query(`DELETE FROM ${TABLE} WHERE server_uuid <> @@GLOBAL.server_uuid`);
    await session.query(
        `INSERT INTO ${TABLE} (owner, stack_id, token, server, server_uuid, claimed_at) ` +
            "VALUES (?, ?, ?, ?, @@GLOBAL.server_uuid, UTC_TIMESTAMP())",
        [owner, stackId ?? "", token, server],
    );
}

/** The session must be one that keeps what it writes out of the binary log. */
export async function changeClaim(session: Session, { owner, stackId, token, server }: Claimant): Promise<void> {
    await completeTable(session);
    await session.query(`UPDATE ${TABLE} SET owner = ?, stack_id = ?, token = ?, server = ?`, [
        owner,
        stackId ?? "",
        token,
        server,
    ]);
}

/** An older release made the table with all but this column. */
async function completeTable(session: Session): Promise<void> {
    const [found] = await session.query(
        "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS " +
            "WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = 'stack_id'",
        [CLAIM_RECORD, CLAIM_TABLE],
    );
    if (found === undefined) {
        await session.query(`ALTER TABLE ${TABLE} ADD COLUMN ${STACK_ID}`);
    }
}

/** In one statement: a database without its table would be nobody's. What somebody else has put into it stays. */
export async function dropClaim(session: Session): Promise<void> {
    const [others] = await session.query(
        "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME <> ? " +
            "UNION ALL SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? " +
            "UNION ALL SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? LIMIT 1",
        [CLAIM_RECORD, CLAIM_TABLE, CLAIM_RECORD, CLAIM_RECORD],
    );
    await session.query(others === undefined ? `DROP DATABASE ${CLAIM_RECORD}` : `DROP TABLE ${TABLE}`);
}

/** What a server has left that ended while it dropped a claim (5.7 drops a database table by table). */
export async function hasEmptyRecord(session: Session): Promise<boolean> {
    const [found] = await session.query(
        "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ? " +
            "AND NOT EXISTS (SELECT * FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?)",
        [CLAIM_RECORD, CLAIM_RECORD],
    );
    return found !== undefined;
}

/**
 * Looks at a server's claim and changes it while nobody else does.
 *
 * @param stillWaiting is told who keeps it, once that takes longer than one would expect
 * @throws ServerProblem where somebody else takes too long
 */
export async function whileNobodyClaims<T>(
    session: Session,
    stillWaiting: (why: string) => void,
    work: () => Promise<T>,
): Promise<T> {
    if (!(await isGranted(session, SILENT_SECONDS))) {
        stillWaiting(await sayHolder(session));
        if (!(await isGranted(session, LOCK_SECONDS - SILENT_SECONDS))) {
            throw new ServerProblem({
                code: "claim-under-way",
                where: session.server.name,
                observed: `GET_LOCK('${LOCK}') was not granted within ${LOCK_SECONDS} s: ${await sayHolder(session)}`,
            });
        }
    }
    try {
        return await work();
    } finally {
        await session.query("DO RELEASE_LOCK(?)", [LOCK]);
    }
}

async function isGranted(session: Session, seconds: number): Promise<boolean> {
    const [row] = await session.query("SELECT GET_LOCK(?, ?) AS locked", [LOCK, seconds], seconds + SECONDS_TO_ANSWER);
    return Number(row?.locked) === 1;
}

async function sayHolder(session: Session): Promise<string> {
    const [holder] = await session.query(
        "SELECT ID AS id, USER AS user, HOST AS host FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK(?)",
        [LOCK],
    );
    return holder === undefined
        ? "a connection that has just ended held it"
        : `connection ${text(holder.id)} of ${text(holder.user)} from ${text(holder.host)} holds it`;
}
