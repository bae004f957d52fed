import { spawn } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));

/**
 * Makes node_modules what package-lock.json says; `false` when npm could not.
 *
 * @param {import("node:stream").Writable} messages
 */
export async function installNpmDependencies(messages) {
    if (isInstalled()) {
        return true;
    }
    const release = await takeLock(messages);
    try {
        if (isInstalled()) {
            return true;
        }
        return (await npm(["ci"], messages)) || (await npm(["install", "--no-save"], messages));
    } finally {
        release();
    }
}

/** npm writes node_modules/.package-lock.json when it has finished, so an interrupted install never passes for one. */
function isInstalled() {
    const wanted = readJson("package-lock.json")?.packages;
    const installed = readJson("node_modules/.package-lock.json")?.packages;
    if (!wanted || !installed) {
        return false;
    }
    const stray = Object.entries(installed).some(
        ([path, { version, integrity }]) => wanted[path]?.version !== version || wanted[path]?.integrity !== integrity,
    );
    const absent = Object.entries(wanted).some(
        ([path, { optional }]) => path.includes("node_modules/") && !optional && !installed[path],
    );
    return !stray && !absent;
}

function readJson(path) {
    try {
        return JSON.parse(readFileSync(join(project, path), "utf8"));
    } catch {
        return undefined;
    }
}

/** Resolves to whether npm did it; where it did not, the end of its report is told. */
async function npm(args, messages) {
    const say = (text) => messages.write(`npm dependencies: ${text}\n`);
    const start = Date.now();
    const seconds = () => Math.round((Date.now() - start) / 1000);
    const heartbeat = setInterval(() => say(`still at it, ${seconds()} s`), 15_000);
    say(`npm ${args.join(" ")}, as node_modules is not what package-lock.json says`);

    const child = spawn("npm", [...args, "--no-audit", "--no-fund"], {
        cwd: project,
        stdio: ["ignore", "pipe", "pipe"],
    });
    let report = "";
    for (const output of [child.stdout, child.stderr]) {
        output.on("data", (chunk) => (report += chunk));
    }
    const end = await new Promise((resolve) => {
        child.on("error", (error) => resolve(error.message));
        child.on("close", (code, signal) => resolve(code ?? signal));
    });
    clearInterval(heartbeat);

    if (end === 0) {
        say(`there, after ${seconds()} s`);
        return true;
    }
    const errors = report.split("\n").filter((line) => line.startsWith("npm error") && line.length > 10);
    say(`npm ${args.join(" ")} failed (${end})\n${errors.slice(0, 4).join("\n")}`);
    return false;
}

/** Two first runs in one clone: the second waits for the first. A lock whose process is gone is no lock. */
async function takeLock(messages) {
    const lab = join(project, ".pulumi-lab");
    const lock = join(lab, "npm.lock");
    const mine = `${lock}-${process.pid}`;
    mkdirSync(lab, { recursive: true });
    writeFileSync(mine, String(process.pid));
    try {
        let waitingFor;
        // A link appears with its content or not at all.
        while (!canLink(mine, lock)) {
            const holder = holderOf(lock);
            if (!isAlive(holder)) {
                rmSync(lock, { force: true });
                continue;
            }
            if (holder !== waitingFor) {
                messages.write(`npm dependencies: waiting for process ${holder}, which is installing them\n`);
                waitingFor = holder;
            }
            await pause(200);
        }
    } finally {
        rmSync(mine);
    }
    return () => {
        rmSync(lock, { force: true });
    };
}

function canLink(existing, path) {
    try {
        linkSync(existing, path);
        return true;
    } catch (error) {
        if (error.code === "EEXIST") {
            return false;
        }
        throw error;
    }
}

function holderOf(lock) {
    try {
        return Number(readFileSync(lock, "utf8"));
    } catch {
        return 0;
    }
}

function isAlive(pid) {
    if (!pid) {
        return false;
    }
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return error.code === "EPERM";
    }
}
