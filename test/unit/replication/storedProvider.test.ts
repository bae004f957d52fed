import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { storedProvider, type ManagedType } from "../../../components/replication/storedProvider";

const REPLICATION = join(__dirname, "../../../components/replication");

/** What states hold: it never changes, whatever the library's own table says. */
const METHODS: Record<ManagedType, string[]> = {
    StackIdentity: ["create(inputs)", "update(id, olds, news)"],
    ServerVariables: ["create(inputs)", "read(id, props)", "update(id, olds, news)", "delete(id, props)"],
    ReplicationAccount: [
        "create(inputs)",
        "read(id, props)",
        "diff(_id, olds, news)",
        "update(id, olds, news)",
        "delete(id, props)",
    ],
    InitialData: ["create(inputs)", "update(id, olds, news)"],
    ReplicationLink: [
        "create(inputs)",
        "read(id, props)",
        "diff(_id, olds, news)",
        "update(id, olds, news)",
        "delete(id, props)",
    ],
    RowComparison: ["check(olds, news)", "create(inputs)", "read(id, props)", "update(id, olds, news)"],
    ReadinessGate: ["create(inputs)", "update(id, olds, news)"],
};

const TYPES = Object.keys(METHODS) as ManagedType[];
const folderOf = (type: string): string => type.charAt(0).toLowerCase() + type.slice(1);

/** Made without jest, whose own `require` would be stored with them. */
async function textsOfSdk(): Promise<Record<string, string>> {
    const methodsOf = Object.fromEntries(TYPES.map((type) => [folderOf(type), METHODS[type]]));
    const script = join(__dirname, "../fakes/storedProviders.js");
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(methodsOf)]);
    return JSON.parse(stdout) as Record<string, string>;
}

describe("a provider as the state stores it", () => {
    let made: Record<string, string>;

    beforeAll(async () => {
        made = await textsOfSdk();
    });

    it.each(TYPES)("should be what the SDK would make of it, in the same text for ever: %s", (type) => {
        expect(storedProvider(type)).toBe(made[folderOf(type)]);
    });

    it.each(TYPES)("should find each of its methods in the handler: %s", (type) => {
        const handler = jest.requireActual<Record<string, unknown>>(join(REPLICATION, folderOf(type), "handler.ts"));
        const called = METHODS[type].map((call) => call.replace(/\(.*/, ""));
        expect(called.filter((method) => typeof handler[method] !== "function")).toEqual([]);
    });

    it("should be there for each resource that has a handler", () => {
        const folders = readdirSync(REPLICATION, { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith("/handler.ts"))
            .map((file) => file.replace("/handler.ts", ""));
        expect(folders.sort()).toEqual(TYPES.map(folderOf).sort());
    });
});
