import type { Refusal } from "./refusal";

/** MASTER_PASSWORD holds at most this many bytes (manual, 13.4.2.1 CHANGE MASTER TO). */
const LONGEST_REPLICATION_PASSWORD = 32;

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
    ]);
}

export function refusalsOfRootPassword(path: string, password: string): Refusal[] {
    return refusalsOf(path, password, [
        [password === "", "is empty; allowed: at least 1 character"],
        [hasControlCharacter(password), "holds a control character or a line break; allowed: printable characters"],
        // Its entrypoint pastes the password between single quotes into the statement that sets it.
        [
            /['\\]/.test(password),
            "holds a single quote or a backslash, which the image's entrypoint does not escape; " +
                "allowed: every other printable character",
        ],
    ]);
}
