import { withSession } from "../../../components/mysql/session";
import { handlerOf } from "../../../components/replication/handlerOf";
import type { ManagedResource } from "../../../components/replication/resource";
import { operation } from "../fakes/progress";
import { connection, connectTo, fakeSession, refusing, type Listening } from "../fakes/session";

const SERVER = connection("db1");
const mockListening: Listening = new Map();
mockListening.set(SERVER.port, fakeSession({ FLUSH: refusing(1227, "Access denied; you need the RELOAD privilege") }));
jest.mock("mysql2/promise", () => ({
    createConnection: (options: { port: number }) => connectTo(mockListening, options),
}));

interface Declared {
    name: string;
    size: number;
}
interface State {
    health: string;
}
interface Kept {
    uuid: string;
}

const INPUTS = { name: "db1", size: 2, health: "running" };
const STORED = { ...INPUTS, uuid: "u-1" };

const resource = (
    over: Partial<ManagedResource<Declared, State, Kept>> = {},
): ManagedResource<Declared, State, Kept> => ({
    id: ({ name, uuid }) => `${name} ${uuid}`,
    desiredState: () => ({ health: "running" }),
    converge: (_news, olds) => Promise.resolve({ uuid: olds?.uuid ?? "u-new" }),
    kept: ["uuid"],
    ...over,
});

const handler = (over: Partial<ManagedResource<Declared, State, Kept>> = {}) => handlerOf(resource(over));

describe("the methods of a resource", () => {
    it("should want the healthy words beside what is declared, by what was found", () => {
        const desiredState = jest.fn(() => ({ health: "running" }));
        const found = { health: "stopped" };
        expect(handler({ desiredState }).check(found, { ...INPUTS, health: "whatever" })).toEqual(INPUTS);
        expect(desiredState).toHaveBeenCalledWith({ ...INPUTS, health: "whatever" }, found);
    });

    it("should keep what only the servers know beside what is wanted, from the first moment on", async () => {
        const made = handler();
        const created = { ...INPUTS, uuid: "u-new" };
        expect(await made.create(INPUTS, operation())).toEqual({ id: "db1 u-new", outputs: created });
        const news = { ...INPUTS, size: 3 };
        expect(await made.update(STORED, news, operation())).toEqual({ outputs: { ...news, uuid: "u-1" } });
    });

    it("should store a word that has come out otherwise than wanted", async () => {
        const converge = () => Promise.resolve({ uuid: "u-1", health: "limping" });
        expect(await handler({ converge }).update(STORED, INPUTS, operation())).toEqual({
            outputs: { ...STORED, health: "limping" },
        });
    });

    it("should read what is there as outputs and as inputs, and what only servers know as outputs alone", async () => {
        const audit = () => Promise.resolve({ health: "stopped" });
        expect(await handler({ audit }).read(STORED, operation())).toEqual({
            outputs: { ...STORED, health: "stopped" },
            inputs: { ...INPUTS, health: "stopped" },
        });
    });

    it("should read what is stored where there is nothing to look at", async () => {
        expect(await handler().read(STORED, operation())).toEqual({ outputs: STORED, inputs: INPUTS });
    });

    it("should leave to the engine what has changed, and say what makes another resource", () => {
        expect(handler().diff(STORED, { ...INPUTS, size: 3 })).toEqual({ replaces: [] });
        expect(handler({ replacedBy: () => ["size"] }).diff(STORED, INPUTS)).toEqual({ replaces: ["size"] });
    });

    it("should take away what was made, or nothing where nothing was", async () => {
        const remove = jest.fn(() => Promise.resolve());
        const run = operation();
        await handler({ remove }).delete(STORED, run);
        expect(remove).toHaveBeenCalledWith(STORED, run);
        await expect(handler().delete(STORED, run)).resolves.toBeUndefined();
    });

    it.each<[string, (over: Partial<ManagedResource<Declared, State, Kept>>) => Promise<unknown>]>([
        ["create", (over) => handler(over).create(INPUTS, operation())],
        ["update", (over) => handler(over).update(STORED, INPUTS, operation())],
        ["read", (over) => handler(over).read(STORED, operation())],
        ["delete", (over) => handler(over).delete(STORED, operation())],
    ])("should end with a finding where a server ends its work: %s", async (_method, call) => {
        const fail = (): Promise<never> => withSession(SERVER, (session) => session.query("FLUSH LOGS") as never);
        await expect(call({ converge: fail, audit: fail, remove: fail })).rejects.toMatchObject({
            finding: { code: "statement-refused", where: "db1" },
        });
    });
});
