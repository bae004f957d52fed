import { FindingError } from "../../../components/findings/finding";
import { FINDINGS } from "../../../components/findings/catalogue";
import { withSession } from "../../../components/mysql/session";
import { explained } from "../../../components/replication/explained";
import { connection, connectTo, fakeSession, refusing, type Listening } from "../fakes/session";

const SERVER = connection("orders-master-1");
const listening: Listening = new Map();
jest.mock("mysql2/promise", () => ({
    createConnection: (options: { port: number }) => connectTo(listening, options),
}));

beforeEach(() => {
    listening.clear();
});

async function thrownWhile(sql: string, answer: () => never): Promise<unknown> {
    listening.set(SERVER.port, fakeSession({ [sql.slice(0, 20)]: answer }));
    return await withSession(SERVER, (session) => session.query(sql, ["a secret"])).catch((error: unknown) => error);
}

const finding = (error: unknown): unknown => (error as FindingError).finding;

describe("an error that ends a change", () => {
    it("should name the server, the statement without its values, and the server's own words", async () => {
        const error = await thrownWhile(
            "SET SESSION sql_log_bin = 0",
            refusing(1227, "Access denied; you need (at least one of) the SUPER privilege(s) for this operation"),
        );
        expect(finding(explained(error))).toEqual({
            code: "statement-refused",
            where: "orders-master-1",
            observed: FINDINGS["statement-refused"].seen,
        });
    });

    it("should not be a whole page of SQL", async () => {
        const error = await thrownWhile(`CHANGE MASTER TO ${"MASTER_HOST = ?,\n ".repeat(20)}`, refusing(1064, "near"));
        expect(finding(explained(error))).toMatchObject({
            observed: `${`CHANGE MASTER TO ${"MASTER_HOST = ?, ".repeat(4)}`.slice(0, 80)}… is answered with 1064 near`,
        });
    });

    it.each([
        ["server-unreachable", refusing(0, "closed", { code: "PROTOCOL_CONNECTION_LOST" })],
        ["administrator-refused", refusing(3118, "Account is locked")],
    ])("should be %s where that is what it is", async (code, answer) => {
        const error = await thrownWhile("START SLAVE", answer);
        expect(finding(explained(error))).toMatchObject({ code, where: "orders-master-1" });
    });

    it("should be told of a server that nobody could log in to", async () => {
        const error = await withSession(SERVER, () => Promise.resolve()).catch((thrown: unknown) => thrown);
        expect(finding(explained(error))).toEqual({
            code: "server-unreachable",
            where: "orders-master-1",
            observed: "unreachable: connection refused",
        });
    });

    it.each([
        new TypeError("a mistake of this library's"),
        new FindingError({ code: "place-lost", where: "x", observed: "y" }),
        "no error at all",
        undefined,
    ])("should stay what it is where no server is behind it: %s", (error) => {
        expect(explained(error)).toBe(error);
    });

    it("should bear nothing that a server's password could be printed with", async () => {
        const error = await thrownWhile("START SLAVE", refusing(1201, "could not initialize"));
        expect(JSON.stringify(Object.getOwnPropertyNames(error as object))).not.toContain("server");
        expect(JSON.stringify(explained(error))).not.toContain(SERVER.password);
    });
});
