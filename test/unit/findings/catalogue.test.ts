import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { applierFinding, howToSeeTheEvent } from "../../../components/findings/catalogue/applier";
import { FINDINGS, type FindingCode } from "../../../components/findings/catalogue";
import { sayFinding } from "../../../components/findings/finding";
import { findingsPage } from "../../../components/findings/page";
import { receiverFinding } from "../../../components/findings/catalogue/receiver";

const ROOT = join(__dirname, "../../..");
const codes = Object.keys(FINDINGS) as FindingCode[];

/** Classes that no test has brought about on real servers under their code, so that only their words are known. */
const NOT_PROVOKED: FindingCode[] = [
    // Takes another version.
    "versions-differ",
];

describe("the classes of findings", () => {
    it("should have codes that can be searched for, and sentences that end in no full stop", () => {
        for (const code of codes) {
            expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
            const { seen, means, remedy, up } = FINDINGS[code];
            for (const said of [seen, means, remedy, up]) {
                expect(said).toMatch(/\S$/);
                expect(said).not.toMatch(/\.$/);
            }
        }
    });

    it("should be what the page says: npm run docs", () => {
        expect(readFileSync(join(ROOT, "components/findings/README.md"), "utf8")).toBe(findingsPage());
    });

    it("should each be provoked on real servers by a test", () => {
        const folder = join(ROOT, "test/integration");
        const tests = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
        const provoked = (code: string): boolean =>
            tests.some((text) => new RegExp(`["[]${code}["\\]\\\\]`).test(text));
        expect(codes.filter((code) => !provoked(code)).sort()).toEqual([...NOT_PROVOKED].sort());
    });
});

describe("a finding", () => {
    it("should be said with its code, its evidence, what it means and what to do here", () => {
        const { means, remedy } = FINDINGS["restart-needed"];
        const finding = {
            code: "restart-needed" as const,
            where: "db1",
            observed: "runs with server_id = 1",
            here: "server_id = 7",
        };
        expect(sayFinding(finding)).toBe(
            `db1: [restart-needed] runs with server_id = 1\n  what it means: ${means}\n  what to do: ${remedy}: server_id = 7`,
        );
        expect(sayFinding({ ...finding, here: undefined }).endsWith(`what to do: ${remedy}`)).toBe(true);
    });
});

describe("an error", () => {
    it.each<[number, string, FindingCode]>([
        [1045, "error connecting to master 'replication@db1:3306' - retry-time: 5", "source-refuses-account"],
        [1130, "Host 'db2' is not allowed to connect", "source-refuses-account"],
        [2003, "error connecting to master", "source-unreachable"],
        [2005, "error connecting to master", "source-unresolved"],
        [
            1236,
            "Got fatal error 1236 from master when reading data from binary log: 'The slave is connecting using CHANGE MASTER TO " +
                "MASTER_AUTO_POSITION = 1, but the master has purged binary logs containing GTIDs that the slave requires.'",
            "binary-log-purged",
        ],
        [1236, "… 'Could not find first log file name in binary log index file'", "binary-log-purged"],
        [
            1236,
            "… 'Client requested master to start replication from position > file size'",
            "binary-log-place-unknown",
        ],
        [
            1236,
            "… 'Slave has more GTIDs than the master has, using the master's SERVER_UUID.'",
            "binary-log-place-unknown",
        ],
        [1236, "… 'log event entry exceeded max_allowed_packet'", "binary-log-unreadable"],
        [1593, "Fatal error: … because master and slave have equal MySQL server ids; …", "server-ids-equal"],
        [1593, "Fatal error: … because master and slave have equal MySQL server UUIDs; …", "server-uuids-equal"],
        [
            1593,
            "… because the master has GTID_MODE = ON and this server has @@GLOBAL.GTID_MODE = OFF",
            "gtid-mode-differs",
        ],
        [1595, "Relay log write failure: could not queue event from master", "receiver-failed"],
        [1595, "Relay log write failure (Errcode: 28 - No space left on device)", "disk-full"],
    ])("of a receiver should be told by its number or its words: %d %s", (number, text, code) => {
        expect(receiverFinding(number, text)).toBe(code);
    });

    it.each<[number, string, FindingCode]>([
        [
            1062,
            "Could not execute Write_rows event on table shop.orders; Duplicate entry '1' for key 'PRIMARY'",
            "duplicate-key",
        ],
        [
            1032,
            "Could not execute Update_rows event on table shop.orders; Can't find record in 'orders'",
            "row-missing",
        ],
        [1146, "Error executing row event: 'Table 'shop.orders' doesn't exist'", "table-missing"],
        [1049, "Error 'Unknown database 'shop'' on query", "database-missing"],
        [1677, "Column 1 of table 'shop.orders' cannot be converted", "schema-differs"],
        [1452, "Cannot add or update a child row", "foreign-key-violated"],
        [1396, "Error 'Operation CREATE USER failed for 'app'@'%'' on query", "account-statement-failed"],
        [1205, "Lock wait timeout exceeded", "lock-wait"],
        [1114, "The table 'orders' is full", "disk-full"],
        [1026, "Error writing file 'x' (Errcode: 28 - No space left on device)", "disk-full"],
        [1594, "Relay log read failure", "relay-log-unusable"],
        [1593, "Failed initializing relay log position", "relay-log-unusable"],
        [1593, "Fatal error: something else", "applier-failed"],
        [1782, "@@SESSION.GTID_NEXT cannot be set to ANONYMOUS when @@GLOBAL.GTID_MODE = ON", "gtid-mode-differs"],
        [1197, "Multi-statement transaction required more", "applier-failed"],
    ])("of an applier should be told by its number or its words: %d %s", (number, text, code) => {
        expect(applierFinding(number, text)).toBe(code);
    });

    it("should lead to the event that it is about, where the server names it", () => {
        const text = "Worker 1 failed executing transaction 'a:3' at master log mysql-bin.000003, end_log_pos 934; …";
        expect(howToSeeTheEvent(text, "db1")).toBe(
            "the event ends at mysql-bin.000003:934 of db1, and mysqlbinlog --base64-output=DECODE-ROWS -vv " +
                "--stop-position=934 mysql-bin.000003 shows it last",
        );
        expect(howToSeeTheEvent("Duplicate entry", "db1")).toBeUndefined();
    });
});
