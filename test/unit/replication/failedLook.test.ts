import { FINDINGS } from "../../../components/findings/catalogue";
import { failedLook } from "../../../components/replication/failedLook";
import { connection } from "../fakes/session";

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
