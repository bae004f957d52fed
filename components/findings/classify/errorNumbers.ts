import type { FindingCode } from "../catalogue";

/** Which class each of a server's error numbers belongs to. */
export const byNumber = (numbers: [FindingCode, number[]][]): Map<number, FindingCode> =>
    new Map(numbers.flatMap(([code, its]) => its.map((number) => [number, code])));

/** A full disk comes under many numbers: the operating system's own words tell it. */
export const DISK_FULL = /Errcode: 28|No space left|disk full/i;
