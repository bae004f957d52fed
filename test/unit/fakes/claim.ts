import { CLAIM_RECORD, type Claimant } from "../../../components/mysql/claim";
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
        "SELECT owner, token, server, claimed_at": () => (known === undefined ? [] : [{ ...known, claimed_at: SINCE }]),
        "SELECT GET_LOCK": () => [{ locked: 1 }],
        [`INSERT INTO ${table}`]: ([owner = "", token = "", server = ""]) => {
            if (known !== undefined) {
                throw Object.assign(new Error("Duplicate entry '1' for key 'PRIMARY'"), { errno: 1062 });
            }
            known = { owner: String(owner), token: String(token), server: String(server) };
            return [];
        },
        [`UPDATE ${table}`]: ([owner = "", token = "", server = ""]) => {
            known = { owner: String(owner), token: String(token), server: String(server) };
            return [];
        },
        [`DROP TABLE ${table}`]: gone,
        [`DROP DATABASE ${CLAIM_RECORD}`]: gone,
    };
}
