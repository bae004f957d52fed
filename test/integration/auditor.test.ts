import { createConnection } from "mysql2/promise";
import { nativePasswordHash } from "../../components/mysql/nativePassword";
import { succeeded } from "../support/deployment";
import { removeLeftovers } from "../support/docker";
import { on, onEach } from "../support/fourServers";
import { codesIn, findingsIn } from "../support/findings";
import { changesIn, stepsIn } from "../support/preview";
import { accountMended, started } from "../support/steps";
import { program } from "../support/programs";
import { documentedGrants } from "../support/readme";
import { secretsIn } from "../support/secretSearch";
import { eventually, type Rows, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack, type Outcome } from "../support/stack";
import { asMasters, startServers } from "../support/standaloneServers";

jest.setTimeout(600_000);

const CLUSTER = "it-auditor";
const SERVERS = "it-auditor-hosts";
const FIRST_PORT = 25120;
const AUDITING = {
    name: "auditor's password",
    value: "Audit 'x' \\ \" `y` ä😀 keptToItself",
    mark: "keptToItself",
};
const ONE: Server = { name: `${SERVERS}-1`, host: "127.0.0.1", port: FIRST_PORT };
const TWO: Server = { name: `${SERVERS}-2`, host: "127.0.0.1", port: FIRST_PORT + 1 };
const BOTH = [ONE, TWO];
const [FIRST, SECOND] = [`${CLUSTER}-master-1`, `${CLUSTER}-master-2`];
const ALONE = "SET SESSION sql_log_bin = 0";

/** The same on each side, as nobody's replica. */
const alike = (...statements: string[]): Promise<Rows[]> => onEach(BOTH, ALONE, ...statements);

