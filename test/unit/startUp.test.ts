import { readdirSync } from "node:fs";
import { join } from "node:path";

const COMPONENTS = join(__dirname, "../../components");
const HANDLERS = readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("/handler.ts"),
);

/** Clients of what may not be asked at all. Pulumi loads the package in two processes for every preview. */
const CLIENTS = ["mysql2/promise", "dockerode"];

describe("what is loaded before anything is done", () => {
    beforeEach(() => {
        jest.resetModules();
    });

    // It loads TypeScript, here for each test anew, and nothing asks for it.
    jest.mock("@pulumi/pulumi/runtime/closure/serializeClosure", () => ({}));

    it.each(["index.ts", ...HANDLERS])("should be no client of a server or an engine: %s", (file) => {
        const loaded: string[] = [];
        for (const client of CLIENTS) {
            jest.doMock(client, () => {
                loaded.push(client);
                return {};
            });
        }
        jest.requireActual(join(COMPONENTS, file));
        expect(loaded).toEqual([]);
    });
});
