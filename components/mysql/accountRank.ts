import type { OtherAccountRow } from "./statements";

/**
 * How soon the server tries a row of mysql.user: literal hosts first, then patterns by what stands before their first
 * wildcard, `%` last (manual, 6.2.5 Access Control, Stage 1: Connection Verification).
 */
function rank(host: string): number {
    const wildcard = host.search(/[%_/]/);
    return wildcard === -1 ? Infinity : wildcard;
}

/** What every host that it stands for begins with. */
const beginning = (host: string): string => (rank(host) === Infinity ? host : host.slice(0, rank(host)));

const isAddress = (host: string): boolean => /^[\d:]/.test(host);

/** True where no host is meant by both; a name and an address may be those of one host. */
function areApart(one: string, other: string): boolean {
    const [first, second] = [beginning(one), beginning(other)];
    const isOneKind = first !== "" && second !== "" && isAddress(first) === isAddress(second);
    return isOneKind && !first.startsWith(second) && !second.startsWith(first);
}

/** True where a host that both mean may be taken for the one and not for `ours`. */
export const outranks = (other: string, ours: string): boolean =>
    other !== ours && rank(other) >= rank(ours) && !areApart(other, ours);

/** True where a replica that is taken for this one can follow all the same. */
export const lets = (row: OtherAccountRow, { plugin, hash }: { plugin: string; hash: string }): boolean =>
    row.plugin === plugin &&
    row.authenticationString === hash &&
    row.mayFollow &&
    [row.locked, row.expired].every((shut) => !shut) &&
    [row.requires, row.limits, row.expiresOn].every((restriction) => restriction === "");
