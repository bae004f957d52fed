import type { Session } from "../../mysql/session";
import { OWN_DATABASES } from "../../mysql/statements";
import { tableShapes, type ColumnShape, type TableShape } from "../../mysql/tableShapes";
import type { Ends } from "../ends";
import { replicatedDatabases } from "../initialData/declared";
import type { OnBoth } from "./compareRows";
import type { InStep } from "./inStep";
import type { RowComparisonSettings } from "./inputs";
import { surviving } from "./surviving";

/** What there is to compare, and what differs before a row is looked at. */
export interface TablesFound {
    /** Tables that are the same on both sides, but for their rows. */
    common: OnBoth<TableShape>[];
    /** What differs, in words, by database or table. */
    differing: Map<string, string>;
    /** Databases and tables that were altered each time they were looked at. */
    changing: string[];
}

/** Finds the tables of the two servers, which are as little in step as their rows are while somebody alters them. */
export async function compareTables(pair: RowComparisonSettings, ends: Ends, inStep: InStep): Promise<TablesFound> {
    let last: OnBoth<Held> | undefined;
    const { differing, changing } = await surviving(async (among) => {
        last = { source: await heldBy(ends.source, pair), replica: await heldBy(ends.replica, pair) };
        const found = differences(pair, last);
        return new Map([...found].filter(([name]) => among?.includes(name) ?? true));
    }, inStep);
    const { source, replica } = last ?? { source: NOTHING, replica: NOTHING };
    // Somebody may have altered a table only just now.
    const open = differences(pair, { source, replica });
    return {
        common: [...source.tables.values()].flatMap((there) => {
            const here = replica.tables.get(there.name);
            return here === undefined || open.has(there.name) || differing.has(there.name)
                ? []
                : [{ source: there, replica: here }];
        }),
        differing,
        changing: [...new Set([...changing, ...open.keys()])].filter((name) => !differing.has(name)),
    };
}

interface Held {
    databases: string[];
    tables: Map<string, TableShape>;
}

const NOTHING: Held = { databases: [], tables: new Map() };

async function heldBy(
    session: Session,
    { filters, databases: only, ignoreTables }: RowComparisonSettings,
): Promise<Held> {
    const databases = (await replicatedDatabases(session, filters)).filter(
        (name) => (only.length === 0 || only.includes(name)) && !name.startsWith(OWN_DATABASES),
    );
    const tables = [...(await tableShapes(session, databases))].filter(([name]) => !ignoreTables.includes(name));
    return { databases, tables: new Map(tables) };
}

function differences(pair: RowComparisonSettings, { source, replica }: OnBoth<Held>): Map<string, string> {
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
function differenceOf(
    { source, replica }: RowComparisonSettings,
    there: ColumnShape[],
    here: ColumnShape[],
): string | undefined {
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
