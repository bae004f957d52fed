import { lets, outranks } from "../../../components/mysql/accountRank";
import type { OtherAccountRow } from "../../../components/mysql/statements";

describe("an account beside the replication account", () => {
    it.each([
        ["db2", "%", true],
        ["10.0.0.%", "%", true],
        ["10.0.0.7", "10.0.0.%", true],
        ["10.0.%", "10.0.0.%", false],
        ["%", "10.0.0.%", false],
        ["", "%", true],
        ["192.168.1.%", "10.0.0.%", false],
        ["10.0.0.0/255.255.255.0", "10.0.%", true],
        ["db2.internal", "10.0.0.%", true],
        ["db2", "db1", false],
        ["%", "%", false],
    ])("should come first where it says more of the host: %s before %s", (other, ours, comesFirst) => {
        expect(outranks(other, ours)).toBe(comesFirst);
    });

    const same: OtherAccountRow = {
        ...{ user: "replication", host: "db2", mayFollow: true, plugin: "mysql_native_password" },
        ...{ authenticationString: "*1", locked: false, expired: false, expiresOn: "", requires: "", limits: "" },
    };

    it.each<[Partial<OtherAccountRow>, boolean]>([
        [{}, true],
        [{ authenticationString: "*2" }, false],
        [{ mayFollow: false }, false],
        [{ plugin: "sha256_password" }, false],
        [{ locked: true }, false],
        [{ expired: true }, false],
        [{ expiresOn: "2026-01-02" }, false],
        [{ requires: "SSL" }, false],
        [{ limits: "MAX_USER_CONNECTIONS 1" }, false],
    ])("should let a replica follow only where it is as good: %j", (over, letsFollow) => {
        expect(lets({ ...same, ...over }, { plugin: "mysql_native_password", hash: "*1" })).toBe(letsFollow);
    });
});
