import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

// Only the engine's own log needs the SDK, which takes its time to load.
jest.mock("../../components/replication/engineProgress", () => ({}));

const METHODS: Record<string, string[]> = {
    serverVariables: ["create(inputs)", "read(id, props)", "update(id, olds, news)", "delete(id, props)"],
    replicationAccount: [
        "create(inputs)",
        "read(id, props)",
        "diff(olds, news)",
        "update(id, olds, news)",
        "delete(id, props)",
    ],
    rowComparison: ["check(olds, news)", "create(inputs)", "read(id, props)", "update(id, olds, news)"],
    readinessGate: ["create(inputs)", "update(id, olds, news)"],
    stackIdentity: ["create(inputs)", "update(id, olds, news)"],
    initialData: ["create(inputs)", "update(id, olds, news)"],
    replicationLink: [
        "create(inputs)",
        "read(id, props)",
        "diff(olds, news)",
        "update(id, olds, news)",
        "delete(id, props)",
    ],
};

const RESOURCES = Object.keys(METHODS);

let stored: Promise<Record<string, string>> | undefined;

/** The stored text of a resource's provider. Made without jest, whose own `require` would be stored with it. */
async function textOf(resource: string): Promise<string> {
    stored ??= promisify(execFile)(process.execPath, [join(__dirname, "fakes/storedProviders.js"), ...RESOURCES]).then(
        ({ stdout }) => JSON.parse(stdout) as Record<string, string>,
    );
    return (await stored)[resource] ?? "";
}

describe("a provider as the state stores it", () => {
    it.each(RESOURCES)("should only ask the installed package, in the same text for ever: %s", async (resource) => {
        const bodies = [...(await textOf(resource)).matchAll(/^return (.*);$/gm)].map(([, body = ""]) => body);
        const handler = `require("pulumi-mysql-dual-master/dist/replication/${resource}/handler")`;
        const expected = (METHODS[resource] ?? []).map((call) => {
            const parameters = /\((.*)\)/.exec(call)?.[1] ?? "";
            return `async (${call.startsWith("diff") ? `_id, ${parameters}` : parameters}) => ${handler}.${call}`;
        });
        expect(bodies).toEqual([...expected, "() => provider"]);
    });

    it.each(RESOURCES)("should capture nothing of the program by value: %s", async (resource) => {
        const text = await textOf(resource);
        const captured = [...text.matchAll(/with\(\{ (.*?)this: undefined/g)].map(([, names = ""]) => names);
        expect(captured.filter((names) => names !== "")).toEqual(["provider: __provider, "]);
        expect(text.length).toBeLessThan(3000);
    });

    it.each(RESOURCES)("should find each of its methods in the handler: %s", (resource) => {
        const path = join(__dirname, "../../components/replication", resource, "handler.ts");
        expect(existsSync(path)).toBe(true);
        const handler = jest.requireActual<Record<string, unknown>>(path);
        const called = (METHODS[resource] ?? []).map((call) => call.replace(/\(.*/, ""));
        expect(called.filter((method) => typeof handler[method] !== "function")).toEqual([]);
    });
});
