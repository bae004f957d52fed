import type { Session } from "../../mysql/session";
import { OWN_DATABASES } from "../../mysql/ownDatabases";
import { tableShapes, type ColumnShape, type TableShape, type UniqueKey } from "../../mysql/tableShapes";
import type { LinkSessions } from "./linkSessions";
import { replicatedDatabases } from "../filters";
import type { FiltersArgs } from "../../model/filters";
import type { ServerConnection } from "../../model/connection";

/** One thing on each side. */
export type OnBoth<T> = { [end in keyof LinkSessions]: T };

/** Two servers, and what of them is compared. */
export interface TwoHolders {
    replica: ServerConnection;
    source: ServerConnection;
    /** Only databases that pass them are compared. */
    filters: FiltersArgs;
    /** Only these databases are compared; none: all that are replicated. */
    databases: string[];
    /** Tables that are left out, as `database.table`. */
    ignoreTables: string[];
    /** Databases of whose tables an account does not see every one: of these, nothing can be said. */
    unreadable?: string[];
}

/** What a server holds, but for its rows. */
export interface Held {
    databases: string[];
    tables: Map<string, TableShape>;
}

export const NOTHING: Held = { databases: [], tables: new Map() };

export async function databasesOf(
    session: Session,
    { filters, databases: only }: Pick<TwoHolders, "filters" | "databases">,
): Promise<string[]> {
    return (await replicatedDatabases(session, filters)).filter(
        (name) => (only.length === 0 || only.includes(name)) && !name.startsWith(OWN_DATABASES),
    );
}

export async function heldBy(session: Session, holders: TwoHolders): Promise<Held> {
    const { ignoreTables, unreadable = [] } = holders;
    const databases = await databasesOf(session, holders);
    const readable = databases.filter((name) => !unreadable.includes(name));
    const tables = [...(await tableShapes(session, readable))].filter(([name]) => !ignoreTables.includes(name));
    return { databases, tables: new Map(tables) };
}

/** What differs before a row is looked at, in words, by database or table. */
export function differences(pair: TwoHolders, { source, replica }: OnBoth<Held>): Map<string, string> {
    const databases = [...new Set([...source.databases, ...replica.databases])];
    const common = databases.filter((name) => source.databases.includes(name) && replica.databases.includes(name));
    const tables = [...new Set([...source.tables.keys(), ...replica.tables.keys()])];
    const onOneSide = (isOnSource: boolean): string => `is on ${(isOnSource ? pair.source : pair.replica).name} only`;
    return new Map([
        ...pair.databases
            .filter((name) => !databases.includes(name))
            .map((name): [string, string] => [name, "is on neither server"]),
        ...databases
            .filter((name) => !common.includes(name))
            .map((name): [string, string] => [name, onOneSide(source.databases.includes(name))]),
        ...tables.flatMap((name): [string, string][] => {
            const [there, here] = [source.tables.get(name), replica.tables.get(name)];
            if (there === undefined || here === undefined) {
                const database = (there ?? here)?.database ?? "";
                return common.includes(database) ? [[name, onOneSide(there !== undefined)]] : [];
            }
            const how = differenceOf(pair, there.columns, here.columns);
            return how === undefined ? [] : [[name, how]];
        }),
    ]);
}

/** Events say what is in the first column, the second one and so on: their order is a part of what a table is. */
function differenceOf({ source, replica }: TwoHolders, there: ColumnShape[], here: ColumnShape[]): string | undefined {
    const columnOf = (columns: ColumnShape[], wanted: string) => columns.find(({ name }) => name === wanted);
    const names = [...new Set([...there, ...here].map(({ name }) => name))];
    for (const name of names) {
        const [first, second] = [columnOf(there, name), columnOf(here, name)];
        if (first === undefined || second === undefined) {
            return `its column ${name} is on ${(first === undefined ? replica : source).name} only`;
        }
        if (first.definition !== second.definition) {
            return `its column ${name} is ${first.definition} on ${source.name}, and ${second.definition} on ${replica.name}`;
        }
    }
    return there.some(({ name }, index) => name !== here[index]?.name)
        ? "its columns stand in another order on each side"
        : undefined;
}

/** The first key that both sides have, each with its own index for it. */
export function commonKey({ source, replica }: OnBoth<TableShape>): OnBoth<UniqueKey> | undefined {
    const columnsOf = (key: UniqueKey): string => key.columns.map(({ name }) => name).join();
    for (const there of source.keys) {
        const here = replica.keys.find((key) => columnsOf(key) === columnsOf(there));
        if (here !== undefined) {
            return { source: there, replica: here };
        }
    }
    return undefined;
}
