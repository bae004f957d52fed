import type { DualMasterReplicationArgs } from "../../components/args";
import { succeeded } from "../support/deployment";
import { putDataBack, saveData } from "../support/dataFolder";
import { docker, removeLeftovers } from "../support/docker";
import { existingHosts, type ExistingHost } from "../support/existingHost";
import { codesIn } from "../support/findings";
import { holdLock } from "../support/heldLock";
import { numberedHosts } from "../support/numberedHosts";
import { changesIn, stepsIn } from "../support/preview";
import { program } from "../support/programs";
import { relay, type Relay } from "../support/relay";
import { eventually, type Rows } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack, type Outcome } from "../support/stack";

const NAME = "it-damage";
const HOSTS = "it-damage-hosts";
const FIRST_PORT = 25310;
const [ONE, TWO, THREE] = [`${NAME}-master-1`, `${NAME}-master-2`, `${NAME}-replica-1`];
const PAIR = `${TWO} from ${ONE}`;
const LINKS = { 1: `${ONE} from ${TWO}`, 2: PAIR, 3: `${THREE} from ${ONE}` } as const;

/** The fourth is a new server for the place of the third. */
type Which = 1 | 2 | 3 | 4;

const SMALL_DISK = { folder: "/relay", megabytes: 16 };
const portOf = (which: Which): number => FIRST_PORT + which - 1;

const myCnf = (which: Which, ...others: string[]): string[] => [
    ...["log_bin = mysql-bin", "gtid_mode = ON", "enforce_gtid_consistency = ON", "log_slave_updates = ON"],
    ...["master_info_repository = TABLE", "relay_log_info_repository = TABLE", "relay_log_recovery = ON"],
    ...["sync_relay_log_info = 1", "slave_net_timeout = 30", "auto_increment_increment = 2"],
    `relay_log = ${which === 3 ? `${SMALL_DISK.folder}/` : ""}relay-bin`,
    ...[`server_id = ${which}`, which >= 3 ? "read_only = ON" : `auto_increment_offset = ${which}`],
    ...others,
];

/** Where its peers dial server 1: a stretch of network that can go away. */
const RELAY_PORT = FIRST_PORT + 8;

const server = (which: Which): { host: string; port: number; peerPort: number; serverId: number } => ({
    host: "127.0.0.1",
    port: portOf(which),
    peerPort: which === 1 ? RELAY_PORT : portOf(which),
    serverId: which,
});

const ARGUMENTS: Omit<DualMasterReplicationArgs, "masters" | "replicas"> & Record<"masters" | "replicas", object[]> = {
    positioning: "gtid",
    initialData: "identical",
    masters: [server(1), server(2)],
    replicas: [{ ...server(3), of: 0 }],
    deadlineSeconds: 5,
};

