import { docker } from "../support/docker";
import { IMAGE } from "../support/deployment";
import { existingHosts, type ExistingHost } from "../support/existingHost";
import { PASSWORDS } from "../support/stack";

export type Positioning = "binlog" | "gtid";

/** Two hosts that are there before any program, and go back to what they were as often as one likes. */
export interface SavedServers {
    readonly hosts: [ExistingHost, ExistingHost];
    /** Keeps what both hold now under a name. */
    save(name: string): Promise<void>;
    /** Ends both, and starts them with what they held then. */
    restore(name: string): Promise<void>;
}

/** What their my.cnf has: all that the program wants, or only that which the program can't set while they run. */
export type MyCnf = "complete" | "the least";

/** Without TLS, so that what the clients of a copy say can be read on its way. */
const linesFor = (number: number, positioning: Positioning, myCnf: MyCnf): string[] => [
    `server_id = ${number}`,
    "log_bin = mysql-bin",
    "log_slave_updates = ON",
    "master_info_repository = TABLE",
    "relay_log_info_repository = TABLE",
    "relay_log_recovery = ON",
    // These have to hold between a restart and the next `up`.
    "auto_increment_increment = 2",
    `auto_increment_offset = ${number}`,
    ...(myCnf === "complete" ? ["slave_net_timeout = 30", "sync_relay_log_info = 1"] : []),
    ...(positioning === "gtid" ? ["gtid_mode = ON", "enforce_gtid_consistency = ON"] : []),
    "skip_ssl",
    "innodb_log_file_size = 4M",
];

/** @param group begins with the tests' prefix; containers and volumes are called so */
export async function savedServers(
    group: string,
    firstPort: number,
    positioning: Positioning,
    myCnf: MyCnf,
): Promise<SavedServers> {
    const dataOf = (number: number): string => `${group}-data-${number}`;
    const kept = `${group}-kept`;
    const hosts = await existingHosts(
        group,
        [1, 2].map((number) => ({
            name: `${group}-${number}`,
            port: firstPort + number - 1,
            rootPassword: PASSWORDS.root,
            myCnf: linesFor(number, positioning, myCnf),
            dataVolume: dataOf(number),
        })),
    );
    const [one, two] = hosts;
    if (one === undefined || two === undefined) {
        throw new Error(`${group} has no two hosts`);
    }
    const copying = async (script: string): Promise<void> => {
        const mounts = [`${dataOf(1)}:/data/1`, `${dataOf(2)}:/data/2`, `${kept}:/kept`];
        await docker("run", "--rm", ...mounts.flatMap((mount) => ["--volume", mount]), IMAGE, "sh", "-ec", script);
    };
    const startBoth = async (): Promise<void> => {
        await Promise.all(hosts.map((host) => host.start()));
    };
    return {
        hosts: [one, two],
        save: async (name) => {
            // A server that shuts down waits 10 s for a replica of its own that has gone before.
            await Promise.all(hosts.map((host) => host.kill()));
            await copying(`mkdir -p /kept/${name} && cp -a /data/1 /data/2 /kept/${name}`);
            await startBoth();
        },
        restore: async (name) => {
            await Promise.all(hosts.map((host) => host.kill()));
            await copying(`find /data/1 /data/2 -mindepth 1 -delete && cp -a /kept/${name}/1 /kept/${name}/2 /data`);
            await startBoth();
        },
    };
}
