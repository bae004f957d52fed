import { FindingError } from "../../findings/finding";
import { identity, isGtidSubset, userDatabases } from "../../mysql/statements";
import type { Ends } from "../ends";
import type { InitialDataInputs } from "./inputs";

/** @throws FindingError where either server holds a database of its own */
export async function refuseUnlessEmpty(link: InitialDataInputs, ends: Ends): Promise<void> {
    const held = [
        { server: link.replica.name, databases: await userDatabases(ends.replica) },
        { server: link.source.name, databases: await userDatabases(ends.source) },
    ].filter(({ databases }) => databases.length > 0);
    if (held.length > 0) {
        throw new FindingError({
            code: "data-not-empty",
            where: link.name,
            observed: held.map(({ server, databases }) => `${server} holds ${databases.join(", ")}`).join("; "),
            here:
                held.length === 1
                    ? 'initialData: "copy" copies it to the others'
                    : 'initialData: "identical", once both sides hold the same rows',
        });
    }
}

/**
 * One server's history that continues the other's proves by itself that GTIDs bring just what is missing. Data without
 * GTIDs is in no history: an empty set is a part of every set.
 *
 * @throws FindingError where neither that nor emptiness is given
 */
export async function refuseUnlessProven(link: InitialDataInputs, ends: Ends): Promise<void> {
    if (!((await hasHistory(ends, "replica")) && (await hasHistory(ends, "source")) && (await continues(ends)))) {
        await refuseUnlessEmpty(link, ends);
    }
}

export async function hasHistory(ends: Ends, end: keyof Ends): Promise<boolean> {
    const { executed } = await identity(ends[end]);
    return executed !== "" || (await userDatabases(ends[end])).length === 0;
}

export async function continues({ replica, source }: Ends): Promise<boolean> {
    const [{ executed: here }, { executed: there }] = [await identity(replica), await identity(source)];
    return (await isGtidSubset(source, here, there)) || (await isGtidSubset(source, there, here));
}
