import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IMAGE } from "./deployment";
import { docker } from "./docker";
import type { ExistingHost } from "./existingHost";

const DATA = "/var/lib/mysql";

const backupOf = ({ name }: ExistingHost): string => `${name}-backup`;

/** Runs a shell over the data folder of a host that is stopped, and over the volume with its backup. */
async function besideData(host: ExistingHost, command: string): Promise<void> {
    const volumes = ["--volumes-from", host.name, "--volume", `${backupOf(host)}:/backup`];
    await docker("run", "--rm", "--entrypoint", "sh", ...volumes, IMAGE, "-c", command);
}

/** Keeps all that a stopped server holds now, in a volume that goes with the host. */
export async function saveData(host: ExistingHost): Promise<void> {
    await besideData(host, `cp -a ${DATA}/. /backup/`);
}

/**
 * As if a stopped server had been restored from a backup: everything since is gone.
 *
 * @param without files that were not in the backup; its auto.cnf is one that many tools leave out
 */
export async function putDataBack(host: ExistingHost, without: string[] = []): Promise<void> {
    const absent = without.map((file) => ` && rm ${DATA}/${file}`).join("");
    await besideData(host, `find ${DATA} -mindepth 1 -delete && cp -a /backup/. ${DATA}/${absent}`);
}

/** As if somebody had made one server from a copy of another one's data folder. */
export async function copyFile(from: ExistingHost, to: ExistingHost, file: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "it-copy-"));
    try {
        await docker("cp", "-a", `${from.name}:${file}`, join(folder, "file"));
        await docker("cp", "-a", join(folder, "file"), `${to.name}:${file}`);
    } finally {
        await rm(folder, { recursive: true });
    }
}

export async function removeFile({ name }: ExistingHost, file: string): Promise<void> {
    await docker("exec", name, "rm", file);
}

/** As if the disk gave back other bytes than it was given: `by` comes where `what` is in the file, as far as it reaches. */
export async function overwrite({ name }: ExistingHost, file: string, what: string, by: string): Promise<void> {
    // sed would write another file, which would not be mysqld's own any more.
    const place = `$(grep -abo '${what}' ${file} | head -1 | cut -d: -f1)`;
    const bytes = by.slice(0, what.length);
    await docker("exec", name, "sh", "-c", `printf '${bytes}' | dd of=${file} bs=1 seek="${place}" conv=notrunc`);
}
