import {
    changeClaim,
    createClaim,
    declarerOf,
    dropClaim,
    hasEmptyRecord,
    isOneStack,
    readClaim,
    RELEASE,
    sayOwner,
    whileNobodyClaims,
    type Claim,
    type Claimant,
} from "../../mysql/claim";
import { FindingError } from "../../findings/finding";
import type { Session } from "../../mysql/session";
import { keepOutOfBinaryLog } from "../../mysql/statements";
import { whileWritable } from "../../mysql/writable";
import type { Progress } from "../progress";

export const UNCLAIMED = "none";
export const ANOTHERS = "another resource's";

/**
 * Makes the server this stack's, before anything else is changed there. What the same stack claimed earlier is taken
 * over: by a resource that replaces another one, after a run that was cut off, and under the stack's new name.
 * What an older release claimed bears no id, and is taken over by the stack's name.
 *
 * @returns true where it belonged to nobody
 * @throws FindingError where it belongs to another stack, or is declared by another component of this one
 */
export async function claim(session: Session, claimant: Claimant, progress: Progress): Promise<boolean> {
    const found = await refuseAnothers(session, claimant);
    if (found !== undefined && isSame(found, claimant)) {
        return false;
    }
    return await whileNobodyClaims(session, waiting(session, progress), async () => {
        const known = await refuseAnothers(session, claimant);
        await keepOutOfBinaryLog(session);
        await whileWritable(session, telling(session, progress), () =>
            (known === undefined ? createClaim : changeClaim)(session, claimant),
        );
        progress.did(`${session.server.name}: claimed for the stack ${claimant.owner}${was(known, claimant)}`);
        return known === undefined;
    });
}

const waiting =
    ({ server }: Session, progress: Progress) =>
    (why: string): void => {
        progress.waits(`${server.name}: waiting for its claim, ${why}`);
    };

const telling =
    ({ server }: Session, progress: Progress) =>
    (statement: string): void => {
        progress.did(`${server.name}: ${statement}`);
    };

const isSame = (one: Claimant, other: Claimant): boolean =>
    one.owner === other.owner &&
    (one.stackId ?? "") === (other.stackId ?? "") &&
    one.token === other.token &&
    one.server === other.server;

const was = (known: Claim | undefined, { owner }: Claimant): string =>
    known === undefined ? "" : known.owner === owner ? " anew" : ` (was ${known.owner})`;

/** Before the lock as well: on a server of somebody else's nothing is waited for. */
async function refuseAnothers(session: Session, claimant: Claimant): Promise<Claim | undefined> {
    const { owner, token, server } = claimant;
    const known = await readClaim(session);
    if (known === undefined || known.token === token) {
        return known;
    }
    if (!isOneStack(known, claimant)) {
        throw new FindingError({
            code: "server-claimed",
            where: session.server.name,
            observed: `belongs to ${sayOwner(known, claimant)} since ${known.since} UTC, and not to ${owner}`,
            here: RELEASE,
        });
    }
    if (known.server !== server) {
        throw new FindingError({
            code: "server-declared-twice",
            where: session.server.name,
            observed: `is declared as ${known.server} in this same stack, ${owner}, since ${known.since} UTC`,
            here: RELEASE,
        });
    }
    return known;
}

/** Gives the server free, where it is this resource that holds it. */
export async function release(session: Session, token: string, progress: Progress): Promise<void> {
    // Most often there is nothing to wait for, nor anything to keep out of the binary log.
    if ((await leftToDrop(session, token)) === undefined) {
        return;
    }
    await whileNobodyClaims(session, waiting(session, progress), async () => {
        const left = await leftToDrop(session, token);
        if (left !== undefined) {
            await keepOutOfBinaryLog(session);
            await whileWritable(session, telling(session, progress), () => dropClaim(session));
            progress.did(`${session.server.name}: ${left}`);
        }
    });
}

/** @returns what the user reads once it is dropped, `undefined` where there is nothing, or nothing of this resource's */
async function leftToDrop(session: Session, token: string): Promise<string | undefined> {
    const known = await readClaim(session);
    if (known !== undefined) {
        return known.token === token ? `no longer claimed for the stack ${known.owner}` : undefined;
    }
    return (await hasEmptyRecord(session)) ? "no longer claimed, and nothing is left of its record" : undefined;
}

/**
 * Whose the server is, in the words of a preview: its owner as declared, or what is wrong.
 *
 * @param token of the resource that looks, `undefined` where it never claimed anything
 */
export async function sayClaim(session: Session, token: string | undefined): Promise<string> {
    const known = await readClaim(session);
    if (known === undefined) {
        return UNCLAIMED;
    }
    if (known.token === token) {
        return known.owner;
    }
    const ours = declarerOf(session);
    const isNamesake = known.owner === ours?.owner && !isOneStack(known, ours);
    const whose = isNamesake ? sayOwner(known, ours) : known.owner;
    return `${ANOTHERS}, of ${whose} since ${known.since} UTC`;
}
