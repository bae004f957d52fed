/** A command that a client sends once it is logged in. */
export interface Command {
    /** The packet's first byte, which says what kind of command it is. */
    kind: number;
    /** What follows, cut off where it is long. */
    text: string;
}

const HEADER_BYTES = 4;
const LENGTH_BYTES = 3;
/** Of a load of megabytes, the beginning tells what it is. */
const BYTES_KEPT = 2000;

/**
 * Reads what one client sends, chunk by chunk, and calls `onCommand` for every command in it. Every packet begins with its
 * length and its number in the exchange that it belongs to (manual of the client/server protocol, Packets): a command
 * begins one, so that its number is 0, and the answer to the greeting, which continues one, has another.
 */
export function readCommands(onCommand: (command: Command) => void): (chunk: Buffer) => void {
    let unread = Buffer.alloc(0);
    let toSkip = 0;
    return (chunk) => {
        unread = Buffer.concat([unread, chunk]);
        for (;;) {
            const skipped = Math.min(toSkip, unread.length);
            toSkip -= skipped;
            unread = unread.subarray(skipped);
            if (unread.length < HEADER_BYTES) {
                return;
            }
            const length = unread.readUIntLE(0, LENGTH_BYTES);
            const kept = Math.min(length, BYTES_KEPT);
            if (unread.length < HEADER_BYTES + kept) {
                return;
            }
            const payload = unread.subarray(HEADER_BYTES, HEADER_BYTES + kept);
            if (unread[LENGTH_BYTES] === 0 && length > 0) {
                onCommand({ kind: payload[0] ?? 0, text: payload.toString("utf8", 1) });
            }
            toSkip = HEADER_BYTES + length;
        }
    };
}
