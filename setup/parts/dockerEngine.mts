import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { debianPackagesAreClosed, installDebianPackages } from "../debianPackages.mjs";
import type { Part, Teller } from "../part.mjs";
import { inCache } from "../project.mjs";
import { ask, isRoot, onPath, run } from "../running.mjs";

const packages = ["docker.io", "iptables"];
const defaultHost = "unix:///var/run/docker.sock";
const log = inCache("docker-engine", "dockerd.log");

export const dockerEngine: Part = {
    title: "Docker engine",
    why: "runs the MySQL servers",
    needs: [],
    byHand: whatToType(),

    async isThere() {
        const [version, host] = await Promise.all([
            ask("docker", "version", "--format", "{{.Server.Version}}"),
            ask("docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"),
        ]);
        if (!version) {
            return undefined;
        }
        // The resource plugin knows DOCKER_HOST but not the docker client's contexts.
        const elsewhere = !process.env.DOCKER_HOST && host && host !== defaultHost;
        return { what: `Docker ${version}`, ...(elsewhere && { variables: { DOCKER_HOST: host } }) };
    },

    ways: [
        {
            from: "the dockerd that is installed",
            closed: () => engineElsewhere() ?? (onPath("dockerd") ? undefined : "there is no dockerd on PATH"),
            make: startEngine,
        },
        {
            from: `the Debian packages ${packages.join(", ")}`,
            closed: () =>
                engineElsewhere() ?? (onPath("dockerd") ? "dockerd is installed already" : debianPackagesAreClosed()),
            async make(tell) {
                await installDebianPackages(packages, tell);
                await startEngine(tell);
            },
        },
    ],
};

function whatToType(): string {
    if (process.env.DOCKER_HOST) {
        return `make the engine at DOCKER_HOST=${process.env.DOCKER_HOST} answer 'docker info', or unset DOCKER_HOST`;
    }
    if (!onPath("dockerd")) {
        return `sudo apt-get install -y ${packages.join(" ")} (or install Docker Desktop), and run this again`;
    }
    return isRoot()
        ? "make dockerd start, then run this again"
        : "sudo systemctl start docker && sudo usermod -aG docker $USER, log in again, and run this again";
}

function engineElsewhere(): string | undefined {
    const host = process.env.DOCKER_HOST;
    return host === undefined || host === "" ? undefined : `DOCKER_HOST=${host} names an engine, which does not answer`;
}

async function startEngine(tell: Teller): Promise<void> {
    if (!isRoot()) {
        // It fails, and says whether the engine is down or only closed to this user.
        await run("docker", ["version"], { tell });
        throw new Error("only root may start dockerd");
    }
    if (existsSync("/run/systemd/system")) {
        await run("systemctl", ["start", "docker"], { tell, within: 60_000 });
        return;
    }
    forgetDeadEngine();
    mkdirSync(inCache("docker-engine"), { recursive: true });
    const output = openSync(log, "w");
    // A session of its own, so that it outlives this set-up and the terminal's Ctrl-C.
    const engine = spawn("dockerd", [], {
        detached: true,
        stdio: ["ignore", output, output],
        env: { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` },
    });
    engine.unref();
    closeSync(output);
    const failed = new Promise<Error>((resolve) => engine.once("error", resolve));

    const deadline = Date.now() + 60_000;
    tell.line(`dockerd started, its log is ${log}`);
    while (!(await ask("docker", "version", "--format", "{{.Server.Version}}"))) {
        const error = await Promise.race([failed, pause(200)]);
        if (error) {
            throw error;
        }
        if (engine.exitCode !== null || engine.signalCode !== null) {
            throw new Error(`dockerd ended at once; its log is ${log}\n${endOfLog()}`);
        }
        if (Date.now() > deadline) {
            throw new Error(`dockerd did not answer within 60 s; its log is ${log}\n${endOfLog()}`);
        }
    }
}

/**
 * An engine that was killed leaves its process ids behind. When other processes have been given them since, dockerd
 * takes them for its own: it refuses to start, or worse, waits for a stranger and then kills it.
 */
function forgetDeadEngine(): void {
    for (const file of ["/var/run/docker.pid", "/var/run/docker/containerd/containerd.pid"]) {
        if (!existsSync(file)) {
            continue;
        }
        const program = programOf(readFileSync(file, "utf8").trim());
        if (program === undefined || !["dockerd", "containerd"].includes(program)) {
            rmSync(file, { force: true });
        }
    }
}

function programOf(pid: string): string | undefined {
    try {
        return basename(readlinkSync(`/proc/${pid}/exe`));
    } catch {
        return undefined;
    }
}

function endOfLog(): string {
    return readFileSync(log, "utf8").trimEnd().split("\n").slice(-8).join("\n");
}
