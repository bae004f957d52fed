import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How a client behaves that stands in for mysqldump or mysql. */
export interface Behaviour {
    /** What it writes, one piece after the other. */
    pieces?: string[];
    /** Between two pieces it waits until it is told to go on. */
    waits?: boolean;
    /** What it says on stderr before it ends. */
    says?: string;
    /** Its exit code. */
    code?: number;
    /** Ends at once, whatever there is to read. */
    deaf?: boolean;
}

/** What a client has been started with, and has read. */
export interface Seen {
    args: string[];
    environment: Record<string, string>;
    optionFile: { path: string; mode: number; text: string };
    read: string;
}

export type Name = "mysqldump" | "mysql";

/** A folder with stand-ins for MySQL's clients: what runs with its PATH can find nothing else. */
export interface Clients {
    path: string;
    /** A folder for temporary files, empty at first. */
    temporary: string;
    put(name: Name, behaviour?: Behaviour): void;
    seen(name: Name): Seen;
    /** What a client has read so far. */
    readBy(name: Name): string;
    /** Lets one more piece be written. */
    goOn(): void;
    hasEnded(name: Name): boolean;
    dispose(): void;
}

/** Run by Node itself: no shell, and nothing else from a PATH. */
const SCRIPT = `
const { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const name = basename(__filename);
const beside = (what) => join(__dirname, "seen", name + "." + what);
const { pieces = [], waits = false, says = "", code = 0, deaf = false } = JSON.parse(readFileSync(beside("json"), "utf8"));
const args = process.argv.slice(2);
const path = args.flatMap((arg) => /^--defaults-(?:extra-)?file=(.*)$/.exec(arg)?.slice(1) ?? [])[0];
const optionFile = { path, mode: statSync(path).mode & 0o777, text: readFileSync(path, "utf8") };
writeFileSync(beside("started"), JSON.stringify({ args, environment: process.env, optionFile }));
const told = (times) =>
    new Promise((resolve) => {
        const look = setInterval(() => {
            if (existsSync(join(__dirname, "seen", "goOn." + times))) {
                clearInterval(look);
                resolve();
            }
        }, 5);
    });
const written = (piece) => new Promise((resolve) => process.stdout.write(piece, resolve));
const readAll = () =>
    new Promise((resolve) => {
        process.stdin.on("data", (bytes) => appendFileSync(beside("read"), bytes)).on("end", resolve);
    });
(async () => {
    for (const [index, piece] of pieces.entries()) {
        if (waits && index > 0) {
            await told(index);
        }
        await written(piece);
    }
    if (name === "mysql" && !deaf) {
        await readAll();
    }
    process.stderr.write(says, () => {
        writeFileSync(beside("ended"), "");
        process.exit(code);
    });
})();
`;

export function fakeClients(parent: string): Clients {
    const folder = mkdtempSync(join(parent, "fake-clients-"));
    const [bin, temporary] = [join(folder, "bin"), join(folder, "temporary")];
    const beside = (what: string): string => join(bin, "seen", what);
    mkdirSync(join(bin, "seen"), { recursive: true });
    mkdirSync(temporary);
    let times = 0;
    const readBy = (name: Name): string =>
        existsSync(beside(`${name}.read`)) ? readFileSync(beside(`${name}.read`), "utf8") : "";
    return {
        path: bin,
        temporary,
        put: (name, behaviour = {}) => {
            writeFileSync(join(bin, name), `#!${process.execPath}\n${SCRIPT}`, { mode: 0o755 });
            writeFileSync(beside(`${name}.json`), JSON.stringify(behaviour));
        },
        readBy,
        seen: (name) => ({
            ...(JSON.parse(readFileSync(beside(`${name}.started`), "utf8")) as Omit<Seen, "read">),
            read: readBy(name),
        }),
        goOn: () => {
            times += 1;
            writeFileSync(beside(`goOn.${times}`), "");
        },
        hasEnded: (name) => existsSync(beside(`${name}.ended`)),
        dispose: () => {
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
