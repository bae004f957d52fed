import type { TableShape } from "../../mysql/tableShapes";
import type { LinkSessions } from "../link/linkSessions";
import { differences, heldBy, NOTHING, type Held, type OnBoth, type TwoHolders } from "../link/tablesOnBoth";
import type { InStep } from "./catchUp";
import type { DeclaredComparison } from "./inputs";
import { surviving } from "./confirm";

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
export async function compareTables(
    pair: TwoHolders & DeclaredComparison,
    ends: LinkSessions,
    inStep: InStep,
): Promise<TablesFound> {
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
