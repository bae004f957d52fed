import { applierFinding, howToSeeTheEvent } from "../../findings/classify/applier";
import type { FindingCode } from "../../findings/catalogue";
import type { Finding } from "../../findings/finding";
import type { Dialect } from "../../mysql/dialect/dialect";
import { receiverFinding } from "../../findings/classify/receiver";
import { sayThread, type ReplicaStatus, type ThreadState } from "../../mysql/replicaStatus";
import type { DeclaredLink } from "./inputs";

/** What of a link its threads are told by. */
export type SeenLink = Pick<DeclaredLink, "name" | "source" | "sourceAddress" | "positioning" | "replicaMyCnfIsGiven">;

const whatIfStale = ({ statements }: Dialect): string =>
    `where its coordinates were stale, run ${statements.stopReplica} and ${statements.resetReplicaAll} on it, declare ` +
    'initialData: "identical" once both sides hold the same rows, and replace the link\'s InitialData (pulumi up --replace URN)';

const isStopped = ({ running, errorNumber }: ThreadState): boolean => running === "No" && errorNumber === 0;

/**
 * What is wrong with a replica's threads by their own account: the applier's trouble first, which is about rows.
 *
 * @param sourceIsDown true where the program does not reach the source either
 */
export function threadFindings(link: SeenLink, { io, sql, dialect }: ReplicaStatus, sourceIsDown = false): Finding[] {
    const where = link.name;
    const findings: Finding[] = [];
    if (sql.errorNumber !== 0 && sql.running !== "Yes") {
        const code = applierFinding(sql.errorNumber, sql.errorText);
        const mayBeStale = link.positioning === "binlog" && code !== "relay-log-unusable";
        const here = [
            howToSeeTheEvent(sql.errorText, link.source.name, dialect),
            ...(mayBeStale ? [whatIfStale(dialect)] : []),
        ].filter((each) => each !== undefined);
        findings.push({
            code,
            where,
            observed: `SQL thread ${sayThread(sql)}`,
            ...(here.length === 0 ? {} : { here: here.join("; ") }),
        });
    }
    if (io.errorNumber !== 0 && io.running !== "Yes") {
        const code = receiverFinding(io.errorNumber, io.errorText, dialect);
        findings.push({ ...wayToSource(code, link, sourceIsDown), where, observed: `IO thread ${sayThread(io)}` });
    }
    const stopped = [...(isStopped(io) ? ["IO thread"] : []), ...(isStopped(sql) ? ["SQL thread"] : [])];
    if (stopped.length > 0) {
        findings.push({ code: "thread-stopped", where, observed: `${stopped.join(" and ")} stopped` });
    }
    return findings;
}

/** The name of a container that has ended resolves no more: what can be reached by nobody is no question of addresses. */
function wayToSource(code: FindingCode, link: SeenLink, sourceIsDown: boolean): Pick<Finding, "code" | "here"> {
    if (code !== "source-unreachable" && code !== "source-unresolved") {
        return { code };
    }
    if (sourceIsDown) {
        return {
            code: "source-unreachable",
            here: `start ${link.source.name}, which this program does not reach either`,
        };
    }
    const here =
        link.replicaMyCnfIsGiven === true
            ? "the address is declared as peerHost and peerPort"
            : `both containers have to be on one network (docker network inspect), where ${link.source.name} goes by the ` +
              `name ${link.sourceAddress.host}`;
    return { code, here };
}
