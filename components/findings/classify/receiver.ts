import type { Dialect } from "../../mysql/dialect/dialect";
import type { FindingCode } from "../catalogue";
import { byNumber, DISK_FULL } from "./errorNumbers";

const BY_NUMBER = byNumber([
    ["source-refuses-account", [1044, 1045, 1130, 1142, 1227, 1251, 1698, 1862, 3118]],
    ["source-unreachable", [1040, 1152, 1158, 1159, 1160, 1161, 1203, 2002, 2003, 2006, 2013, 2026]],
    ["source-unresolved", [2005]],
]);

/** A source that can't send what it was asked for, of whatever kind. */
const SOURCE_CANT_SEND = 1236;

/** @param byWords the server's own words, which tell apart what comes under one number */
export function receiverFinding(
    number: number,
    text: string,
    { receiverErrors: byWords }: Pick<Dialect, "receiverErrors">,
): FindingCode {
    return (
        byWords.find(([words]) => words.test(text))?.[1] ??
        (DISK_FULL.test(text) ? "disk-full" : undefined) ??
        BY_NUMBER.get(number) ??
        (number === SOURCE_CANT_SEND ? "binary-log-unreadable" : "receiver-failed")
    );
}
