import { FindingError } from "../../../components/findings/finding";
import { FINDINGS } from "../../../components/findings/catalogue";
import { ServerProblem } from "../../../components/mysql/serverProblem";
import { withSession } from "../../../components/mysql/session";
import { explained, failedLook } from "../../../components/replication/errorFindings";
import { connection, connectTo, fakeSession, refusing, type Listening } from "../fakes/session";

const said = (error: object): string => {
    const { code, words } = failedLook(Object.assign(new Error("its text"), error), connection("db1"));
    return `[${code}] ${words}`;
};

describe("a look that failed", () => {
    it.each([
        [{ code: "ECONNREFUSED" }, "[server-unreachable] unreachable: connection refused"],
        [{ code: "ENOTFOUND" }, "[server-unreachable] unreachable: the name 127.0.0.1 does not resolve"],
        [{ code: "ETIMEDOUT" }, "[server-unreachable] unreachable: no answer from 127.0.0.1:3307"],
        [{ fatal: true }, "[server-unreachable] unreachable: the connection was closed before the server answered"],
    ])("should be one of a server that may come back: %j", (error, expected) => {
        expect(said(error)).toBe(expected);
    });

    it.each([
        [
            { code: "ER_ACCESS_DENIED_ERROR", errno: 1045 },
            "[administrator-refused] refuses the account root: 1045 its text",
        ],
        [
            { code: "ER_ACCOUNT_HAS_BEEN_LOCKED", errno: 3118 },
            "[administrator-refused] refuses the account root: 3118 its text",
        ],
    ])("should be one of an account that no waiting helps: %j", (error, expected) => {
        expect(said(error)).toBe(expected);
    });

    it.each([
        [{ code: "ER_TABLEACCESS_DENIED_ERROR", errno: 1142 }, "[look-failed] can't be looked at: 1142 its text"],
        [{ code: "ER_HOST_IS_BLOCKED", errno: 1129 }, "[look-failed] can't be looked at: 1129 its text"],
        [{}, "[look-failed] can't be looked at: its text"],
    ])("should else be one of what was looked at, and not of the server: %j", (error, expected) => {
        expect(said(error)).toBe(expected);
    });

    it("should name the account that was used, which can be the auditor's", () => {
        const error = Object.assign(new Error("Access denied"), { errno: 1045 });
        expect(failedLook(error, connection("db1", { user: "auditor" })).words).toBe(
            "refuses the account auditor: 1045 Access denied",
        );
    });

    it("should be drift in an audit, whatever it was", () => {
        for (const error of [{ code: "ECONNREFUSED" }, { errno: 1045 }, { errno: 1142 }]) {
            const { code } = failedLook(Object.assign(new Error("its text"), error), connection("db1"));
            expect(FINDINGS[code].audit).toBe("drift");
        }
    });
});

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

describe("a problem of a server", () => {
    const problem = { code: "claim-under-way" as const, where: "db1", observed: "somebody holds it" };

    it("should be the finding of that name, where it ends a change and where it ends a look", () => {
        const error = explained(new ServerProblem(problem));
        expect(error).toBeInstanceOf(FindingError);
        expect(finding(error)).toEqual(problem);
        expect(failedLook(new ServerProblem(problem), SERVER)).toEqual({
            code: "claim-under-way",
            words: "can't be looked at: somebody holds it",
        });
    });
});

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