describe("servers that were set up differently, or anew, and disks that are full", () => {
    let hosts: ExistingHost[];
    let stack: DeployedStack;
    let network: Relay;

    const { host, on } = numberedHosts<Which>(() => hosts);

    beforeAll(async () => {
        network = await relay(RELAY_PORT, portOf(1));
        stack = await openStack(program("existingServers"), NAME, FIRST_PORT, {
            arguments: { value: JSON.stringify(ARGUMENTS) },
        });
        hosts = await existingHosts(
            HOSTS,
            ([1, 2, 3, 4] as const).map((which) => ({
                name: `${HOSTS}-${which}`,
                port: portOf(which),
                rootPassword: PASSWORDS.root,
                myCnf: myCnf(which, ...(which === 2 ? ["lower_case_table_names = 1"] : [])),
                ...(which === 3 ? { smallDisk: SMALL_DISK } : {}),
            })),
        );
    });

    afterAll(async () => {
        await network.close();
        await stack.dispose();
        await removeLeftovers(HOSTS);
    });

    const declare = async (more: object): Promise<void> => {
        await stack.setConfig({ arguments: { value: JSON.stringify({ ...ARGUMENTS, ...more }) } });
    };

    /** What a command tells, as `[code] where`, each once. */
    const told = ({ output }: Outcome): string[] => [...new Set(codesIn(output))];

    const idsOn = (which: Which): Promise<Rows> => on(which, "SELECT id FROM shop.orders ORDER BY id");

    async function arrived(ids: number[], at: readonly Which[], seconds?: number): Promise<void> {
        for (const which of at) {
            await eventually(
                `${ids.length} rows on server ${which}`,
                async () => JSON.stringify(await idsOn(which)) === JSON.stringify(ids.map((id) => ({ id }))),
                seconds,
            );
        }
    }

    it("should not be wired where names are told apart on one only, or transactions would come a second time", async () => {
        const held = ["CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY, note LONGTEXT)"];
        await on(1, ...held);
        for (const which of [2, 3] as const) {
            await on(which, "SET SESSION sql_log_bin = 0", ...held);
        }
        const unlike = await stack.up();
        expect(unlike.code).not.toBe(0);
        expect(told(unlike)).toEqual([`[names-case-differs] ${PAIR}`]);
        expect(unlike.output).toContain(`lower_case_table_names is 1 on ${TWO} and 0 on ${ONE}`);

        await host(2).restart(myCnf(2));
        const twice = await stack.up();
        expect(twice.code).not.toBe(0);
        expect(told(twice)).toEqual([`[gtid-history-differs] ${PAIR}`]);
        expect(twice.output).toMatch(new RegExp(`identical, but ${TWO} has not executed [0-9a-f-]+:1-2\n`));
        for (const which of [1, 2, 3] as const) {
            expect(await on(which, "SHOW SLAVE STATUS")).toEqual([]);
        }

        // What both hold alike needs no history.
        await on(1, "RESET MASTER");
    });

    it("should be addresses that lead to itself, and to nobody, until they are put right in the program", async () => {
        await declare({
            masters: [
                { ...server(1), peerPort: portOf(2) },
                { ...server(2), peerPort: FIRST_PORT + 9 },
            ],
        });
        const wrong = await stack.up();
        expect(wrong.code).not.toBe(0);
        expect(told(wrong).sort()).toEqual([`[source-is-itself] ${LINKS[2]}`, `[source-unreachable] ${LINKS[1]}`]);
        expect(wrong.output).toContain(
            `at 127.0.0.1:${portOf(2)} answers server_id 2, which is ${TWO}'s own; ${ONE} has server_id 1\n`,
        );

        await declare({});
        succeeded(await stack.up());
        await host(2).stop();
        await saveData(host(2));
        await host(2).start();
        await on(2, "INSERT INTO shop.orders (id) VALUES (2)");
        await arrived([2], [1, 2, 3]);
    });

    it("should be a receiver without room, and a source that is away, until there is room again", async () => {
        const disk = `${HOSTS}-3`;
        // It ends with an error when nothing more fits.
        await docker("exec", disk, "sh", "-c", `cat /dev/zero > ${SMALL_DISK.folder}/somebodys-dump || true`);
        await on(1, "INSERT INTO shop.orders VALUES (3, REPEAT('x', 200000))");
        await arrived([2, 3], [1, 2]);
        await eventually("the receiver of the replica has the row", async () =>
            (await on(3, "SHOW PROCESSLIST")).some(({ State: state }) => String(state).startsWith("Queueing")),
        );
        await host(2).stop();
        await eventually("the first server's receiver has missed its source", async () =>
            (await on(1, "SHOW SLAVE STATUS")).some((row) => Number(row.Last_IO_Errno) !== 0),
        );
        const audit = await stack.audit();
        await host(2).start();
        expect(told(audit).sort()).toEqual([
            `[disk-full] ${LINKS[3]}`,
            `[server-unreachable] ${TWO}`,
            `[source-unreachable] ${LINKS[1]}`,
        ]);
        expect(changesIn(audit.output)[`ReplicationLink "${LINKS[3]}"`]).toEqual([
            `server: "can't be looked at: no answer within 10 s to SHOW SLAVE STATUS; its replication threads: ` +
                'Queueing master event to the relay log, Slave has read all relay log; waiting for more updates" => "reachable"',
        ]);
        expect(audit.code).toBe(7);

        const refused = await stack.up();
        expect(refused.code).not.toBe(0);
        expect(told(refused)).toContain(`[disk-full] ${THREE}`);

        await docker("exec", disk, "rm", `${SMALL_DISK.folder}/somebodys-dump`);
        // The receiver looks once a minute whether there is room.
        await arrived([2, 3], [1, 2, 3], 90);
        const audited = await stack.audit();
        expect(told(audited)).toEqual([]);
        expect(audited.code).toBe(0);
    });

    it("should be an applier that waits for a row for longer than the deadline", async () => {
        await on(2, "SET GLOBAL innodb_lock_wait_timeout = 600", "STOP SLAVE SQL_THREAD");
        const holder = await holdLock(host(2), PASSWORDS.root, "BEGIN", "SELECT id FROM shop.orders FOR UPDATE");
        await on(1, "UPDATE shop.orders SET note = 'changed' WHERE id = 3");
        // What has not arrived yet is nothing to wait for: the link would be seen running first.
        await eventually("the change is received", async () => {
            const [[written], [status]] = [await on(1, "SHOW MASTER STATUS"), await on(2, "SHOW SLAVE STATUS")];
            return status?.Read_Master_Log_Pos === written?.Position;
        });
        const refused = await stack.up();
        await holder.letGo();
        expect(refused.code).not.toBe(0);
        expect(told(refused)).toContain(`[does-not-catch-up] ${LINKS[2]}`);

        // Both threads were left to run.
        await eventually(
            "the row is changed",
            async () => (await on(2, "SELECT id FROM shop.orders WHERE note = 'changed'")).length === 1,
        );
    });

    it("should be a network that is cut, and goes on by itself once it is whole, whatever an up has tried meanwhile", async () => {
        const threads = async (): Promise<unknown[]> =>
            (await on(2, "SHOW SLAVE STATUS")).map((row) => [row.Slave_IO_Running, row.Slave_SQL_Running]);
        network.leadTo(FIRST_PORT + 9);
        await eventually(
            "the receiver notices",
            async () => JSON.stringify(await threads()) === JSON.stringify([["Connecting", "Yes"]]),
        );
        const refused = await stack.up();
        expect(refused.code).not.toBe(0);
        expect(told(refused)).toContain(`[source-unreachable] ${LINKS[2]}`);
        expect(await threads()).toEqual([["Connecting", "Yes"]]);

        await on(1, "INSERT INTO shop.orders (id) VALUES (4)");
        network.leadTo(portOf(1));
        await arrived([2, 3, 4], [1, 2, 3]);
        await on(1, "DELETE FROM shop.orders WHERE id = 4");
        await arrived([2, 3], [1, 2, 3]);
    });

    it("should be a link that somebody takes away while it is made", async () => {
        const nobodyListens = FIRST_PORT + 9;
        // It has to be taken away before "up" gives up, however long a busy machine takes to get there.
        await declare({ masters: [{ ...server(1), peerPort: nobodyListens }, server(2)], deadlineSeconds: 120 });
        const making = stack.up();
        await eventually(
            "the link is being made",
            async () =>
                (await on(2, "SHOW SLAVE STATUS")).some(
                    (row) => Number(row.Master_Port) === nobodyListens && row.Slave_IO_Running === "Connecting",
                ),
            120,
        );
        await on(2, "STOP SLAVE", "RESET SLAVE ALL");
        const refused = await making;
        expect(refused.code).not.toBe(0);
        expect(told(refused)).toContain(`[link-taken-away] ${LINKS[2]}`);

        await declare({});
        succeeded(await stack.up());
    });

    it("should be a server that was restored, and passes over what it wrote itself since its backup", async () => {
        await host(2).stop();
        await putDataBack(host(2), ["auto.cnf"]);
        await host(2).start();
        // Both of its threads say Yes.
        await arrived([3], [2]);
        const audit = await stack.audit();
        expect(told(audit)).toContain(`[transactions-missing] ${LINKS[2]}`);
        expect(changesIn(audit.output)[`ReplicationLink "${LINKS[2]}"`]).toEqual([
            expect.stringMatching(/^sqlThread: "running, but has passed over [0-9a-f-]+:\d+" => "running"$/),
        ]);
        expect(audit.code).toBe(7);
        const refused = await stack.up();
        expect(refused.code).not.toBe(0);
        expect(told(refused)).toContain(`[transactions-missing] ${LINKS[2]}`);

        await on(2, "STOP SLAVE", "RESET SLAVE ALL");
        const unwired = await stack.up();
        expect(unwired.code).not.toBe(0);
        expect(told(unwired)).toContain(`[own-past] ${LINKS[2]}`);
        expect(await on(2, "SHOW SLAVE STATUS")).toEqual([]);

        await host(2).restart(myCnf(2).map((line) => (line === "server_id = 2" ? "server_id = 12" : line)));
        await declare({ masters: [server(1), { ...server(2), serverId: 12 }] });
        succeeded(await stack.up());
        await arrived([2, 3], [1, 2, 3]);
        expect(told(await stack.audit())).toEqual([]);
    });

    it("should be a replica that answers at another address, and then one that another server has taken the place of", async () => {
        const moved = await relay(FIRST_PORT + 7, portOf(3));
        const masters = [server(1), { ...server(2), serverId: 12 }];
        const replicaAt = async (replica: object): Promise<Outcome> => {
            await declare({ masters, replicas: [{ ...server(3), ...replica, of: 0 }] });
            return succeeded(await stack.up());
        };
        const claims = (which: Which): Promise<Rows> => on(which, "SHOW DATABASES LIKE 'pulumi%'");
        try {
            const same = await replicaAt({ port: FIRST_PORT + 7 });
            expect(stepsIn(same.output, NAME)).toEqual([]);
        } finally {
            await moved.close();
        }

        const another = await replicaAt({ port: portOf(3) });
        expect(stepsIn(another.output, NAME)).toEqual([]);
        // Rows of which no GTID tells, and then the same as a copy with its GTIDs.
        const held = ["CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY, note LONGTEXT)"];
        await on(4, "SET SESSION sql_log_bin = 0", ...held, "INSERT INTO shop.orders (id) VALUES (2), (3)");
        const inItsPlace = { ...server(4), of: 0 };
        await declare({ masters, replicas: [inItsPlace] });
        const { code, output } = await stack.up();
        expect(code).not.toBe(0);
        expect(codesIn(output)).toContain(`[data-not-empty] ${LINKS[3]}`);
        expect(output).toContain(`${THREE} is another server than before (server_uuid `);
        expect(await on(4, "SHOW SLAVE STATUS")).toEqual([]);
        const stillFollows = await on(3, "SHOW SLAVE STATUS");
        expect(stillFollows).toMatchObject([{ Slave_IO_Running: "Yes", Slave_SQL_Running: "Yes" }]);

        const [{ executed = "" } = {}] = await on(3, "SELECT @@GLOBAL.gtid_executed AS executed");
        await on(4, "RESET MASTER", `SET GLOBAL gtid_purged = '${executed}'`);
        const wired = succeeded(await stack.up());
        await on(1, "INSERT INTO shop.orders (id) VALUES (9)");
        await arrived([2, 3, 9], [1, 2, 4]);
        expect(output).toContain(`${THREE}: no longer claimed for the stack `);
        expect(wired.output).toContain(`${LINKS[3]}: RESET SLAVE ALL\n`);
        expect(await on(3, "SHOW SLAVE STATUS")).toEqual([]);
        expect(await claims(3)).toEqual([]);
        expect(await claims(4)).toHaveLength(1);
        expect(await idsOn(3)).toEqual([{ id: 2 }, { id: 3 }]);
        expect(told(await stack.audit())).toEqual([]);
    });
});
