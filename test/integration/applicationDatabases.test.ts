import { createConnection } from "mysql2/promise";
import { deployment, succeeded } from "../support/deployment";
import { dataOf, whatIsThereOf } from "../support/docker";
import { inStep, threadsOf } from "../support/pair";
import { changesIn, stepsIn } from "../support/preview";
import { documentedCommand } from "../support/documented";
import { example, REPOSITORY } from "../support/projects";
import { resourcePlugin } from "../support/resourcePlugin";
import { sql, type Rows, type Server } from "../support/servers";
import { itWhere } from "../support/skip";
import { kindOf, resourcesIn } from "../support/state";
import { onTerminal } from "../support/terminal";

const CLUSTER = "it-apps";
const FIRST_PORT = 25050;
const SHOP_PASSWORD = "Shop-pa55 #;$(x)";
const server = (master: 1 | 2): Server => ({
    name: `${CLUSTER}-master-${master}`,
    host: "127.0.0.1",
    port: FIRST_PORT + master - 1,
});
const servers: [Server, Server] = [server(1), server(2)];
const [ONE, TWO] = servers;
const BOTH = [{ master: 1 }, { master: 2 }] as const;

const plugin = resourcePlugin("mysql");
const itWithPlugin = itWhere(plugin.resolves, plugin.needed);

