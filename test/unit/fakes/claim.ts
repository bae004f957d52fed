import type { Claimant } from "../../../components/mysql/claim";
import { CLAIM_RECORD } from "../../../components/mysql/ownDatabases";
import type { Answers } from "./session";

export const SINCE = "2026-01-02 03:04:05";

/** The claim of a server, or none, that changes under the statements of this library as a server's does. */
export function claimed(by?: Claimant): Answers {
    let known = by;
    const table = `${CLAIM_RECORD}.claim`;
    const gone = (): [] => {
        known = undefined;
        return [];
    };
    return {
        [`SELECT * FROM ${table}`]: () => {
            const { stackId, ...row } = known ?? {};
            return known === undefined
                ? []
                : [{ ...row, ...(stackId === undefined ? {} : { stack_id: stackId }), claimed_at: SINCE }];
        },
        // Made by an older release, the table lacks the column, as its row does.
        "SELECT COLUMN_NAME": () => (known !== undefined && known.stackId === undefined ? [] : [{ name: "stack_id" }]),
        "SELECT GET_LOCK": () => [{ locked: 1 }],
        [`INSERT INTO ${table}`]: ([owner = "", stackId = "", token = "", server = ""]) => {
            if (known !== undefined) {
                throw Object.assign(new Error("Duplicate entry '1' for key 'PRIMARY'"), { errno: 1062 });
            }
            known = { owner: String(owner), stackId: String(stackId), token: String(token), server: String(server) };
            return [];
        },
        [`UPDATE ${table}`]: ([owner = "", stackId = "", token = "", server = ""]) => {
            known = { owner: String(owner), stackId: String(stackId), token: String(token), server: String(server) };
            return [];
        },
        [`DROP TABLE ${table}`]: gone,
        [`DROP DATABASE ${CLAIM_RECORD}`]: gone,
    };
}
