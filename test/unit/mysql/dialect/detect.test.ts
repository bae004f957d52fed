import type { Dialect } from "../../../../components/mysql/dialect/dialect";
import { dialectOf } from "../../../../components/mysql/dialect/detect";
import { MYSQL_57 } from "../../../../components/mysql/dialect/mysql57";

const later = (name: string, ...since: [number, number]): Dialect => ({ ...MYSQL_57, name, since });

describe("the dialect of a server", () => {
    it.each([
        ["5.7.22-log", "MySQL 5.7"],
        ["5.6.51", "MySQL 5.7"],
        ["", "MySQL 5.7"],
        ["8.0.21", "MySQL 5.7"],
        ["8.2.0", "8.2"],
        ["8.4.3", "8.4"],
        ["8.10.1", "8.4"],
        ["10.11.2-MariaDB", "8.4"],
    ])("should be the newest that is no newer than %j", (version, name) => {
        expect(dialectOf(version, [MYSQL_57, later("8.2", 8, 2), later("8.4", 8, 4)]).name).toBe(name);
    });
});
