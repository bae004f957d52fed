import { FindingError } from "../../mysql/finding";
import { openWhenReady, type Session } from "../../mysql/session";
import { setGlobal } from "../../mysql/statements";
import type { Progress } from "../progress";
import type { ServerVariablesInputs } from "./inputs";
import { effectiveVariables } from "./observe";

/**
 * Variables that take effect at once with SET GLOBAL (manual, 5.1.8 Server System Variables). The others that the
 * set-up stands on need a restart, or replication stopped, and are reported with their my.cnf line instead.
 */
const DYNAMIC = new Set([
    "auto_increment_increment",
    "auto_increment_offset",
    "binlog_format",
    "binlog_row_image",
    "innodb_flush_log_at_trx_commit",
    "read_only",
    "slave_net_timeout",
    "super_read_only",
    "sync_binlog",
]);

interface Difference {
    name: string;
    is: string;
    wanted: string;
}

async function differences(session: Session, wanted: Record<string, string>): Promise<Difference[]> {
    const effective = await effectiveVariables(session, Object.keys(wanted));
    return Object.entries(wanted)
        .map(([name, value]) => ({ name, is: effective[name] ?? "", wanted: value }))
        .filter((each) => each.is !== each.wanted);
}

/** The line of my.cnf that makes a variable what is wanted: not every option is written as its variable reads. */
function myCnfLines({ name, wanted }: Difference): string[] {
    if (name === "log_bin") {
        return ["log_bin = mysql-bin"];
    }
    if (name.startsWith("binlog_") && name.endsWith("_db")) {
        return wanted === "" ? [`no ${name}`] : wanted.split(",").map((database) => `${name} = ${database}`);
    }
    return [`${name} = ${wanted}`];
}

const asSent = (value: string): string | number => (/^\d+$/.test(value) ? Number(value) : value);

/**
 * Waits for the server and puts right what can be put right while it runs.
 *
 * @throws FindingError where it does not answer in time, or runs with something that only a restart changes
 */
export async function converge(inputs: ServerVariablesInputs, progress: Progress): Promise<void> {
    const { connection } = inputs;
    const session = await openWhenReady(connection, inputs.deadlineSeconds, (why) => {
        progress.waits(`${connection.name}: waiting for the server, ${why}`);
    });
    try {
        const settable = (await differences(session, inputs.variables)).filter(({ name }) => DYNAMIC.has(name));
        for (const { name, is, wanted } of settable) {
            await setGlobal(session, name, asSent(wanted));
            progress.did(`${connection.name}: SET GLOBAL ${name} = ${wanted} (was ${is})`);
        }
        const left = await differences(session, inputs.variables);
        if (left.length > 0) {
            throw new FindingError({
                where: connection.name,
                observed: `runs with ${left.map(({ name, is }) => `${name} = ${is}`).join(", ")}`,
                means: "the server did not read these lines of its my.cnf, or was changed in a way that needs a restart",
                remedy: `have these lines under [mysqld] and restart it: ${left.flatMap(myCnfLines).join("; ")}`,
            });
        }
    } finally {
        await session.close();
    }
}
