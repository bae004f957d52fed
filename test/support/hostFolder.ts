import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { IMAGE } from "./deployment";
import { docker } from "./docker";

/** Servers write there as a user of their own, so that a container lists and empties it. */
const find = (folder: string, ...how: string[]): Promise<string> =>
    docker("run", "--rm", "--volume", `${folder}:/folder`, "--entrypoint", "find", IMAGE, "/folder", ...how);

/** An empty folder on the Docker host, without what an earlier run left there. */
export async function emptyHostFolder(name: string): Promise<string> {
    const folder = join("/tmp", name);
    await mkdir(folder, { recursive: true });
    await find(folder, "-mindepth", "1", "-delete");
    return folder;
}

/** Every file and folder in it, by its path inside. */
export async function listHostFolder(folder: string): Promise<string[]> {
    return (await find(folder, "-mindepth", "1", "-printf", "%P\\n")).split("\n");
}

export async function removeHostFolder(folder: string): Promise<void> {
    await find(folder, "-mindepth", "1", "-delete");
    await rm(folder, { recursive: true });
}
