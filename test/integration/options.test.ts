import { createConnection } from "mysql2/promise";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { healthy, inspect } from "../support/containers";
import { deployment, IMAGE, succeeded } from "../support/deployment";
import { dataOf, docker, removeLeftovers, whatIsThereOf } from "../support/docker";
import { emptyHostFolder, listHostFolder, removeHostFolder } from "../support/hostFolder";
import { changesIn } from "../support/preview";
import { program } from "../support/programs";
import { eventually, sql, type Rows, type Server } from "../support/servers";

jest.setTimeout(300_000);

const CLUSTER = "it-options";
const FIRST_PORT = 24307;
const SUBNET = "10.213.87";
const FOLDER = "/tmp/it-options";

interface Node extends Server {
    role: "master" | "replica";
    networkHost: string;
    serverId: number;
    /** The server that it follows. */
    follows: string;
    offset?: number;
    maxConnections: number;
    mounts: string[];
}

const TIME_ZONE = "bind /etc/localtime at /etc/localtime";

function node(place: number, more: Omit<Node, "host" | "port">): Node {
    return { host: "127.0.0.2", port: FIRST_PORT + place, ...more };
}

const ONE = node(0, {
    name: "It-Options.Container_1",
    networkHost: "It.Options.Node1",
    role: "master",
    serverId: 4294967295,
    follows: "It.Options.Node2",
    offset: 3,
    maxConnections: 55,
    mounts: [
        TIME_ZONE,
        `bind ${FOLDER}/config at /etc/mysql/conf.d`,
        `bind ${FOLDER}/data at /var/lib/mysql`,
        `bind ${FOLDER}/log at /var/log/mysql`,
    ],
});
const TWO = node(1, {
    name: "It-Options.Container_2",
    networkHost: "It.Options.Node2",
    role: "master",
    serverId: 201,
    follows: "It.Options.Node1",
    offset: 7,
    maxConnections: 77,
    mounts: [
        TIME_ZONE,
        `volume ${CLUSTER}-given-config at /etc/mysql`,
        `volume ${CLUSTER}-given-data at /var/lib/mysql`,
        `volume ${CLUSTER}-given-log at /var/log/mysql`,
    ],
});

function reader(number: 1 | 2, more: Pick<Node, "serverId" | "follows" | "maxConnections">): Node {
    const name = `${CLUSTER}-reader-${number}`;
    return node(number + 1, {
        name,
        networkHost: name,
        role: "replica",
        mounts: [TIME_ZONE, `volume ${name}-config at /etc/mysql/conf.d`, `volume ${name}-data at /var/lib/mysql`],
        ...more,
    });
}

const READER_OF_ONE = reader(1, { serverId: 301, follows: "It.Options.Node1", maxConnections: 55 });
const READER_OF_TWO = reader(2, { serverId: 302, follows: "It.Options.Node2", maxConnections: 66 });
const MASTERS = [ONE, TWO];
const READERS = [READER_OF_ONE, READER_OF_TWO];
const ALL = [...MASTERS, ...READERS];

