import type { FindingCode } from "../../../../components/findings/catalogue";
import { MYSQL_57 } from "../../../../components/mysql/dialect/mysql57";
import { applierFinding, howToSeeTheEvent } from "../../../../components/findings/classify/applier";

describe("an error of an applier", () => {
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
    ])("should be told by its number or its words: %d %s", (number, text, code) => {
        expect(applierFinding(number, text)).toBe(code);
    });

    it("should lead to the event that it is about, where the server names it", () => {
        const text = "Worker 1 failed executing transaction 'a:3' at master log mysql-bin.000003, end_log_pos 934; …";
        expect(howToSeeTheEvent(text, "db1", MYSQL_57)).toBe(
            "the event ends at mysql-bin.000003:934 of db1, and mysqlbinlog --base64-output=DECODE-ROWS -vv " +
                "--stop-position=934 mysql-bin.000003 shows it last",
        );
        expect(howToSeeTheEvent("Duplicate entry", "db1", MYSQL_57)).toBeUndefined();
    });
});
