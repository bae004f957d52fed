import { deployment, succeeded } from "../support/deployment";
import { docker } from "../support/docker";
import { changesIn } from "../support/preview";
import { pointedAt, started } from "../support/steps";
import { program } from "../support/programs";
import { pulumi } from "../support/pulumiCommand";
import { seededVolume } from "../support/seededVolume";
import { eventually, sql, type Rows, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack } from "../support/stack";
import { kindOf, resourcesIn } from "../support/state";

jest.setTimeout(300_000);

const local = (name: string, port: number): Server => ({ name, host: "127.0.0.1", port });
const on = (server: Server, ...statements: string[]): Promise<Rows> => sql(server, PASSWORDS.root, ...statements);

describe('positioning: "binlog"', () => {
    const CLUSTER = "it-binlog";
    const FIRST_PORT = 24377;
    const ONE = local(`${CLUSTER}-master-1`, FIRST_PORT);
    const TWO = local(`${CLUSTER}-master-2`, FIRST_PORT + 1);
    const BOTH = [
        { server: ONE, peer: TWO },
        { server: TWO, peer: ONE },
    ];
    const LINK = `${TWO.name} from ${ONE.name}`;
    const given = (more: object): { arguments: { value: string } } => ({
        arguments: { value: JSON.stringify({ positioning: "binlog", ...more }) },
    });
    const deployed = deployment(program("givenArguments"), CLUSTER, FIRST_PORT, given({}));

    it.each(BOTH)("should wire $server.name where SHOW MASTER STATUS of its source stood", async ({ server, peer }) => {
        const [here] = await on(peer, "SHOW MASTER STATUS");
        const { coordinates } = await deployed.stack.outputs();
        const known = coordinates?.value as Record<string, unknown>;
        expect(known[server.name]).toEqual({ file: here?.File, position: here?.Position, gtidSet: "" });
        expect(deployed.firstUp.output).toMatch(
            pointedAt(`${server.name} from ${peer.name}`, peer.name, 3306, here?.File, here?.Position),
        );

        const [status] = await on(server, "SHOW SLAVE STATUS");
        expect(status).toMatchObject({
            Auto_Position: 0,
            Master_Log_File: here?.File,
            Exec_Master_Log_Pos: here?.Position,
            Slave_IO_Running: "Yes",
            Slave_SQL_Running: "Yes",
        });
        expect(await on(server, "SELECT @@GLOBAL.gtid_mode AS mode, @@GLOBAL.gtid_executed AS executed")).toEqual([
            { mode: "OFF", executed: "" },
        ]);
    });

    it("should wire a link again whose place was erased, where nothing was written since", async () => {
        await on(TWO, "STOP SLAVE", "RESET SLAVE ALL");
        const audit = await deployed.stack.audit();
        expect(audit.code).toBe(7);
        expect(changesIn(audit.output)).toEqual({
            [`ReplicationLink "${LINK}"`]: expect.arrayContaining([
                `follows: "nobody" => "${ONE.name}:3306"`,
            ]) as string[],
        });

        succeeded(await deployed.stack.up());
        expect(await threads(TWO)).toEqual({ io: "Yes", sql: "Yes" });
    });

    it("should bring rows from each side to the other", async () => {
        // Without a key, so that a row which is applied twice is there twice.
        await on(ONE, "CREATE DATABASE it", "CREATE TABLE it.written (at INT)");
        await eventually("the table is on both", () => on(TWO, "SELECT * FROM it.written"));
        await on(ONE, "INSERT INTO it.written VALUES (1)");
        await on(TWO, "INSERT INTO it.written VALUES (2)");
        await everywhere([ONE, TWO], [1, 2]);
    });

    it("should go on where a link was stopped, so that rows arrive once", async () => {
        await on(TWO, "STOP SLAVE");
        await on(ONE, "INSERT INTO it.written VALUES (3), (4)", "INSERT INTO it.written VALUES (5)", "FLUSH LOGS");
        await on(ONE, "INSERT INTO it.written VALUES (6)");
        await on(TWO, "INSERT INTO it.written VALUES (7)");
        const { output } = succeeded(await deployed.stack.up());

        expect(output).toContain(started(LINK).join("\n"));
        expect(output).not.toContain("CHANGE MASTER TO");
        await everywhere([ONE, TWO], [1, 2, 3, 4, 5, 6, 7]);
    });

    it("should refuse a link whose place was erased since rows were written, and change nothing", async () => {
        const [wired] = await on(TWO, "SHOW SLAVE STATUS");
        await on(TWO, "STOP SLAVE", "RESET SLAVE ALL");
        await on(ONE, "INSERT INTO it.written VALUES (8)");
        const before = await whatStandsOn([ONE, TWO]);
        const { code, output } = await deployed.stack.up();

        expect(code).not.toBe(0);
        expect(output).toContain(`${LINK}: [place-lost] ${TWO.name} has lost its place; it was wired at mysql-bin.`);
        expect(output).toContain("can't be proved");
        expect(output).toContain("run CHANGE MASTER TO with it on the replica, then pulumi up");
        expect(output).toContain('declare initialData: "identical" and replace the link');
        expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(await on(TWO, "SHOW SLAVE STATUS")).toEqual([]);
        expect(await whatStandsOn([ONE, TWO])).toEqual(before);
        expect(await threads(ONE)).toEqual({ io: "Yes", sql: "Yes" });

        await on(TWO, changeMaster(ONE, wired));
    });

    it("should go on at a place that somebody who knows it has given", async () => {
        const { output } = succeeded(await deployed.stack.up());
        expect(output).toContain(started(LINK).join("\n"));
        await everywhere([ONE, TWO], [1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it("should refuse relay logs that are damaged, and say where to go on", async () => {
        await on(TWO, "STOP SLAVE SQL_THREAD");
        await on(ONE, "INSERT INTO it.written VALUES (9)");
        const [written] = await on(ONE, "SHOW MASTER STATUS");
        await eventually("the receiver has the row", async () => {
            const [status] = await on(TWO, "SHOW SLAVE STATUS");
            return status?.Read_Master_Log_Pos === written?.Position;
        });
        await on(TWO, "STOP SLAVE");
        await docker("exec", TWO.name, "sh", "-c", "rm /var/lib/mysql/relay-bin.0*");
        const { code, output } = await deployed.stack.up();

        expect(code).not.toBe(0);
        expect(output).toMatch(new RegExp(`${LINK}: \\[relay-log-unusable\\] .*\\b(1593|1594|1872) `));
        expect(output).toContain(
            "by file and position, run CHANGE MASTER TO with the place up to which it has applied",
        );

        const [applied] = await on(TWO, "SHOW SLAVE STATUS");
        await on(TWO, "STOP SLAVE", changeMaster(ONE, applied));
        succeeded(await deployed.stack.up());
        await everywhere([ONE, TWO], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it("should start anew where the author vouches that both sides hold the same rows", async () => {
        await on(TWO, "STOP SLAVE", "RESET SLAVE ALL");
        // What would be missing is brought over by hand.
        await on(ONE, "INSERT INTO it.written VALUES (10)");
        await on(TWO, "SET sql_log_bin = 0", "INSERT INTO it.written VALUES (10)");

        await deployed.stack.setConfig(given({ initialData: "identical" }));
        const data = resourcesIn(await deployed.stack.state()).find(
            (resource) => kindOf(resource) === "InitialData" && resource.urn.endsWith(`::${CLUSTER}-initial-data`),
        );
        const replacing = ["--replace", data?.urn ?? "", "--stack", CLUSTER];
        succeeded(
            await pulumi(program("givenArguments"), ["up", "--yes", "--skip-preview", "--refresh", ...replacing]),
        );
        await on(ONE, "INSERT INTO it.written VALUES (11)");
        await on(TWO, "INSERT INTO it.written VALUES (12)");
        await everywhere([ONE, TWO], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        await expectNoDrift(deployed.stack);
    });
});

describe("servers that hold data before they are wired", () => {
    const CLUSTER = "it-initial";
    const FIRST_PORT = 24387;
    const ONE = local(`${CLUSTER}-master-1`, FIRST_PORT);
    const TWO = local(`${CLUSTER}-master-2`, FIRST_PORT + 1);
    const BOTH = [ONE, TWO];
    const given = (initialData: "empty" | "identical"): { arguments: { value: string } } => ({
        arguments: {
            value: JSON.stringify({
                initialData,
                masters: BOTH.map(({ name, port }) => ({ hostPort: port, storage: { dataVolume: `${name}-kept` } })),
            }),
        },
    });
    let stack: DeployedStack;

    beforeAll(async () => {
        stack = await openStack(program("givenArguments"), CLUSTER, FIRST_PORT, given("empty"));
        const rows = [
            "CREATE DATABASE it",
            "CREATE TABLE it.written (at INT)",
            "INSERT INTO it.written VALUES (1), (2)",
        ];
        await Promise.all(BOTH.map(({ name }) => seededVolume(`${name}-kept`, PASSWORDS.root, rows)));
    });

    afterAll(async () => {
        await stack.dispose();
    });

    it("should be refused where they are declared empty, and left as they are", async () => {
        const { code, output } = await stack.up();
        expect(code).not.toBe(0);
        expect(output).toContain(
            `${TWO.name} from ${ONE.name}: [data-not-empty] ${TWO.name} holds it; ${ONE.name} holds it\n`,
        );
        expect(output).toContain("nothing proves that both sides hold the same rows");
        expect(output).toContain(': initialData: "identical", once both sides hold the same rows\n');
        for (const server of BOTH) {
            expect(await on(server, "SHOW SLAVE STATUS")).toEqual([]);
            expect(await on(server, "SELECT @@GLOBAL.gtid_executed AS executed")).toEqual([{ executed: "" }]);
        }
        await everywhere(BOTH, [1, 2]);
    });

    it("should be wired where the author vouches that they hold the same rows", async () => {
        await stack.setConfig(given("identical"));
        succeeded(await stack.up());
        for (const server of BOTH) {
            expect(await threads(server)).toEqual({ io: "Yes", sql: "Yes" });
        }
        await on(ONE, "INSERT INTO it.written VALUES (3)");
        await on(TWO, "INSERT INTO it.written VALUES (4)");
        await everywhere(BOTH, [1, 2, 3, 4]);
        await expectNoDrift(stack);
    });
});

async function threads(server: Server): Promise<{ io: unknown; sql: unknown }> {
    const [status] = await on(server, "SHOW SLAVE STATUS");
    return { io: status?.Slave_IO_Running, sql: status?.Slave_SQL_Running };
}

/** Waits until each server holds these rows, once each, and nothing has stopped. */
async function everywhere(servers: Server[], written: number[]): Promise<void> {
    for (const server of servers) {
        const found = async (): Promise<unknown[]> =>
            (await on(server, "SELECT at FROM it.written ORDER BY at")).map(({ at }) => at);
        await eventually(
            `${written.length} rows on ${server.name}`,
            async () => (await found()).length >= written.length,
        );
        expect(await found()).toEqual(written);
    }
}

async function expectNoDrift(stack: DeployedStack): Promise<void> {
    const { code, output } = await stack.audit();
    expect(changesIn(output)).toEqual({});
    expect(code).toBe(0);
}

const whatStandsOn = (servers: Server[]): Promise<Rows[]> =>
    Promise.all(
        servers.flatMap((server) => [
            on(server, "SHOW MASTER STATUS"),
            on(server, "SELECT at FROM it.written ORDER BY at"),
            on(server, "SELECT user, host, authentication_string FROM mysql.user ORDER BY user, host"),
        ]),
    );

/** What an operator types who has kept SHOW SLAVE STATUS. */
const changeMaster = (source: Server, status: Rows[number] | undefined): string =>
    `CHANGE MASTER TO MASTER_HOST = '${source.name}', MASTER_PORT = 3306, MASTER_USER = 'replication', ` +
    `MASTER_LOG_FILE = '${status?.Relay_Master_Log_File}', MASTER_LOG_POS = ${status?.Exec_Master_Log_Pos}`;
