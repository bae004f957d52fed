import { readCommands, type Command } from "../support/commandPackets";

/** A packet of MySQL's client/server protocol. */
function packet(sequence: number, payload: Buffer | string): Buffer {
    const body = Buffer.from(payload);
    const header = Buffer.alloc(4);
    header.writeUIntLE(body.length, 0, 3);
    header.writeUInt8(sequence, 3);
    return Buffer.concat([header, body]);
}

const query = (sql: string): Buffer => packet(0, `\x03${sql}`);

function read(...chunks: Buffer[]): Command[] {
    const commands: Command[] = [];
    const reader = readCommands((command) => commands.push(command));
    chunks.forEach(reader);
    return commands;
}

describe("what a client sends", () => {
    it("should be read as its commands, and not as what continues an exchange", () => {
        const login = packet(1, "\x03who and with which password");
        const proof = packet(3, "\x03a hash");
        expect(read(Buffer.concat([login, proof, query("SELECT 1"), packet(0, "\x01")]))).toEqual([
            { kind: 0x03, text: "SELECT 1" },
            { kind: 0x01, text: "" },
        ]);
    });

    it("should be read alike however it is cut into chunks", () => {
        const sent = Buffer.concat([query("SELECT 1"), query("START SLAVE"), packet(0, "\x0e")]);
        const whole = read(sent);
        expect(whole.map(({ text }) => text)).toEqual(["SELECT 1", "START SLAVE", ""]);
        for (let at = 1; at < sent.length; at += 1) {
            expect(read(sent.subarray(0, at), sent.subarray(at))).toEqual(whole);
        }
    });

    it("should be found behind a statement of which only the beginning is kept", () => {
        const long = `INSERT INTO t VALUES ('${"x".repeat(100_000)}')`;
        const sent = Buffer.concat([query(long), query("SELECT 2")]);
        const commands = read(...[0, 1, 2, 3].map((part) => sent.subarray(part * 30_000, (part + 1) * 30_000)));
        expect(commands).toHaveLength(2);
        expect(long.startsWith(commands[0]?.text ?? "-")).toBe(true);
        expect(commands[1]).toEqual({ kind: 0x03, text: "SELECT 2" });
    });
});
