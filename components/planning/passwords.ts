import { PLANNED_DIALECT } from "./dialect";
import type { Refusal } from "./refusal";

/** MASTER_PASSWORD holds at most this many bytes (manual, 13.4.2.1 CHANGE MASTER TO). */
const LONGEST_REPLICATION_PASSWORD = 32;

/**
 * The clients that copy read a password from a line of an option file, where a quote or a backslash takes two bytes. They
 * read 4095 bytes of it, and print the rest.
 */
const LONGEST_PASSWORD = 2000;

function refusalsOf(path: string, password: string, rules: [boolean, string][]): Refusal[] {
    return rules.filter(([broken]) => broken).map(([, reason]) => ({ path, value: "(secret)", reason }));
}

const hasControlCharacter = (password: string): boolean => /\p{Cc}/u.test(password);

export function refusalsOfReplicationPassword(path: string, password: string): Refusal[] {
    return refusalsOf(path, password, [
        [password === "", "is empty; allowed: 1 to 32 bytes"],
        [hasControlCharacter(password), "holds a control character or a line break; allowed: printable characters"],
        [
            Buffer.byteLength(password) > LONGEST_REPLICATION_PASSWORD,
            `has ${Buffer.byteLength(password)} bytes, and MySQL takes a replication password of 32 at most; allowed: 1 to 32`,
        ],
        // It keeps the password in its three-byte utf8, with a question mark for such a character.
        [
            /[\u{10000}-\u{10FFFF}\p{Surrogate}]/u.test(password),
            `holds a character beyond U+FFFF, e.g. an emoji, of which a ${PLANNED_DIALECT.name} replica makes a question mark; ` +
                "allowed: every other printable character",
        ],
    ]);
}

export function refusalsOfRootPassword(path: string, password: string): Refusal[] {
    return refusalsOf(path, password, [
        [password === "", "is empty; allowed: at least 1 character"],
        [hasControlCharacter(password), "holds a control character or a line break; allowed: printable characters"],
        isTooLong(password),
    ]);
}

/** Of an account that exists already, under whichever password its owner gave it. */
export function refusalsOfExistingPassword(path: string, password: string): Refusal[] {
    return refusalsOf(path, password, [
        [
            password.includes("\0"),
            "holds a NUL, at which MySQL's clients take it for ended; allowed: every other character",
        ],
        isTooLong(password),
    ]);
}

const isTooLong = (password: string): [boolean, string] => [
    Buffer.byteLength(password) > LONGEST_PASSWORD,
    `has ${Buffer.byteLength(password)} bytes, which MySQL's clients do not read; ` +
        `allowed: up to ${LONGEST_PASSWORD}`,
];
