import type { FindingCode } from "../../findings/catalogue";
import type { Dialect } from "../../mysql/dialect/dialect";
import type { Finding } from "../../findings/finding";
import { ANOTHERS, UNCLAIMED } from "./claim";

const byVariable = ({ options }: Dialect): Record<string, FindingCode> => ({
    auto_increment_increment: "lanes-differ",
    auto_increment_offset: "lanes-differ",
    binlog_do_db: "filters-differ",
    binlog_format: "binary-log-format",
    binlog_ignore_db: "filters-differ",
    binlog_row_image: "binary-log-format",
    enforce_gtid_consistency: "gtid-mode-differs",
    gtid_mode: "gtid-mode-differs",
    innodb_flush_log_at_trx_commit: "durability-relaxed",
    log_bin: "binary-log-off",
    [options.logReplicaUpdates]: "log-slave-updates-off",
    [options.skipErrors]: "errors-skipped",
    sync_binlog: "durability-relaxed",
});

function codeOf(variable: string, wanted: string, dialect: Dialect): FindingCode {
    if (variable === "read_only") {
        return wanted === "OFF" ? "read-only-master" : "writable-replica";
    }
    return byVariable(dialect)[variable] ?? "variable-differs";
}

const said = (value: string): string => (value === "" ? "empty" : value);

/** The variables that are not what is declared, those of one class together. */
export function variableFindings(
    where: string,
    is: Record<string, string>,
    declared: Record<string, string>,
    dialect: Dialect,
): Finding[] {
    const byCode = new Map<FindingCode, string[]>();
    for (const [variable, wanted] of Object.entries(declared)) {
        const value = is[variable] ?? "";
        if (value !== wanted) {
            const code = codeOf(variable, wanted, dialect);
            byCode.set(code, [...(byCode.get(code) ?? []), `${variable} is ${said(value)}, not ${said(wanted)}`]);
        }
    }
    return [...byCode].map(([code, differing]) => ({ code, where, observed: differing.join("; ") }));
}

export function claimFindings(where: string, claim: string, token: string | undefined): Finding[] {
    if (claim === UNCLAIMED) {
        return [{ code: "server-unclaimed", where, observed: "no stack has claimed it" }];
    }
    return token !== undefined && claim.startsWith(ANOTHERS)
        ? [{ code: "server-claimed", where, observed: `it is ${claim}` }]
        : [];
}
