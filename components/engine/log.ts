/** Of a frame: one byte for the stream, three of nothing, four for the length (Docker Engine API, ContainerAttach). */
const HEADER = 8;

/** The text of a container's log: in frames, of which each says from which stream it is, unless it has a terminal. */
export function textIn(written: Buffer): string {
    const parts: Buffer[] = [];
    let at = 0;
    while (at + HEADER <= written.length && isHeader(written, at)) {
        const end = at + HEADER + written.readUInt32BE(at + 4);
        parts.push(written.subarray(at + HEADER, end));
        at = end;
    }
    return Buffer.concat([...parts, written.subarray(at)]).toString("utf8");
}

const isHeader = (written: Buffer, at: number): boolean =>
    (written[at] ?? 3) <= 2 && written.readUIntBE(at + 1, 3) === 0;