describe("a cluster with every argument away from its default", () => {
    beforeAll(async () => {
        await removeLeftovers(CLUSTER);
        await emptyHostFolder(CLUSTER);
    });

    const deployed = deployment(program("everyOption"), CLUSTER, FIRST_PORT, {
        folder: { value: FOLDER },
        subnet: { value: SUBNET },
        replicas: { value: "2" },
        image: { value: IMAGE },
        // The argument wins over the stack's configuration, which nobody could run.
        "pulumi-mysql-dual-master:image": { value: "it-options/not-there:5.7" },
    });

    afterAll(async () => {
        await removeHostFolder(FOLDER);
    });

    const on = (server: Server, ...statements: string[]): Promise<Rows> =>
        sql(server, deployed.stack.passwords.root, ...statements);

    /** The rows of a statement on each server, once they are the same everywhere. */
    const onceEverywhere = (servers: Server[], statement: string, rows: number): Promise<Rows> =>
        eventually(
            `${rows} rows of ${statement} on ${servers.map(({ name }) => name).join(", ")}`,
            async () => {
                const found = await Promise.all(servers.map((server) => on(server, statement)));
                const [first = []] = found;
                return first.length === rows && found.every((each) => JSON.stringify(each) === JSON.stringify(first))
                    ? first
                    : undefined;
            },
            60,
        );

    describe("once it is up", () => {
        it("should say where each server is, and who follows whom", async () => {
            const { endpoints, containerNames, networkName, state, coordinates } = await deployed.stack.outputs();
            expect(endpoints?.value).toEqual(
                ALL.map(({ name, role, host, port, networkHost }) => ({
                    name,
                    role,
                    host,
                    port,
                    networkHost,
                    networkPort: 3306,
                })),
            );
            expect(containerNames?.value).toEqual(ALL.map(({ name }) => name));
            expect(networkName?.value).toBe(CLUSTER);
            expect(state?.value).toBe(
                `${ONE.name} and ${TWO.name} follow each other; ${READER_OF_ONE.name} follows ${ONE.name}; ` +
                    `${READER_OF_TWO.name} follows ${TWO.name}; every thread is running`,
            );
            expect(Object.keys(coordinates?.value as object).sort()).toEqual(ALL.map(({ name }) => name).sort());
        });

        it("should hand on the root password as a secret", async () => {
            const { rootPassword } = await deployed.stack.outputs();
            expect(rootPassword).toEqual({ value: deployed.stack.passwords.root, secret: true });
        });

        it.each(ALL)("should run $name with the given options", async (server) => {
            const wanted = {
                server_id: server.serverId,
                report_host: server.networkHost,
                auto_increment_increment: server.role === "master" ? 10 : 1,
                auto_increment_offset: server.offset ?? 1,
                character_set_server: "utf8mb4",
                init_connect: "SET @told = '# no comment'; -- \\ end",
                max_connections: server.maxConnections,
                long_query_time: server === TWO ? "4.500000" : "10.000000",
                read_only: server.role === "master" ? "OFF" : "ON",
                sync_binlog: 100,
                log_slave_updates: "ON",
                gtid_mode: "ON",
            };
            const names = Object.keys(wanted).map((name) => `'${name}'`);
            const rows = await on(server, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.join(", ")})`);
            const texts = Object.entries(wanted).map(([name, value]) => [name, String(value)]);
            expect(Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]))).toEqual(
                Object.fromEntries(texts),
            );
        });

        it.each(ALL)("should have $name follow $follows with the given account, times and filters", async (server) => {
            const [status] = await on(server, "SHOW SLAVE STATUS");
            expect(status).toMatchObject({
                Master_Host: server.follows,
                Master_Port: 3306,
                Master_User: "It$repl.user-1",
                Connect_Retry: 3,
                Slave_IO_Running: "Yes",
                Slave_SQL_Running: "Yes",
                Replicate_Do_DB: "shop,stock",
                Replicate_Ignore_DB: "",
                Auto_Position: 1,
            });
            const [receiver] = await on(server, "SELECT Heartbeat + 0 AS heartbeat FROM mysql.slave_master_info");
            expect(receiver?.heartbeat).toBe(7);
            const [binaryLog] = await on(server, "SHOW MASTER STATUS");
            expect(binaryLog).toMatchObject({ Binlog_Do_DB: "", Binlog_Ignore_DB: "scratch" });
        });

        it.each(MASTERS)("should let the account of $name in from the network's addresses only", async (server) => {
            const where = `${SUBNET}.0/255.255.255.0`;
            const accounts = await on(server, "SELECT user, host FROM mysql.user WHERE Repl_slave_priv = 'Y'");
            expect(accounts.filter(({ user }) => user !== "root")).toEqual([{ user: "It$repl.user-1", host: where }]);
            const grants = await on(server, `SHOW GRANTS FOR 'It$repl.user-1'@'${where}'`);
            expect(grants.map((row) => Object.values(row)[0])).toEqual([
                `GRANT REPLICATION SLAVE ON *.* TO 'It$repl.user-1'@'${where}'`,
            ]);
        });

        it.each(READERS)("should make no account on $name, which nobody follows", async (server) => {
            expect(await on(server, "SELECT user FROM mysql.user WHERE user LIKE 'It$repl%'")).toEqual([]);
            expect(await on(server, "SHOW SLAVE HOSTS")).toEqual([]);
        });

        it.each(ALL)("should run $name in a container as it was given", async ({ name, networkHost, port, mounts }) => {
            const { Config, HostConfig, Mounts, NetworkSettings } = await inspect(name);
            expect(Config.Hostname).toBe(networkHost);
            expect(Config.StopTimeout).toBe(45);
            expect(HostConfig.RestartPolicy.Name).toBe("unless-stopped");
            expect(HostConfig.PortBindings).toEqual({ "3306/tcp": [{ HostIp: "127.0.0.2", HostPort: String(port) }] });
            expect(Object.keys(NetworkSettings.Networks)).toEqual([CLUSTER]);
            expect(NetworkSettings.Networks[CLUSTER]?.IPAddress).toMatch(/^10\.213\.87\.\d+$/);
            const mounted = Mounts.map(
                ({ Type, Name, Source, Destination }) => `${Type} ${Name ?? Source} at ${Destination}`,
            );
            expect(mounted.sort()).toEqual([...mounts].sort());
            await healthy(name);
        });

        it.each(ALL)("should publish $name at the given address and at no other", async (server) => {
            await expect(on(server, "SELECT 1 AS one")).resolves.toEqual([{ one: 1 }]);
            const elsewhere = { host: "127.0.0.1", port: server.port, connectTimeout: 5000 };
            await expect(createConnection(elsewhere)).rejects.toMatchObject({ code: "ECONNREFUSED" });
        });

        it("should keep the host's time zone", async () => {
            const { stdout } = await promisify(execFile)("date", ["+%Z %z"]);
            for (const { name } of ALL) {
                expect(await docker("exec", name, "date", "+%Z %z")).toBe(stdout.trim());
            }
        });

        it("should write my.cnf and the error log where they were given", async () => {
            const files = await listHostFolder(FOLDER);
            expect(files).toEqual(expect.arrayContaining(["config/my.cnf", "data/ibdata1", "log/error.log"]));
            const generated = /^# my\.cnf of It-Options\.Container_2, generated by pulumi-mysql-dual-master/;
            expect(await docker("exec", TWO.name, "cat", "/etc/mysql/my.cnf")).toMatch(generated);
            for (const { name } of MASTERS) {
                expect(await docker("exec", name, "cat", "/var/log/mysql/error.log")).toMatch(/ready for connections/);
            }
        });
    });

    describe("when rows are written", () => {
        it("should bring what either master writes to all four, out of the given lanes", async () => {
            await on(
                ONE,
                "CREATE DATABASE shop",
                "USE shop",
                "CREATE TABLE sold (id INT AUTO_INCREMENT PRIMARY KEY, at INT)",
            );
            await onceEverywhere(ALL, "SHOW TABLES IN shop", 1);
            for (const { serverId, ...server } of MASTERS) {
                await on(server, ...[1, 2, 3].map(() => `INSERT INTO shop.sold (at) VALUES (${serverId % 1000})`));
            }
            const rows = await onceEverywhere(ALL, "SELECT id, at FROM shop.sold ORDER BY id", 6);
            for (const { id, at } of rows) {
                expect(Number(id) % 10).toBe(at === 201 ? 7 : 3);
            }
            await sameTransactionsEverywhere(ALL, on);
        });

        it("should apply the declared databases only, and keep the ignored one out of the binary log", async () => {
            const [before] = await on(ONE, EXECUTED);
            await on(ONE, ...oneRowIn("scratch"));
            expect(await on(ONE, EXECUTED)).toEqual([before]);

            await on(ONE, ...oneRowIn("other"), ...oneRowIn("stock"));
            await onceEverywhere(ALL, "SELECT * FROM stock.t", 1);
            for (const server of [TWO, ...READERS]) {
                const names = (await on(server, "SHOW DATABASES")).map((row) => Object.values(row)[0]);
                expect(names).toEqual(expect.arrayContaining(["shop", "stock"]));
                expect(names).not.toContain("other");
                expect(names).not.toContain("scratch");
            }
        });

        it("should let a replica's users read and not write", async () => {
            const [user, password] = ["it_clerk", "clerk-1"];
            await on(
                ONE,
                "USE shop",
                `CREATE USER ${user} IDENTIFIED BY '${password}'`,
                `GRANT ALL ON shop.* TO ${user}`,
            );
            await sameTransactionsEverywhere(ALL, on);
            for (const { host, port } of READERS) {
                const connection = await createConnection({ host, port, user, password });
                try {
                    const [[row]] = (await connection.query("SELECT COUNT(*) AS sold FROM shop.sold")) as [
                        Rows,
                        unknown,
                    ];
                    expect(row?.sold).toBe(6);
                    await expect(connection.query("INSERT INTO shop.sold (at) VALUES (0)")).rejects.toMatchObject({
                        code: "ER_OPTION_PREVENTS_STATEMENT",
                    });
                } finally {
                    await connection.end();
                }
            }
        });
    });

    describe("when a replica is taken out of the program", () => {
        it("should take that one down, leave the others as they are, and find nothing in an audit", async () => {
            const remaining = [...MASTERS, READER_OF_ONE];
            const before = await Promise.all(remaining.map(({ name }) => inspect(name)));
            await deployed.stack.setConfig({ replicas: { value: "1" } });
            const { output } = succeeded(await deployed.stack.up());

            expect(output).toContain(`${READER_OF_TWO.name} from ${TWO.name}: RESET SLAVE ALL\n`);
            expect((await whatIsThereOf(CLUSTER)).filter((each) => each.includes(READER_OF_TWO.name))).toEqual(
                dataOf(READER_OF_TWO),
            );
            const after = await Promise.all(remaining.map(({ name }) => inspect(name)));
            expect(after.map(({ Id, State }) => [Id, State.StartedAt])).toEqual(
                before.map(({ Id, State }) => [Id, State.StartedAt]),
            );
            const followers = async (): Promise<string[]> =>
                (await on(TWO, "SHOW SLAVE HOSTS")).map(({ Host }) => String(Host));
            await eventually("only the peer follows", async () => (await followers()).length === 1);
            expect(await followers()).toEqual([ONE.networkHost]);

            await on(TWO, "INSERT INTO shop.sold (at) VALUES (201)");
            await onceEverywhere(remaining, "SELECT id, at FROM shop.sold ORDER BY id", 7);
            const { code, output: found } = await deployed.stack.audit();
            expect(changesIn(found)).toEqual({});
            expect(code).toBe(0);
        });
    });

    describe("when it is taken down", () => {
        it("should keep the given volumes, and everything in the given folders", async () => {
            const kept =
                /^(data\/(ibdata1|auto\.cnf|mysql-bin\.\d+|(shop|stock|other|scratch)\/.*)|config\/my\.cnf|log\/error\.log)$/;
            const before = (await listHostFolder(FOLDER)).filter((file) => kept.test(file)).sort();
            expect(before).toEqual(expect.arrayContaining(["config/my.cnf", "data/ibdata1", "data/shop/sold.ibd"]));

            succeeded(await deployed.stack.destroy());
            expect((await whatIsThereOf(CLUSTER)).sort()).toEqual(
                [
                    ...["config", "data", "log"].map((what) => `volume ${CLUSTER}-given-${what}`),
                    ...dataOf(READER_OF_ONE, READER_OF_TWO),
                ].sort(),
            );
            expect(await docker("ps", "-aq", "--filter", "name=It-Options.Container")).toBe("");
            expect((await listHostFolder(FOLDER)).filter((file) => kept.test(file)).sort()).toEqual(before);
        });
    });
});

/** MySQL filters statements by the database in use, and rows by their table's. */
const oneRowIn = (database: string): string[] => [
    `CREATE DATABASE ${database}`,
    `USE ${database}`,
    "CREATE TABLE t (id INT)",
    "INSERT t VALUES (1)",
];

const EXECUTED = "SELECT REPLACE(@@GLOBAL.gtid_executed, '\\n', '') AS executed";

async function sameTransactionsEverywhere(
    servers: Server[],
    on: (server: Server, statement: string) => Promise<Rows>,
): Promise<void> {
    await eventually(
        "all have executed the same transactions",
        async () => {
            const sets = await Promise.all(servers.map(async (server) => JSON.stringify(await on(server, EXECUTED))));
            return new Set(sets).size === 1;
        },
        60,
    );
}
