import type { ExistingHost } from "../support/existingHost";
import { eventually } from "../support/servers";
import { keepWriting, type Writer } from "../support/writer";
import { TABLE, type Scene } from "./scene";

/** Writers at some of the servers, from before an operation until it has been gone on with. */
export interface Writers {
    /** Rows that every server had before the operation began. */
    readonly settled: string[];
    stop(): Promise<void>;
    /** What was acknowledged, at this server or at any. */
    acknowledged(at?: ExistingHost): string[];
}

const SETTLED_ROWS = 3;

/**
 * @param at numbers of the servers that are written, from 0
 * @param isReplicated true where the servers follow each other already
 */
export async function startWriters({ hosts }: Scene, at: number[], isReplicated: boolean): Promise<Writers> {
    const writing = at.flatMap((index) => {
        const host = hosts[index];
        return host === undefined ? [] : [{ host, writer: keepWriting(host.name, TABLE, [host]) }];
    });
    await eventually("each writer has written", () =>
        Promise.resolve(writing.every(({ writer }) => writer.acknowledged.length >= SETTLED_ROWS)),
    );
    const settled = writing.flatMap(({ writer }) => rowsOf(writer));
    if (isReplicated) {
        await eventually("these rows are on all servers", async () =>
            (await Promise.all(hosts.map(rowsOn))).every((rows) => settled.every((row) => rows.includes(row))),
        );
    }
    return {
        settled,
        stop: async () => {
            await Promise.all(writing.map(({ writer }) => writer.stop()));
        },
        acknowledged: (at) =>
            writing.flatMap(({ host, writer }) => (at === undefined || at === host ? rowsOf(writer) : [])),
    };
}

export const rowsOf = ({ name, acknowledged }: Writer): string[] =>
    acknowledged.map(({ number }) => `${name}:${number}`);

async function rowsOn(host: ExistingHost): Promise<string[]> {
    const rows = await host.on(`SELECT CONCAT(writer, ':', number) AS row FROM ${TABLE} ORDER BY writer, number`);
    return rows.map(({ row }) => String(row));
}

/** @throws Error where both do not come to hold the same rows, each once, with all that were acknowledged among them */
export async function expectSameRows({ hosts }: Scene, acknowledged: string[]): Promise<void> {
    let said = "";
    await eventually("both servers hold the same rows", async () => {
        const [one = [], two = []] = await Promise.all(hosts.map(rowsOn));
        said = missing(acknowledged, one, hosts[0].name) + missing(acknowledged, two, hosts[1].name);
        return said === "" && one.join() === two.join();
    }).catch((cause: unknown) => {
        throw new Error(`both servers do not come to hold the same rows: ${said}`, { cause });
    });
    await expectNoneTwice(hosts);
}

/** @throws Error where a row that was there before is not on both, or another one not where it was acknowledged */
export async function expectRowsKept({ hosts }: Scene, writers: Writers): Promise<void> {
    for (const host of hosts) {
        const rows = await rowsOn(host);
        const said = missing([...writers.settled, ...writers.acknowledged(host)], rows, host.name);
        if (said !== "") {
            throw new Error(said);
        }
    }
    await expectNoneTwice(hosts);
}

async function expectNoneTwice(hosts: readonly ExistingHost[]): Promise<void> {
    for (const host of hosts) {
        const rows = await rowsOn(host);
        if (new Set(rows).size !== rows.length) {
            throw new Error(
                `${host.name} holds rows twice: ${rows.filter((row, at) => rows.indexOf(row) !== at).join()}`,
            );
        }
    }
}

function missing(wanted: string[], held: string[], server: string): string {
    const there = new Set(held);
    const lacking = wanted.filter((row) => !there.has(row));
    return lacking.length === 0 ? "" : `${server} lacks ${lacking.length} rows, e.g. ${lacking[0] ?? ""}; `;
}