describe("accounts with the documented grants, and no other", () => {
    let stack: DeployedStack;
    let administrator: string[];
    let forIdentical: string[];
    let forCopy: string[];
    let auditor: string[];

    const declare = (initialData: string): Promise<void> =>
        stack.setConfig({
            arguments: { value: JSON.stringify({ masters: asMasters(BOTH, "dual_master"), initialData }) },
        });

    beforeAll(async () => {
        [administrator = [], forIdentical = [], forCopy = [], auditor = []] = await documentedGrants();
        stack = await openStack(program("existingServers"), CLUSTER, FIRST_PORT, {
            arguments: { value: JSON.stringify({ masters: asMasters(BOTH, "dual_master") }) },
            auditorPassword: { value: AUDITING.value, secret: true },
        });
        await startServers(SERVERS, BOTH);
        const account = (name: string, password: string): string =>
            `CREATE USER '${name}'@'%' IDENTIFIED WITH mysql_native_password AS '${nativePasswordHash(password)}'`;
        await alike(
            account("dual_master", PASSWORDS.root),
            ...administrator,
            account("auditor", AUDITING.value),
            ...auditor,
        );
        succeeded(await stack.up());
    });

    afterAll(async () => {
        await stack.dispose();
        await removeLeftovers(SERVERS);
    });

    async function expectRunning(): Promise<void> {
        for (const [status] of await onEach(BOTH, "SHOW SLAVE STATUS")) {
            expect(status).toMatchObject({ Slave_IO_Running: "Yes", Slave_SQL_Running: "Yes" });
        }
    }

    const logins = async (user: string): Promise<number> => {
        const total = `SELECT SUM(TOTAL_CONNECTIONS) AS n FROM performance_schema.users WHERE USER = '${user}'`;
        return (await onEach(BOTH, total)).reduce((sum, [row]) => sum + Number(row?.n), 0);
    };

    /** What an audit says, by server and kind of resource, without where the account came from. */
    async function audited(): Promise<Record<string, string[]>> {
        return changesFor(await stack.audit());
    }

    function changesFor({ code, output }: Outcome): Record<string, string[]> {
        expect(code).toBe(7);
        return Object.fromEntries(
            Object.entries(changesIn(output)).map(([key, lines]) => [
                key,
                lines.map((line) => line.replace(/'auditor'@'[^']+'/, "the auditor")),
            ]),
        );
    }

    it("should wire two empty servers", async () => {
        await expectRunning();
    });

    it("should have the auditor alone look, and find nothing where nothing is wrong", async () => {
        const [looked, changed] = [await logins("auditor"), await logins("dual_master")];
        const { code, output } = await stack.audit();
        expect(changesIn(output)).toEqual({});
        expect(code).toBe(0);
        expect(await logins("auditor")).toBeGreaterThanOrEqual(looked + 6);
        expect(await logins("dual_master")).toBe(changed);
    });

    it("should show the auditor what further observations take: replicas, and tables without a key", async () => {
        await asAuditor(ONE, "SHOW SLAVE HOSTS");
        await asAuditor(ONE, "SELECT COUNT(*) FROM information_schema.INNODB_SYS_INDEXES");
    });

    it.each([
        "CREATE DATABASE it",
        "SET GLOBAL sync_binlog = 0",
        "STOP SLAVE",
        "RESET MASTER",
        "UPDATE mysql.user SET authentication_string = ''",
        "UPDATE performance_schema.setup_consumers SET enabled = 'NO'",
        "DELETE FROM pulumi_mysql_dual_master.claim",
        "SELECT * FROM it_held.t",
    ])("should refuse the auditor what is more than looking: %s", async (statement) => {
        await expect(asAuditor(ONE, statement)).rejects.toThrow(/denied/);
    });

    it("should keep the auditor's password out of the state, and of what an up prints", async () => {
        const { output } = succeeded(await stack.up());
        expect(secretsIn("pulumi up", output, [AUDITING])).toEqual([]);
        const state = await stack.state();
        expect(state).toContain('"auditor"');
        expect(secretsIn("the state", state, [AUDITING])).toEqual([]);
    });

    it("should say what an auditor lacks, or that it can't log in", async () => {
        await on(ONE, ALONE, "REVOKE REPLICATION CLIENT ON *.* FROM auditor");
        await on(TWO, ALONE, "REVOKE SELECT ON mysql.* FROM auditor");
        const denied = (table: string): string[] => [
            `server: "can't be looked at: 1142 SELECT command denied to user the auditor for table '${table}'" => "reachable"`,
        ];
        const refused = (why: string): string[] => [`server: "refuses the account auditor: ${why}" => "reachable"`];
        const lacks = [
            `server: "can't be looked at: 1227 Access denied; you need (at least one of) the SUPER, REPLICATION CLIENT ` +
                'privilege(s) for this operation" => "reachable"',
        ];
        const lacking = await stack.audit();
        expect(changesFor(lacking)).toEqual({
            [`ServerVariables "${FIRST}"`]: lacks,
            [`ReplicationLink "${FIRST} from ${SECOND}"`]: lacks,
            [`ReplicationAccount "replication@% on ${SECOND}"`]: denied("user"),
            [`ReplicationLink "${SECOND} from ${FIRST}"`]: denied("slave_master_info"),
        });
        expect(codesIn(lacking.output)).toEqual(
            expect.arrayContaining([`[look-failed] ${FIRST} from ${SECOND}`, `[look-failed] ${FIRST}`]),
        );
        await alike(...auditor);

        await on(TWO, ALONE, "REVOKE SELECT ON pulumi_mysql_dual_master.* FROM auditor");
        const unseen = await stack.audit();
        expect(changesFor(unseen)).toEqual({
            [`ServerVariables "${SECOND}"`]: denied("claim"),
        });
        expect(codesIn(unseen.output)).toEqual([`[look-failed] ${SECOND}`]);
        await alike(...auditor);

        await on(ONE, ALONE, "ALTER USER auditor ACCOUNT LOCK");
        const locked = "3118 Access denied for user the auditor. Account is locked.";
        expect(await audited()).toEqual({
            [`ServerVariables "${FIRST}"`]: refused(locked),
            [`ReplicationAccount "replication@% on ${FIRST}"`]: refused(locked),
            [`ReplicationLink "${FIRST} from ${SECOND}"`]: refused(locked),
        });
        await on(ONE, ALONE, "ALTER USER auditor ACCOUNT UNLOCK");
    });

    it("should have the auditor find what is wrong, and the administrative account put it right", async () => {
        await on(TWO, "STOP SLAVE SQL_THREAD", "SET GLOBAL sync_binlog = 0");
        await on(ONE, ALONE, "ALTER USER replication ACCOUNT LOCK", "DROP DATABASE pulumi_mysql_dual_master");
        expect(await audited()).toMatchObject({
            [`ReplicationLink "${SECOND} from ${FIRST}"`]: ['sqlThread: "stopped" => "running"'],
            [`ServerVariables "${SECOND}"`]: ['sync_binlog: "0" => "1"'],
            [`ReplicationAccount "replication@% on ${FIRST}"`]: ['account: "locked" => "present"'],
            [`ServerVariables "${FIRST}"`]: [`claim: "none" => "organization/it-existing-servers/${CLUSTER}"`],
        });
        const steps = stepsIn(succeeded(await stack.up()).output, CLUSTER);
        expect(steps).toEqual(
            expect.arrayContaining([
                ...started(`${SECOND} from ${FIRST}`),
                `${SECOND}: SET GLOBAL sync_binlog = 1 (was 0)`,
                accountMended(FIRST),
                `${FIRST}: claimed for the stack organization/it-existing-servers/${CLUSTER}`,
            ]),
        );
        expect(await stack.audit()).toMatchObject({ code: 0 });
    });

    it("should say which statement the administrative account may not run, and go on from there", async () => {
        await on(ONE, ALONE, "REVOKE SUPER ON *.* FROM dual_master", "ALTER USER replication ACCOUNT LOCK");
        const { code, output } = await stack.up();
        expect(code).not.toBe(0);
        expect(findingsIn(output)).toContainEqual({
            where: FIRST,
            code: "statement-refused",
            observed: expect.stringMatching(
                /^SET SESSION sql_log_bin = 0 is answered with 1227 Access denied; you need .*SUPER/,
            ) as string,
        });
        await alike(...administrator);
        expect(stepsIn(succeeded(await stack.up()).output, CLUSTER)).toEqual([accountMended(FIRST)]);
    });

    it("should take everything down that it made", async () => {
        succeeded(await stack.destroy());
        expect(await onEach(BOTH, "SHOW SLAVE STATUS")).toEqual([[], []]);
        expect(await onEach(BOTH, "SELECT user FROM mysql.user WHERE user = 'replication'")).toEqual([[], []]);
        expect(await onEach(BOTH, "SHOW DATABASES LIKE 'pulumi%'")).toEqual([[], []]);
    });

    it("should take nothing for identical that it is not shown, and compare it once it is", async () => {
        await alike("CREATE DATABASE it", "CREATE TABLE it.t (id INT PRIMARY KEY)", "INSERT INTO it.t VALUES (1)");
        await on(TWO, ALONE, "CREATE TABLE it.on_two_only (id INT PRIMARY KEY)");
        await declare("identical");
        const unseen = await stack.up();
        expect(unseen.code).not.toBe(0);
        expect(unseen.output).toContain(
            `${SECOND}: [privileges-lacking] the account dual_master lacks SELECT ON *.*, so that `,
        );
        expect(unseen.output).toContain(": GRANT SELECT ON *.* to it, at least until the links run");
        await alike(...forIdentical);
        const seen = await stack.up();
        expect(seen.code).not.toBe(0);
        expect(seen.output).toContain(`${SECOND} from ${FIRST}: [data-differs] it.on_two_only: is on ${SECOND} only\n`);
        await on(TWO, ALONE, "DROP TABLE it.on_two_only");
        succeeded(await stack.up());
        await expectRunning();
        succeeded(await stack.destroy());
    });

    it("should copy nothing of which it may not be shown all, and all of it once it is", async () => {
        await alike("REVOKE SELECT ON *.* FROM dual_master", "DROP DATABASE it");
        await on(
            ONE,
            "CREATE DATABASE it",
            "CREATE TABLE it.parent (id INT PRIMARY KEY)",
            "CREATE TABLE it.child (id INT PRIMARY KEY, of INT, FOREIGN KEY (of) REFERENCES it.parent (id))",
            "INSERT INTO it.parent VALUES (1)",
            "INSERT INTO it.child VALUES (1, 1)",
            "CREATE VIEW it.seen AS SELECT id FROM it.parent",
            "CREATE TRIGGER it.before_insert BEFORE INSERT ON it.parent FOR EACH ROW SET NEW.id = NEW.id",
            "CREATE PROCEDURE it.nothing() SELECT 1",
            "CREATE FUNCTION it.one() RETURNS INT DETERMINISTIC RETURN 1",
            "CREATE EVENT it.never ON SCHEDULE EVERY 1 YEAR DISABLE DO SELECT 1",
        );
        await declare("copy");
        const unseen = await stack.up();
        expect(unseen.code).not.toBe(0);
        expect(unseen.output).toContain(
            `${SECOND}: [privileges-lacking] the account dual_master lacks ALTER ROUTINE, EXECUTE ON *.*, so that `,
        );
        expect(await on(TWO, "SHOW DATABASES LIKE 'it'")).toEqual([]);

        await on(TWO, ALONE, ...forCopy);
        const unshown = await stack.up();
        expect(unshown.output).toContain(
            `${FIRST}: [privileges-lacking] the account dual_master lacks ` +
                "SELECT, SHOW VIEW, TRIGGER, EVENT ON *.*, so that ",
        );
        await on(ONE, ALONE, ...forCopy);
        succeeded(await stack.up());
        const held =
            "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'it' " +
            "UNION ALL SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'it' " +
            "UNION ALL SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'it' " +
            "UNION ALL SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'it' ORDER BY 1";
        // MySQL would have made a second one, with no password, for each host from which it makes a routine.
        expect(await onEach(BOTH, "SELECT host FROM mysql.user WHERE user = 'dual_master'")).toEqual([
            [{ host: "%" }],
            [{ host: "%" }],
        ]);
        const names = ["before_insert", "child", "never", "nothing", "one", "parent", "seen"];
        expect(await onEach(BOTH, held)).toEqual([names, names].map((each) => each.map((name) => ({ name }))));
        await on(ONE, "INSERT INTO it.parent VALUES (2)");
        await eventually(
            "the row is on the other side",
            async () => (await on(TWO, "SELECT id FROM it.seen")).length === 2,
        );
        expect(await stack.audit()).toMatchObject({ code: 0 });
    });
});

async function asAuditor({ host, port }: Server, statement: string): Promise<void> {
    const connection = await createConnection({ host, port, user: "auditor", password: AUDITING.value });
    try {
        await connection.query(statement);
    } finally {
        await connection.end();
    }
}
