import { sayFinding } from "../../../../components/findings/finding";
import type { Row } from "../../../../components/mysql/session";
import { threadFindings } from "../../../../components/replication/replicationLink/threadFindings";
import type { DeclaredLink } from "../../../../components/replication/replicationLink/inputs";
import { linkInputs, statusOf } from "../../fakes/replica";

const found = (row: Row, link: DeclaredLink = linkInputs()): string[] =>
    threadFindings(link, statusOf(row)).map(({ code, where, observed }) => {
        expect(where).toBe(link.name);
        return `[${code}] ${observed}`;
    });

const DUPLICATE = { Slave_SQL_Running: "No", Last_SQL_Errno: 1062, Last_SQL_Error: "Duplicate entry '1'" };
const REFUSED = { Slave_IO_Running: "Connecting", Last_IO_Errno: 1045, Last_IO_Error: "Access denied" };

describe("the threads of a replica", () => {
    it.each<[string, Row]>([
        ["they run", {}],
        ["they run again after an error", { Last_SQL_Errno: 1062, Last_SQL_Error: "x", Last_IO_Errno: 2003 }],
        ["the receiver has only begun to connect", { Slave_IO_Running: "Connecting" }],
    ])("should be no trouble where %s", (_where, row) => {
        expect(found(row)).toEqual([]);
    });

    it.each<[Row, string[]]>([
        [{ Slave_IO_Running: "No" }, ["[thread-stopped] IO thread stopped"]],
        [{ Slave_SQL_Running: "No" }, ["[thread-stopped] SQL thread stopped"]],
        [{ Slave_IO_Running: "No", Slave_SQL_Running: "No" }, ["[thread-stopped] IO thread and SQL thread stopped"]],
        [DUPLICATE, ["[duplicate-key] SQL thread stopped: 1062 Duplicate entry '1'"]],
        [REFUSED, ["[source-refuses-account] IO thread connecting: 1045 Access denied"]],
        [
            { Slave_IO_Running: "Connecting", Last_IO_Errno: 2003, Last_IO_Error: "no route" },
            ["[source-unreachable] IO thread connecting: 2003 no route"],
        ],
        [
            { Slave_IO_Running: "No", Last_IO_Errno: 1236, Last_IO_Error: "Could not find first log file name" },
            ["[binary-log-purged] IO thread stopped: 1236 Could not find first log file name"],
        ],
    ])("should be told by what they say of themselves: %j", (row, said) => {
        expect(found(row)).toEqual(said);
    });

    it.each([2003, 2005])("should be told of a source that is down, and not of its address: %d", (number) => {
        const row = { Slave_IO_Running: "Connecting", Last_IO_Errno: number, Last_IO_Error: "error connecting" };
        const [here, elsewhere] = [true, false].map((down) => threadFindings(linkInputs({}), statusOf(row), down)[0]);
        expect(here).toMatchObject({
            code: "source-unreachable",
            here: "start orders-master-1, which this program does not reach either",
        });
        expect(elsewhere?.code).toBe(number === 2003 ? "source-unreachable" : "source-unresolved");
        expect(elsewhere?.here).toMatch(/^both containers have to be on one network/);
    });

    it.each([2003, 2005])("should name peerHost only where there is one: %d", (number) => {
        const row = { Slave_IO_Running: "Connecting", Last_IO_Errno: number, Last_IO_Error: "error connecting" };
        const said = [true, false].map((replicaMyCnfIsGiven) =>
            threadFindings(linkInputs({ replicaMyCnfIsGiven }), statusOf(row)).map(sayFinding).join(),
        );
        expect(said.map((each) => each.includes("peerHost"))).toEqual([true, false]);
    });

    it("should be told both, the applier's trouble first, which is about rows", () => {
        expect(found({ ...DUPLICATE, ...REFUSED })).toEqual([
            "[duplicate-key] SQL thread stopped: 1062 Duplicate entry '1'",
            "[source-refuses-account] IO thread connecting: 1045 Access denied",
        ]);
    });

    it("should be told both where one has met an error and somebody has stopped the other", () => {
        expect(found({ ...DUPLICATE, Slave_IO_Running: "No" })).toEqual([
            "[duplicate-key] SQL thread stopped: 1062 Duplicate entry '1'",
            "[thread-stopped] IO thread stopped",
        ]);
    });
});

describe("an applier that met an error", () => {
    const WORDS = "Worker 1 failed at master log mysql-bin.1000000, end_log_pos 934; Duplicate entry '1'";
    const SHOWN =
        "the event ends at mysql-bin.1000000:934 of orders-master-1, and mysqlbinlog --base64-output=DECODE-ROWS -vv " +
        "--stop-position=934 mysql-bin.1000000 shows it last";

    it.each<["gtid" | "binlog", string, (string | RegExp)[]]>([
        ["gtid", "Duplicate entry '1'", []],
        ["gtid", WORDS, [SHOWN]],
        ["binlog", "Duplicate entry '1'", [/^where its coordinates were stale, run STOP SLAVE/]],
        ["binlog", WORDS, [SHOWN, /; where its coordinates were stale, run STOP SLAVE/]],
    ])("should be told with what helps in this case: %s, %s", (positioning, text, expected) => {
        const [finding] = threadFindings(linkInputs({ positioning }), statusOf({ ...DUPLICATE, Last_SQL_Error: text }));
        expect(finding?.code).toBe("duplicate-key");
        expect(finding?.here === undefined).toBe(expected.length === 0);
        for (const part of expected) {
            expect(finding?.here).toEqual(
                typeof part === "string" ? expect.stringContaining(part) : expect.stringMatching(part),
            );
        }
    });
});
