import type { Dialect } from "../../mysql/dialect/dialect";
import type { FindingCode } from "../catalogue";
import { byNumber, DISK_FULL } from "./errorNumbers";

const BY_NUMBER = byNumber([
    ["duplicate-key", [1022, 1062, 1586]],
    ["row-missing", [1032]],
    ["table-missing", [1051, 1146]],
    ["database-missing", [1008, 1049]],
    ["schema-differs", [1007, 1050, 1054, 1060, 1061, 1068, 1091, 1136, 1364, 1406, 1535, 1677]],
    ["foreign-key-violated", [1215, 1216, 1217, 1451, 1452]],
    ["account-statement-failed", [1133, 1141, 1268, 1269, 1396, 1410]],
    ["lock-wait", [1205, 1213]],
    ["disk-full", [3, 1021, 1114]],
    ["relay-log-unusable", [1201, 1594, 1595, 1871, 1872]],
    ["gtid-mode-differs", [1781, 1782, 1785, 1786]],
]);

/** The number with which an applier reports any fatal error: only its text says that it was the relay log. */
const FATAL = 1593;

export function applierFinding(number: number, text: string): FindingCode {
    if (DISK_FULL.test(text)) {
        return "disk-full";
    }
    return (
        BY_NUMBER.get(number) ?? (number === FATAL && /relay log/i.test(text) ? "relay-log-unusable" : "applier-failed")
    );
}

/** How to see what the event holds over which an applier stopped, from the coordinates in the server's own words. */
export function howToSeeTheEvent(
    text: string,
    source: string,
    { eventAtFault }: Pick<Dialect, "eventAtFault">,
): string | undefined {
    const [, file, end] = eventAtFault.exec(text) ?? [];
    return file === undefined || end === undefined
        ? undefined
        : `the event ends at ${file}:${end} of ${source}, and mysqlbinlog --base64-output=DECODE-ROWS -vv --stop-position=${end} ${file} shows it last`;
}
