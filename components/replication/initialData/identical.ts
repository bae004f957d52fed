import { FindingError } from "../../findings/finding";
import { inShort } from "../../findings/inShort";
import { gtidSubtract, userDatabases } from "../../mysql/statements";
import { digestOfRows, tableDefinitions, tablesWithPrimaryKey, type End } from "../../mysql/tables";
import type { Ends } from "../ends";
import { identitiesOf } from "../identities";
import type { Progress } from "../progress";
import { replicatedDatabases } from "./declared";
import { areOneHistory } from "./empty";
import type { InitialDataInputs } from "./inputs";

/** Rows that are compared at each end of a table. */
const ROWS = 1000;

/** @throws FindingError where GTIDs would bring rows that are there already */
export async function refuseUnlessSameHistory(link: InitialDataInputs, ends: Ends): Promise<void> {
    if (await areOneHistory(ends)) {
        return;
    }
    const { replica, source } = await identitiesOf(ends);
    const sentAgain = await gtidSubtract(ends.source, source.executed, replica.executed);
    if (sentAgain !== "" && (await userDatabases(ends.replica)).length > 0) {
        throw new FindingError({
            code: "gtid-history-differs",
            where: link.name,
            observed: `both sides are declared identical, but ${link.replica.name} has not executed ${sentAgain}`,
        });
    }
}

/**
 * Spot-checks what the author vouches for: the databases, the tables and their columns on both sides, and of every
 * table with a primary key the first and the last rows. By GTID, servers of which one is ahead are as far apart as
 * their histories are, which links put right: then there is nothing to compare.
 *
 * @throws FindingError with what is on one side only, or differs
 */
export async function refuseUnlessIdentical(link: InitialDataInputs, ends: Ends, progress: Progress): Promise<void> {
    if (!(await isLevel(link, ends))) {
        return;
    }
    const differences = [...(await compareDefinitions(link, ends)), ...(await compareRows(link, ends, progress))];
    if (differences.length > 0) {
        throw new FindingError({
            code: "data-differs",
            where: link.name,
            observed: inShort(differences),
        });
    }
}

async function isLevel({ positioning }: InitialDataInputs, ends: Ends): Promise<boolean> {
    if (positioning === "binlog") {
        return true;
    }
    const { replica, source } = await identitiesOf(ends);
    return replica.executed === source.executed;
}

async function compareDefinitions(link: InitialDataInputs, ends: Ends): Promise<string[]> {
    const [replica, source] = [
        await replicatedDatabases(ends.replica, link.filters),
        await replicatedDatabases(ends.source, link.filters),
    ];
    const common = replica.filter((name) => source.includes(name));
    const [here, there] = [await tableDefinitions(ends.replica, common), await tableDefinitions(ends.source, common)];
    const onOne = (what: string, names: string[], others: string[], server: string): string[] =>
        names.filter((name) => !others.includes(name)).map((name) => `${what} ${name} is on ${server} only`);
    const [tablesHere, tablesThere] = [[...here.keys()], [...there.keys()]];
    return [
        ...onOne("database", replica, source, link.replica.name),
        ...onOne("database", source, replica, link.source.name),
        ...onOne("table", tablesHere, tablesThere, link.replica.name),
        ...onOne("table", tablesThere, tablesHere, link.source.name),
        ...tablesHere
            .filter((name) => there.has(name) && there.get(name) !== here.get(name))
            .map((name) => `table ${name} has other columns on each side`),
    ];
}

async function compareRows(link: InitialDataInputs, ends: Ends, progress: Progress): Promise<string[]> {
    const tables = await tablesWithPrimaryKey(ends.source, await replicatedDatabases(ends.source, link.filters));
    const known = new Set(
        (await tablesWithPrimaryKey(ends.replica, await replicatedDatabases(ends.replica, link.filters))).map(
            ({ name }) => name,
        ),
    );
    const differences: string[] = [];
    for (const [index, table] of tables.entries()) {
        if (!known.has(table.name)) {
            continue;
        }
        progress.waits(`${link.name}: comparing table ${index + 1} of ${tables.length}`, link.name);
        for (const end of ["first", "last"] satisfies End[]) {
            const [here, there] = [
                await digestOfRows(ends.replica, table, end, ROWS),
                await digestOfRows(ends.source, table, end, ROWS),
            ];
            if (here !== there) {
                differences.push(`the ${end} ${ROWS} rows of table ${table.name} differ`);
                break;
            }
        }
    }
    return differences;
}
