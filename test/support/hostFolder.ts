import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { IMAGE } from "./deployment";
import { docker } from "./docker";

/** Servers write there as a user of their own, so that a container lists and empties it. */
const inContainer = (folder: string, command: string, ...how: string[]): Promise<string> =>
    docker("run", "--rm", "--volume", `${folder}:/folder`, "--entrypoint", command, IMAGE, ...how);
const find = (folder: string, ...how: string[]): Promise<string> => inContainer(folder, "find", "/folder", ...how);

/** An empty folder on the Docker host, without what an earlier run left there. */
export async function emptyHostFolder(name: string): Promise<string> {
    const folder = join("/tmp", name);
    await mkdir(folder, { recursive: true });
    await find(folder, "-mindepth", "1", "-delete");
    return folder;
}

/** Makes folders in it that are closed to all but an ordinary user, as mkdir makes them under a strict umask. */
export async function closedFolders(folder: string, ...paths: string[]): Promise<void> {
    const made = paths.map((path) => `/folder/${path}`);
    await inContainer(folder, "install", "-d", "-m", "0700", "-o", "1000", "-g", "1000", ...made);
}

/** Every file and folder in it, by its path inside. */
export async function listHostFolder(folder: string): Promise<string[]> {
    return (await find(folder, "-mindepth", "1", "-printf", "%P\\n")).split("\n");
}

/** Mode and owner of every file and folder in it, by its path inside: `{ "data/ibdata1": "-rw-r----- mysql" }`. */
export async function ownersInHostFolder(folder: string): Promise<Record<string, string>> {
    const lines = (await find(folder, "-mindepth", "1", "-printf", "%P\\t%M %u\\n")).split("\n");
    return Object.fromEntries(lines.map((line) => line.split("\t") as [string, string]));
}

export async function removeHostFolder(folder: string): Promise<void> {
    await find(folder, "-mindepth", "1", "-delete");
    await rm(folder, { recursive: true });
}
