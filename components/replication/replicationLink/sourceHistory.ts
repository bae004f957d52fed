import type { FindingCode } from "../../findings/catalogue";
import { FindingError } from "../../findings/finding";
import type { GtidSet } from "../../mysql/gtid/gtidSet";
import { fileNumber, isBefore, type ReplicaStatus } from "../../mysql/replicaStatus";
import { binaryLogCoordinates } from "../../mysql/statements";
import { replicaStatus } from "../../mysql/threads";
import { whileMoving } from "../../mysql/waiting";
import type { LinkSessions } from "../link/linkSessions";
import { meetsAnother } from "../link/sourceCheck";
import { bothWriteGtids, identitiesOf, type Identities } from "../link/serverIdentity";
import type { Progress } from "../progress";
import type { DeclaredLink, KeptWiring } from "./inputs";

/** What a source no longer has of its own, although its replica has it from there. */
export interface LostHistory {
    code: FindingCode;
    /** The words of a preview. */
    words: string;
    /** False by place: whatever the source writes next stands where the lost stood, and is something else. */
    mayComeBack: boolean;
}

/**
 * A source only ever gets further, so that what its replica has from it, looked at first, is there: unless the source
 * was put back to an earlier state.
 */
export async function lostHistory(
    ends: LinkSessions,
    link: DeclaredLink,
    status: ReplicaStatus,
    identities: Identities,
): Promise<LostHistory | undefined> {
    if (meetsAnother(status, identities.source)) {
        return undefined;
    }
    return bothWriteGtids(identities) ? lostTransactions(link, identities) : await lostCoordinates(ends, link, status);
}

function lostTransactions(link: DeclaredLink, { replica, source }: Identities): LostHistory | undefined {
    const lacks = replica.executed.ofServer(source.serverUuid).subtract(source.executed);
    return lacks.isEmpty
        ? undefined
        : {
              ...told(
                  source.executed.ofServer(source.serverUuid).isEmpty,
                  `${lacks.toString()}, which ${link.replica.name} has from it`,
              ),
              mayComeBack: true,
          };
}

async function lostCoordinates(
    ends: LinkSessions,
    link: DeclaredLink,
    { received }: ReplicaStatus,
): Promise<LostHistory | undefined> {
    const written = await binaryLogCoordinates(ends.source);
    return received.file === "" || written === undefined || !isBefore(written, received)
        ? undefined
        : {
              ...told(
                  fileNumber(written.file) === 1 && fileNumber(received.file) > 1,
                  `all from ${written.file}:${written.position} to ${received.file}:${received.position}, which ` +
                      `${link.replica.name} has received`,
              ),
              mayComeBack: false,
          };
}

const told = (begunAnew: boolean, lacks: string): Pick<LostHistory, "code" | "words"> =>
    begunAnew
        ? { code: "binary-log-reset", words: `has begun its binary log anew, and lacks ${lacks}` }
        : { code: "source-went-back", words: `lacks ${lacks}` };

/** What a replica has written by itself and its source lacks. */
export const errantTransactions = ({ replica, source }: Identities): GtidSet =>
    replica.executed.ofServer(replica.serverUuid).subtract(source.executed);

/** A source that gets back what it lost, over the other link, does so steadily. */
const SECONDS_WITHOUT_GETTING_ANYTHING_BACK = 10;

/**
 * @param before what an earlier wiring of this link left: with the server_id of then, the source ignores what it has
 * written itself, and what looks as if it came back would be new transactions under the numbers of the lost ones
 * @throws FindingError where the source has lost what its replica has from it, and does not get it back
 */
export async function refuseLostHistory(
    ends: LinkSessions,
    link: DeclaredLink,
    before: KeptWiring | undefined,
    progress: Progress,
): Promise<void> {
    let lost: LostHistory | undefined;
    await whileMoving(SECONDS_WITHOUT_GETTING_ANYTHING_BACK, async () => {
        const status = await replicaStatus(ends.replica);
        if (status === undefined) {
            lost = undefined;
            return { done: true };
        }
        const identities = await identitiesOf(ends);
        lost = await lostHistory(ends, link, status, identities);
        if (lost?.mayComeBack !== true || identities.source.serverId === before?.sourceServerId) {
            return { done: true };
        }
        progress.waits(`${link.name}: waiting for ${link.source.name}, which ${lost.words}`, `${link.name} history`);
        return { done: false, mark: lost.words };
    });
    if (lost !== undefined) {
        throw new FindingError({ code: lost.code, where: link.name, observed: `${link.source.name} ${lost.words}` });
    }
}
