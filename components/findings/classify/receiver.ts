import type { FindingCode } from "../catalogue";
import { byNumber, DISK_FULL } from "./errorNumbers";

const BY_NUMBER = byNumber([
    ["source-refuses-account", [1044, 1045, 1130, 1142, 1227, 1251, 1698, 1862, 3118]],
    ["source-unreachable", [1040, 1152, 1158, 1159, 1160, 1161, 1203, 2002, 2003, 2006, 2013, 2026]],
    ["source-unresolved", [2005]],
]);

/** Numbers under which a server reports several classes: only its words tell them apart. */
const BY_TEXT: [RegExp, FindingCode][] = [
    [/purged binary logs|Could not find first log file/i, "binary-log-purged"],
    [/position > file size|impossible position|more GTIDs than the master|end of binlog/i, "binary-log-place-unknown"],
    [/equal MySQL server ids/i, "server-ids-equal"],
    [/equal MySQL server UUIDs/i, "server-uuids-equal"],
    [/GTID_MODE/i, "gtid-mode-differs"],
    [DISK_FULL, "disk-full"],
];

const ER_MASTER_FATAL_ERROR_READING_BINLOG = 1236;

export function receiverFinding(number: number, text: string): FindingCode {
    return (
        BY_TEXT.find(([words]) => words.test(text))?.[1] ??
        BY_NUMBER.get(number) ??
        (number === ER_MASTER_FATAL_ERROR_READING_BINLOG ? "binary-log-unreadable" : "receiver-failed")
    );
}