describe("examples/application-databases", () => {
    const deployed = deployment(example("application-databases"), CLUSTER, FIRST_PORT, {
        shopPassword: { value: SHOP_PASSWORD, secret: true },
    });
    const on = (master: 1 | 2, ...statements: string[]): Promise<Rows> =>
        sql(server(master), deployed.stack.passwords.root, ...statements);
    const pair = {
        get stack() {
            return deployed.stack;
        },
        get firstUp() {
            return deployed.firstUp;
        },
        servers,
        on,
    };
    const expectNoDrift = async (): Promise<void> => {
        const { code, output } = await deployed.stack.audit();
        expect(createdIn(output)).toEqual([]);
        expect(changesIn(output)).toEqual({});
        expect(code).toBe(0);
    };

    /** What the example declares, as a server has it. */
    async function applicationOn(master: 1 | 2): Promise<unknown> {
        const [database] = await on(
            master,
            "SELECT default_character_set_name AS charset, default_collation_name AS collation " +
                "FROM information_schema.schemata WHERE schema_name = 'shop'",
        );
        const accounts = await on(master, "SELECT user, host FROM mysql.user WHERE user = 'shop'");
        const grants = accounts.length === 0 ? [] : await on(master, "SHOW GRANTS FOR 'shop'@'%'");
        return { database, accounts, grants: grants.flatMap((row) => Object.values(row)) };
    }

    const DECLARED = {
        database: { charset: "utf8mb4", collation: "utf8mb4_unicode_ci" },
        accounts: [{ user: "shop", host: "%" }],
        grants: ["GRANT USAGE ON *.* TO 'shop'@'%'", "GRANT SELECT, INSERT, UPDATE, DELETE ON `shop`.* TO 'shop'@'%'"],
    };

    describe("once it is up", () => {
        itWithPlugin("should have written on the first master alone, and only once both directions ran", async () => {
            const wired = stepsIn(deployed.firstUp.output, CLUSTER).filter((step) => step.includes("CHANGE MASTER TO"));
            // 154 is where a binary log of 5.7 begins: nothing had been written on either when they were wired.
            expect(wired).toEqual([
                expect.stringMatching(new RegExp(`^${ONE.name} from ${TWO.name}: .*:154\\)$`)),
                expect.stringMatching(new RegExp(`^${TWO.name} from ${ONE.name}: .*:154\\)$`)),
            ]);
            await inStep(pair);
            const [first] = await on(1, "SELECT @@server_uuid AS uuid");
            for (const { master } of BOTH) {
                const [row] = await on(master, "SELECT @@GLOBAL.gtid_executed AS executed");
                expect(row?.executed).toMatch(new RegExp(`^${String(first?.uuid)}:1-\\d+$`));
            }
        });

        itWithPlugin("should have the database, the user and its privileges on both", async () => {
            await inStep(pair);
            for (const { master } of BOTH) {
                expect(await applicationOn(master)).toEqual(DECLARED);
            }
        });

        itWithPlugin("should let the user in on both, to write rows and nothing else", async () => {
            await on(1, "CREATE TABLE shop.baskets (id INT AUTO_INCREMENT PRIMARY KEY)");
            await inStep(pair);
            for (const { master } of BOTH) {
                const { host, port } = server(master);
                const session = await createConnection({ host, port, user: "shop", password: SHOP_PASSWORD });
                try {
                    await session.query("INSERT INTO shop.baskets VALUES ()");
                    await expect(session.query("DROP TABLE shop.baskets")).rejects.toThrow(/denied/);
                } finally {
                    await session.end();
                }
            }
            await inStep(pair);
            for (const { master } of BOTH) {
                expect(await on(master, "SELECT id FROM shop.baskets ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
            }
        });

        itWithPlugin("should show the user its grants by the command that the README gives", async () => {
            const instead = { "orders-master-2": TWO.name };
            const command = documentedCommand(example("application-databases"), "docker exec", instead);
            const typed = [{ once: "Enter password:", type: `${SHOP_PASSWORD}\r` }];
            const { code, output } = await onTerminal(command, REPOSITORY, typed);
            expect(output).toContain("GRANT SELECT, INSERT, UPDATE, DELETE ON `shop`.*");
            expect(code).toBe(0);
        });

        itWithPlugin("should keep every password secret in the state, the provider's included", async () => {
            const state = await deployed.stack.state();
            const [provider] = resourcesIn(state).filter(({ type }) => type === "pulumi:providers:mysql");
            expect(provider?.inputs).toMatchObject({ endpoint: `127.0.0.1:${FIRST_PORT}`, username: "root" });
            expect(JSON.stringify(provider?.inputs?.password)).toContain("ciphertext");
            expect(provider?.parent).toMatch(/:DualMasterCluster::it-apps$/);
            // With what base64 has no letter for: of ciphertext, any four letters turn up sooner or later.
            expect(state).not.toMatch(/Shop-pa55|pa55 #;|pa55\\*" 'x'/);
        });

        itWithPlugin("should find nothing in an audit, and do nothing in a second up", async () => {
            await expectNoDrift();
            const before = await on(1, "SELECT @@GLOBAL.gtid_executed AS executed");
            succeeded(await deployed.stack.up());
            expect(await on(1, "SELECT @@GLOBAL.gtid_executed AS executed")).toEqual(before);
        });
    });

    describe("when somebody stops a link and drops what the program declares", () => {
        itWithPlugin("should name exactly that in an audit", async () => {
            await on(2, "STOP SLAVE");
            await on(1, "DROP DATABASE shop", "DROP USER 'shop'@'%'");
            const { code, output } = await deployed.stack.audit();
            expect(changesIn(output)).toEqual({
                [`ReplicationLink "${TWO.name} from ${ONE.name}"`]: [
                    'ioThread: "stopped" => "running"',
                    'sqlThread: "stopped" => "running"',
                ],
            });
            expect(createdIn(output)).toEqual(["Database", "Grant", "User"]);
            expect(code).toBe(7);
        });

        itWithPlugin("should have it again on both after an up", async () => {
            succeeded(await deployed.stack.up());
            await inStep(pair);
            for (const { master } of BOTH) {
                expect(await applicationOn(master)).toEqual(DECLARED);
                expect(await threadsOf(pair, master)).toEqual({ io: "Yes", sql: "Yes" });
            }
            await expectNoDrift();
        });
    });

    describe("when it is taken down", () => {
        itWithPlugin("should leave nothing but the data", async () => {
            expect(resourcesIn(await deployed.stack.state()).map(kindOf)).toEqual(
                expect.arrayContaining(["Database", "User", "Grant"]),
            );
            succeeded(await deployed.stack.destroy());
            expect(await whatIsThereOf(CLUSTER)).toEqual(dataOf(ONE, TWO));
        });

        itWithPlugin("should preview all of it before there is a server to dial", async () => {
            const { code, output } = await deployed.stack.preview();
            expect(createdIn(output)).toEqual(expect.arrayContaining(["Container", "Database", "Grant", "User"]));
            expect(code).toBe(0);
        });
    });
});

/** The kinds of what would be created, which has no id yet. */
const createdIn = (output: string): string[] =>
    [...output.matchAll(/^\s*\+ \S+:(\w+): \(create\)$/gm)].map(([, kind = ""]) => kind).sort();
