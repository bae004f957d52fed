import type { FindingCode } from "../../../../components/findings/catalogue";
import { MYSQL_57 } from "../../../../components/mysql/dialect/mysql57";
import { receiverFinding } from "../../../../components/findings/classify/receiver";

describe("an error of a receiver", () => {
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
    ])("should be told by its number or its words: %d %s", (number, text, code) => {
        expect(receiverFinding(number, text, MYSQL_57)).toBe(code);
    });
});
