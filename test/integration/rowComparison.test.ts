import { createConnection, type Connection } from "mysql2/promise";
import type { DeclaredComparison, RowsState } from "../../components/replication/rowComparison/inputs";
import { actualState } from "../../components/replication/rowComparison/actualState";
import { deployment } from "../support/deployment";
import { executedOn, expectNoDrift, on } from "../support/fourServers";
import { findingsIn } from "../support/findings";
import { changesIn } from "../support/preview";
import { program } from "../support/programs";
import { eventually, type Rows, type Server } from "../support/servers";
import { PASSWORDS } from "../support/stack";

jest.setTimeout(300_000);

const CLUSTER = "it-rows";
const FIRST_PORT = 25300;
const ONE: Server = { name: `${CLUSTER}-master-1`, host: "127.0.0.1", port: FIRST_PORT };
const TWO: Server = { name: `${CLUSTER}-master-2`, host: "127.0.0.1", port: FIRST_PORT + 1 };
const PAIR = `${ONE.name} and ${TWO.name}`;
const ROWS = 20_000;
const SECRET = "a-value-that-nobody-may-see";
/** Longer than what a random id, a digest or a position may hold by chance. */
const SECRET_NUMBER = "1928374655";

/** What an administrator does by hand on one side, or an application that has been given SUPER. */
const onThisSideOnly = (server: Server, ...statements: string[]): Promise<Rows> =>
    on(server, "SET SESSION sql_log_bin = 0", ...statements);

const dialled = ({ name, host, port }: Server) => ({ name, host, port, user: "root", password: PASSWORDS.root });

/** A look without the engine, as a refresh takes one. */
async function compared(over: Partial<DeclaredComparison> = {}): Promise<RowsState> {
    const untold = (): void => undefined;
    return await actualState(
        {
            name: PAIR,
            source: dialled(ONE),
            replica: dialled(TWO),
            mutual: true,
            filters: {},
            databases: [],
            ignoreTables: ["shop.scratch"],
            secondsAtMost: 60,
            deadlineSeconds: 30,
            ...over,
        },
        { did: untold, waits: untold, warns: untold },
    );
}

const ALL_ALIKE: RowsState = { compared: "every table", tables: {} };

interface Writers {
    writes: number;
    stop(): Promise<void>;
}

const connected = async ({ host, port }: Server): Promise<Connection> =>
    await createConnection({ host, port, user: "root", password: PASSWORDS.root });

/**
 * Writes on both sides without a pause: rows that each side writes in turn, as soon as it has the other one's, rows that
 * one side writes as fast as it can, and rows that come and go. Nobody writes a row that the other side has written and
 * that has not arrived yet: the two would really hold other rows then.
 */
async function writingOnBothSides(): Promise<Writers> {
    const ended = new AbortController();
    const all: Writers = { writes: 0, stop: () => Promise.resolve() };
    const both = async (work: (here: Connection, there: Connection, round: number) => Promise<void>): Promise<void> => {
        const [one, two] = [await connected(ONE), await connected(TWO)];
        for (let round = 1; !ended.signal.aborted; round += 1) {
            await (round % 2 === 0 ? work(one, two, round) : work(two, one, round));
            all.writes += 1;
        }
        await Promise.all([one.end(), two.end()]);
    };
    const inTurn = (id: number): Promise<void> =>
        both(async (here, there, round) => {
            await here.query("UPDATE shop.orders SET counter = ? WHERE id = ?", [round, id]);
            const [rows] = await here.query("SELECT @@GLOBAL.gtid_executed AS executed");
            const [{ executed = "" } = {}] = rows as { executed?: string }[];
            await there.query("DO WAIT_FOR_EXECUTED_GTID_SET(?, 20)", [executed]);
        });
    const quickly = async (server: Server, id: number): Promise<void> => {
        const connection = await connected(server);
        for (let round = 1; !ended.signal.aborted; round += 1) {
            await connection.query("UPDATE shop.orders SET counter = ? WHERE id = ?", [round, id]);
            await connection.query("INSERT INTO shop.orders (item) VALUES (?)", [`come ${round}`]);
            await connection.query("DELETE FROM shop.orders WHERE id = LAST_INSERT_ID()");
            all.writes += 3;
        }
        await connection.end();
    };
    const written = [inTurn(7), inTurn(ROWS / 2), quickly(ONE, 11), quickly(TWO, 13)];
    all.stop = async () => {
        ended.abort();
        await Promise.all(written);
    };
    await eventually("something is written", () => Promise.resolve(all.writes > 20));
    return all;
}

async function inStep(): Promise<void> {
    await eventually(
        "both have executed the same",
        async () => (await executedOn(ONE)) === (await executedOn(TWO)),
        60,
    );
}

