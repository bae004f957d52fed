import { helpWithStart } from "../../../../components/findings/classify/starts";

describe("what keeps mysqld from starting", () => {
    it.each([
        ["unknown variable 'max_conections=300'", "correct max_conections in options"],
        ["unknown option '--skip-foo'", "correct skip-foo in options"],
        ["Error while setting value 'FOO' to 'binlog_format'", "give binlog_format in options a value"],
        ["InnoDB: io_setup() failed with EAGAIN after 5 attempts.", "raise fs.aio-max-nr"],
        ["--initialize specified but the data directory has files in it. Aborting.", "no whole server"],
        ["Fatal error: Can't open and lock privilege tables: Table 'mysql.user' doesn't exist", "no whole server"],
        ["InnoDB: Unable to lock ./ibdata1, error: 11", "stop the other mysqld"],
        ["Can't start server: Bind on TCP/IP port: Address already in use", "hostPort"],
        ["Bind for 127.0.0.1:3307 failed: port is already allocated", "hostPort"],
        ["network shop-net not found", "docker network create shop-net"],
        ["Disk is full writing './mysql-bin.index' (Errcode: 28 - No space left on device)", "make room"],
        ["InnoDB: mmap(137428992 bytes) failed; errno 12; Cannot allocate memory", "innodb_buffer_pool_size"],
        ["Can't change dir to '/var/lib/mysql/' (Errcode: 13 - Permission denied)", "to the user mysql"],
    ])("should be answered with what helps: %s", (words, help) => {
        expect(helpWithStart(words)).toContain(help);
    });

    it("should be left to its own words where they are of no known kind", () => {
        expect(helpWithStart("InnoDB: Assertion failure in thread 1")).toBeUndefined();
    });
});
