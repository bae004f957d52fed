import { changesSomething } from "../endurance/statementKinds";

describe("what a statement leaves behind", () => {
    it.each([
        "SELECT @@GLOBAL.gtid_executed",
        "SHOW SLAVE STATUS",
        "USE it",
        "SET NAMES utf8mb4",
        "SET SESSION max_statement_time = 1000",
        "SET @@SQL_MODE = ''",
        "/*!40101 SET NAMES utf8mb4 */",
        "/*!40103 SET TIME_ZONE='+00:00' */",
        "/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */",
        "/*M!100100 SET WAIT_TIMEOUT=DEFAULT */",
        "START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */",
        "SAVEPOINT sp",
        "ROLLBACK TO SAVEPOINT sp",
    ])("should be nothing of %s", (statement) => {
        expect(changesSomething(statement)).toBe(false);
    });

    it.each([
        "SET GLOBAL slave_net_timeout = 30",
        "set global read_only = ON",
        "SET @@GLOBAL.gtid_purged = ''",
        "SET PASSWORD = 'x'",
        "SET SESSION sql_log_bin = 0, GLOBAL read_only = ON",
        "/*!80000 SET GLOBAL read_only = ON */",
        "START SLAVE SQL_THREAD",
        "STOP SLAVE",
        "CHANGE MASTER TO MASTER_HOST = 'a'",
        "FLUSH TABLES WITH READ LOCK",
        "UNLOCK TABLES",
        "LOCK TABLES `written` WRITE",
        "DO RELEASE_LOCK('a')",
        "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `it`",
        "/*!40000 ALTER TABLE `written` DISABLE KEYS */",
        "DELETE FROM t",
        "ROLLBACK",
    ])("should be a change of %s", (statement) => {
        expect(changesSomething(statement)).toBe(true);
    });
});