describe("a comparison of rows", () => {
    const deployed = deployment(program("givenArguments"), CLUSTER, FIRST_PORT, {
        arguments: { value: JSON.stringify({ rowComparison: { ignoreTables: ["shop.scratch"], secondsAtMost: 60 } }) },
    });

    beforeAll(async () => {
        await on(
            ONE,
            "CREATE DATABASE shop",
            "CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, item VARCHAR(60) CHARACTER SET utf8mb4, counter INT)",
            "CREATE TABLE shop.lines (kind ENUM('new', 'old') NOT NULL, place INT NOT NULL, price DOUBLE, at TIMESTAMP(3) NULL, " +
                "shape GEOMETRY, more JSON, flags BIT(5), body LONGBLOB, twice INT AS (place * 2), UNIQUE KEY (place, kind))",
            "CREATE TABLE shop.names (name VARCHAR(40) CHARACTER SET latin1 PRIMARY KEY, n INT)",
            "CREATE TABLE shop.log (what TEXT)",
            "CREATE TABLE shop.scratch (id INT PRIMARY KEY)",
            `INSERT INTO shop.lines (kind, place, price, at, shape, more, flags, body) VALUES ('old', 1, 0.1e0, '2024-10-27 01:30:00',
                ST_GeomFromText('POINT(1 2)', 4326), '{"a": [1, "ä"]}', b'10101', X'00FF'), ('new', 1, NULL, NULL, NULL, NULL, NULL, NULL)`,
            "INSERT INTO shop.names VALUES ('Zoë', 1), ('it''s', 2), ('', 3)",
            "INSERT INTO shop.log VALUES ('once'), ('twice'), ('twice')",
            "INSERT INTO shop.orders (id, item) VALUES (1, 'first')",
            ...Array.from(
                { length: 15 },
                (_each, power) => `INSERT INTO shop.orders (id, item) SELECT id + ${2 ** power}, item FROM shop.orders`,
            ),
            `DELETE FROM shop.orders WHERE id > ${ROWS}`,
        );
        await inStep();
    });

    it("should find nothing while both sides are written all the time", async () => {
        const writers = await writingOnBothSides();
        try {
            for (let times = 0; times < 5; times += 1) {
                const before = writers.writes;
                expect(await compared()).toEqual(ALL_ALIKE);
                expect(writers.writes).toBeGreaterThan(before);
            }
            await expectNoDrift(deployed.stack);
        } finally {
            await writers.stop();
        }
        await inStep();
        const checksums = "CHECKSUM TABLE shop.orders";
        expect(await on(ONE, checksums)).toEqual(await on(TWO, checksums));
    });

    describe("of servers on which somebody has written by hand", () => {
        const id = `RowComparison "${PAIR}"`;
        const found = [
            `shop.absent: "is on ${ONE.name} only" => "alike"`,
            `shop.lines: "1 row differs: (place, kind) (1, 1)" => "alike"`,
            `shop.log: "its rows differ (3 on ${ONE.name}, 4 on ${TWO.name}); which ones can't be said, because it has no key ` +
                `to read it by" => "alike"`,
            `shop.names: "1 row differs: name \\"Zoë\\"" => "alike"`,
            `shop.orders: "1 row differs: id 4001; 1 row is on ${ONE.name} only: id 6001; 1 row is on ${TWO.name} only: id 900001" => "alike"`,
            `shop.other: "its column a is int(11) NULL on ${ONE.name}, and bigint(20) NULL on ${TWO.name}" => "alike"`,
        ];
        let mended: [Server, string][];

        beforeAll(async () => {
            await onThisSideOnly(
                TWO,
                `UPDATE shop.orders SET item = '${SECRET}' WHERE id = 4001`,
                "DELETE FROM shop.orders WHERE id = 6001",
                `INSERT INTO shop.orders (id, item) VALUES (900001, '${SECRET}')`,
                "UPDATE shop.lines SET body = X'00FE' WHERE kind = 'new' OR body = X'00FF' LIMIT 1",
                `INSERT INTO shop.log VALUES ('${SECRET}')`,
                "CREATE TABLE shop.other (a BIGINT)",
                "INSERT INTO shop.scratch VALUES (1)",
            );
            await onThisSideOnly(
                ONE,
                `UPDATE shop.names SET n = ${SECRET_NUMBER} WHERE name = 'Zoë'`,
                "CREATE TABLE shop.absent (id INT PRIMARY KEY)",
                "CREATE TABLE shop.other (a INT)",
            );
            mended = [
                [TWO, "UPDATE shop.orders SET item = 'first' WHERE id = 4001"],
                [TWO, "INSERT INTO shop.orders (id, item) VALUES (6001, 'first')"],
                [TWO, "DELETE FROM shop.orders WHERE id = 900001"],
                [TWO, `DELETE FROM shop.log WHERE what = '${SECRET}'`],
                [ONE, "DROP TABLE shop.absent, shop.other"],
                [TWO, "DROP TABLE shop.other"],
                [ONE, "UPDATE shop.names SET n = 1 WHERE name = 'Zoë'"],
                [TWO, "UPDATE shop.lines SET body = NULL WHERE kind = 'new'"],
                [TWO, "UPDATE shop.lines SET body = X'00FF' WHERE kind = 'old'"],
            ];
        });

        it("should name each table and the rows, on the side where they are, with nothing that they hold", async () => {
            for (const server of [ONE, TWO]) {
                await on(server, "SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
            }
            const audit = await deployed.stack.audit();
            for (const server of [ONE, TWO]) {
                await on(server, "SET GLOBAL general_log = OFF");
            }
            expect(audit.code).toBe(7);
            expect(changesIn(audit.output)).toEqual({ [id]: found });
            expect(audit.output).not.toContain(SECRET);
            expect(audit.output).not.toContain(SECRET_NUMBER);
        });

        it.each([ONE, TWO])("should neither write nor lock anything on $name", async (server) => {
            const sent = (
                await on(
                    server,
                    "SELECT CONVERT(argument USING utf8mb4) AS words FROM mysql.general_log WHERE command_type = 'Query' AND thread_id IN " +
                        "(SELECT thread_id FROM mysql.general_log WHERE argument LIKE 'SET SESSION TRANSACTION%READ ONLY')",
                )
            ).map(({ words }) => String(words));
            expect(sent.filter((words) => words.includes("`shop`.`orders`")).length).toBeGreaterThan(5);
            expect(sent.filter((words) => !/^(SELECT|SHOW|SET SESSION) /.test(words))).toEqual([]);
            expect(sent.filter((words) => /FOR UPDATE|LOCK IN SHARE|GLOBAL .*:?=|INTO/.test(words))).toEqual([]);
        });

        it("should be refused by an update, which says who decides, and changes nothing", async () => {
            const before = await Promise.all([ONE, TWO].map((server) => on(server, "SHOW MASTER STATUS")));
            const refused = await deployed.stack.up();
            expect(refused.code).not.toBe(0);
            expect(refused.output).toContain(`${PAIR}: [rows-differ] shop.`);
            expect(refused.output).toContain("1 row differs: id 4001");
            expect(refused.output).toContain("decide which side is right");
            expect(refused.output).not.toContain(SECRET);
            expect(await Promise.all([ONE, TWO].map((server) => on(server, "SHOW MASTER STATUS")))).toEqual(before);
        });

        it("should leave a state behind that names the servers, and not their password", async () => {
            const state = await deployed.stack.state();
            expect(state).toContain(`"name": "${PAIR}"`);
            const inJson = JSON.stringify(PASSWORDS.root).slice(1, -1);
            expect(state).not.toContain(inJson);
            expect(state).not.toContain(JSON.stringify(inJson).slice(1, -1));
        });

        it("should find nothing any more once they are put right", async () => {
            for (const [server, statement] of mended) {
                await onThisSideOnly(server, statement);
            }
            await expectNoDrift(deployed.stack);
        });
    });

    it("should end where its time is over, and say how far it got", async () => {
        const { compared: how, tables } = await compared({ secondsAtMost: 0.001 });
        expect(how).toMatch(/^(could not be settled: |\d of 4 tables: shop\.\w+ was next, and )the 0.001 s were over$/);
        expect(tables).toEqual({});
    });

    it("should compare only the databases that it is given, and those that the filters let through", async () => {
        await onThisSideOnly(TWO, "CREATE DATABASE elsewhere", "CREATE TABLE elsewhere.t (id INT PRIMARY KEY)");
        await onThisSideOnly(ONE, "CREATE DATABASE pulumi_mysql_dual_master_test");
        const elsewhere = { ...ALL_ALIKE, tables: { elsewhere: `is on ${TWO.name} only` } };
        expect(await compared()).toEqual(elsewhere);
        expect(await compared({ databases: ["elsewhere"] })).toEqual(elsewhere);
        expect(await compared({ databases: ["shop"] })).toEqual(ALL_ALIKE);
        expect(await compared({ filters: { replicateIgnoreDb: ["elsewhere"] } })).toEqual(ALL_ALIKE);
        expect(await compared({ filters: { binlogDoDb: ["shop"] } })).toEqual(ALL_ALIKE);
        expect((await compared({ databases: ["shop", "shpo"] })).tables).toEqual({ shpo: "is on neither server" });
        await onThisSideOnly(TWO, "DROP DATABASE elsewhere");
        await onThisSideOnly(ONE, "DROP DATABASE pulumi_mysql_dual_master_test");
    });

    it("should take nothing for compared that an account does not see", async () => {
        await on(
            ONE,
            "CREATE USER blind IDENTIFIED BY 'blind-secret'",
            "GRANT PROCESS, REPLICATION CLIENT, REPLICATION SLAVE, SHOW VIEW ON *.* TO blind",
        );
        await inStep();
        await onThisSideOnly(TWO, "DELETE FROM shop.orders WHERE id = 7");
        const asBlind = (server: Server) => ({ ...dialled(server), user: "blind", password: "blind-secret" });
        const blind = { source: asBlind(ONE), replica: asBlind(TWO) };
        const lacks = `the account blind on ${TWO.name} lacks SELECT on it`;
        expect(await compared(blind)).toEqual({ compared: `all but shop (${lacks})`, tables: {} });
        expect(await compared({ ...blind, databases: ["shop"] })).toEqual({
            compared: `all but shop (${lacks})`,
            tables: {},
        });
        await on(ONE, "GRANT SELECT ON shop.* TO blind");
        await inStep();
        const missing = { ...ALL_ALIKE, tables: { "shop.orders": `1 row is on ${ONE.name} only: id 7` } };
        expect(await compared(blind)).toEqual(missing);
        await on(ONE, "REVOKE SHOW VIEW ON *.* FROM blind");
        await inStep();
        expect((await compared(blind)).compared).toMatch(/^could not be settled: .* does not see which databases/);
        expect(await compared({ ...blind, databases: ["shop"] })).toEqual(missing);
        await on(ONE, "DROP USER blind");
        await onThisSideOnly(ONE, "DELETE FROM shop.orders WHERE id = 7");
    });

    it("should tell the first of many rows, and go on with the next table", async () => {
        await onThisSideOnly(
            TWO,
            "UPDATE shop.orders SET counter = -1 WHERE id > 100",
            "UPDATE shop.names SET n = 5 WHERE n = 2",
        );
        const { tables } = await compared();
        expect(tables["shop.orders"]).toMatch(
            /^\d{3} rows differ: id 101, 102, 103, 104, 105, …; the rest of the table was not looked at$/,
        );
        expect(tables["shop.names"]).toBe(`1 row differs: name "it's"`);
        await onThisSideOnly(TWO, "UPDATE shop.names SET n = 2 WHERE n = 5");
        await onThisSideOnly(TWO, "DELETE FROM shop.orders WHERE id > 100");
        expect((await compared()).tables["shop.orders"]).toMatch(
            new RegExp(`^\\d{3} rows are on ${ONE.name} only: id 101, .*; the rest of the table was not looked at$`),
        );
        await onThisSideOnly(ONE, "DELETE FROM shop.orders WHERE id > 100");
        expect(await compared()).toEqual(ALL_ALIKE);
    });

    it("should say in words that a link is stopped, or a server not there, instead of guessing", async () => {
        await on(TWO, "STOP SLAVE SQL_THREAD");
        await on(ONE, "INSERT INTO shop.orders (item) VALUES ('not there yet')");
        const how = `could not be settled: ${TWO.name} does not follow ${ONE.name}: IO thread running, SQL thread stopped`;
        const { code, output } = await deployed.stack.audit();
        expect(findingsIn(output)).toContainEqual({
            where: PAIR,
            code: "rows-not-compared",
            observed: `rows compared: ${how}`,
        });
        expect(code).toBe(7);
        await on(TWO, "START SLAVE");
        await inStep();
        expect(await compared({ replica: { ...dialled(TWO), port: FIRST_PORT + 49 } })).toEqual({
            compared: `could not be settled: ${TWO.name}: unreachable: connection refused`,
            tables: {},
        });
        const { compared: anothers, tables } = await compared({ source: dialled(TWO) });
        expect(anothers).toMatch(
            new RegExp(
                `^could not be settled: ${TWO.name} follows \\S+ \\(server_uuid [0-9a-f-]+\\), which is not ${TWO.name}$`,
            ),
        );
        expect(tables).toEqual({});
    });

    it("should tell a row that is on its way from one that is missing by file and position as well", async () => {
        for (const server of [ONE, TWO]) {
            await on(server, "STOP SLAVE", "CHANGE MASTER TO MASTER_AUTO_POSITION = 0", "START SLAVE");
        }
        const writers = await writingOnBothSides();
        try {
            expect(await compared()).toEqual(ALL_ALIKE);
            await onThisSideOnly(TWO, "DELETE FROM shop.orders WHERE id = 3");
            expect((await compared()).tables).toEqual({ "shop.orders": `1 row is on ${ONE.name} only: id 3` });
        } finally {
            await writers.stop();
        }
    });
});
