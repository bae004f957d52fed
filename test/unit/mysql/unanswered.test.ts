import { NoAnswer } from "../../../components/mysql/sessionErrors";
import { unanswered } from "../../../components/mysql/unanswered";
import { connection } from "../fakes/session";

const server = connection("db1", { host: "db1.internal", port: 3307, user: "admin" });
const words = (error: object) => unanswered(Object.assign(new Error("the server's text"), error), server);

describe("a server that does not answer", () => {
    it.each([
        ["ECONNREFUSED", "unreachable: connection refused"],
        ["ENOTFOUND", "unreachable: the name db1.internal does not resolve"],
        ["EAI_AGAIN", "unreachable: the name db1.internal does not resolve"],
        ["ETIMEDOUT", "unreachable: no answer from db1.internal:3307"],
        ["EHOSTUNREACH", "unreachable: no answer from db1.internal:3307"],
        ["ENETUNREACH", "unreachable: no answer from db1.internal:3307"],
        ["PROTOCOL_CONNECTION_LOST", "unreachable: the connection was closed before the server answered"],
        ["ECONNRESET", "unreachable: the connection was closed before the server answered"],
        ["EPIPE", "unreachable: the connection was closed before the server answered"],
        ["ER_SERVER_SHUTDOWN", "unreachable: the server is shutting down"],
    ])("should be waited for: %s", (code, said) => {
        expect(words({ code, errno: -111 })).toEqual({ words: said, mayPass: true, code: "server-unreachable" });
    });

    it("should be waited for where two addresses of one name refuse", () => {
        const both = Object.assign(new AggregateError([new Error("::1"), new Error("127.0.0.1")]), {
            code: "ECONNREFUSED",
        });
        expect(unanswered(both, server)).toMatchObject({ words: "unreachable: connection refused", mayPass: true });
    });

    // Seen with mysql2 where a connection is cut between two statements: the next one fails without any code.
    it("should be waited for where the connection was cut while nothing was asked", () => {
        expect(words({ fatal: true })).toEqual({
            words: "unreachable: the connection was closed before the server answered",
            mayPass: true,
            code: "server-unreachable",
        });
        expect(words({})).toBeUndefined();
    });

    it("should be waited for where a statement is not answered, of which the beginning is told", () => {
        expect(unanswered(new NoAnswer(`SELECT ${"x".repeat(100)}\n FROM t`, 60), server)).toEqual({
            words: `unreachable: no answer within 60 s to SELECT ${"x".repeat(73)}…`,
            mayPass: true,
            code: "server-unreachable",
        });
    });

    // Seen with mysql2 on 5.7.22: a server with every connection taken is up, and a refresh must say so and go on.
    it("should be waited for while it is full", () => {
        expect(words({ code: "ER_CON_COUNT_ERROR", errno: 1040 })).toEqual({
            words: expect.stringMatching(/^unreachable: /) as string,
            mayPass: true,
            code: "connections-taken",
        });
    });
});

describe("a server that turns the account away", () => {
    it.each([
        ["ER_ACCESS_DENIED_ERROR", 1045],
        ["ER_HOST_NOT_PRIVILEGED", 1130],
        ["ER_MUST_CHANGE_PASSWORD_LOGIN", 1862],
        ["ER_ACCOUNT_HAS_BEEN_LOCKED", 3118],
    ])("should be quoted and not be waited for: %s", (code, errno) => {
        expect(words({ code, errno })).toEqual({
            words: `refuses the account admin: ${errno} the server's text`,
            mayPass: false,
            code: errno === 1862 ? "administrator-expired" : "administrator-refused",
        });
    });
});

describe("a server that answered and meant something else", () => {
    it.each([
        { code: "ER_PARSE_ERROR", errno: 1064 },
        { code: "ER_DBACCESS_DENIED_ERROR", errno: 1044 },
        { code: "ER_SPECIFIC_ACCESS_DENIED_ERROR", errno: 1227 },
        { code: "ER_UNKNOWN_SYSTEM_VARIABLE", errno: 1193 },
        { code: "ERR_ASSERTION" },
        {},
    ])("should not be called unreachable: %j", (error) => {
        expect(words(error)).toBeUndefined();
    });
});
