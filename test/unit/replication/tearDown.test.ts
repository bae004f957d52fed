import type { Claimant } from "../../../components/mysql/claim";
import type { Session } from "../../../components/mysql/session";
import { tearDownIfReachable } from "../../../components/replication/tearDown";
import { claimed } from "../fakes/claim";
import { recorded } from "../fakes/progress";
import { connection, fakeSession } from "../fakes/session";

/** One for all of them: each test has a server of its own. */
const givenUp = new Set<string>();

/** What comes of the tries to open a session, one after the other; the last one of every further try. */
let tries: (Error | "answers")[];
let opened: number;
let claimant: Claimant | undefined;
jest.mock("../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../components/mysql/session"),
    withSession: async (server: ReturnType<typeof connection>, work: (session: Session) => Promise<void>) => {
        const outcome = tries[Math.min(opened, tries.length - 1)];
        opened += 1;
        if (outcome instanceof Error) {
            throw outcome;
        }
        await work(fakeSession(claimed(claimant), server));
    },
}));

/** Looks as often as a deadline of so many seconds would let it look once a second. */
jest.mock("../../../components/mysql/waiting", () => ({
    until: async ({ seconds }: { seconds: number }, look: (waited: object) => Promise<unknown>) => {
        for (let second = 0; second < seconds; second += 1) {
            const seen = await look({ isWorthTelling: () => false });
            if (seen !== undefined) {
                return seen;
            }
        }
        return await look({ isWorthTelling: () => false });
    },
}));

const failing = (code: string, errno?: number): Error => Object.assign(new Error("no"), { code, errno });
const REFUSED = failing("ECONNREFUSED");

async function tidied(
    port: number,
    outcomes: (Error | "answers")[],
    tidy: () => Promise<void>,
    owner?: string,
    stackId?: string,
): Promise<string[]> {
    [tries, opened] = [outcomes, 0];
    const progress = recorded();
    await tearDownIfReachable(connection("db1", { port, owner, stackId }), { progress, givenUp }, "DROP USER", tidy);
    return progress.said;
}

describe("a server that is about to be given up", () => {
    it.each<[string, string | undefined, boolean]>([
        ["this stack's", "organization/shop/production", true],
        ["nobody's", undefined, true],
        ["another stack's", "organization/shop/staging", false],
    ])("should be tidied or left, where it is %s by now", async (_whose, holder, isTidied) => {
        claimant = holder === undefined ? undefined : { owner: holder, token: "t", server: "db1" };
        const tidy = jest.fn(() => Promise.resolve());
        const said = await tidied(9, ["answers"], tidy, "organization/shop/production");
        claimant = undefined;
        expect(tidy).toHaveBeenCalledTimes(isTidied ? 1 : 0);
        expect(said).toEqual(
            isTidied ? [] : ["db1: left as it is, for it belongs to the stack organization/shop/staging by now"],
        );
    });

    it("should be left where it belongs to another stack of the same name by now", async () => {
        const owner = "organization/shop/production";
        claimant = { owner, stackId: "their-id", token: "t", server: "db1" };
        const tidy = jest.fn(() => Promise.resolve());
        const said = await tidied(10, ["answers"], tidy, owner, "our-id");
        claimant = undefined;
        expect(tidy).not.toHaveBeenCalled();
        expect(said).toEqual([
            `db1: left as it is, for it belongs to another stack of the same name, ${owner} (id their-id, and not our-id) by now`,
        ]);
    });

    it("should be tidied once it is back, where it was only restarted", async () => {
        const tidy = jest.fn(() => Promise.resolve());
        expect(await tidied(1, [REFUSED, REFUSED, "answers"], tidy)).toEqual([]);
        expect(tidy).toHaveBeenCalledTimes(1);
    });

    it("should be tidied again from the beginning where its connection was cut in the middle", async () => {
        const tidy = jest.fn(() => Promise.resolve()).mockRejectedValueOnce(failing("PROTOCOL_CONNECTION_LOST"));
        expect(await tidied(2, ["answers"], tidy)).toEqual([]);
        expect(tidy).toHaveBeenCalledTimes(2);
    });

    it("should be waited for once, not for everything that there is of it", async () => {
        const left = ["db1: unreachable: connection refused. If it comes back, run there: DROP USER"];
        expect(await tidied(3, [REFUSED], () => Promise.resolve())).toEqual(left);
        expect(opened).toBeGreaterThan(1);
        expect(await tidied(3, [REFUSED], () => Promise.resolve())).toEqual(left);
        expect(opened).toBe(1);
    });

    it("should not be waited for where it turns the account away, which no waiting changes", async () => {
        const [said] = await tidied(4, [failing("ER_ACCESS_DENIED_ERROR", 1045)], () => Promise.resolve());
        expect(said).toContain("db1: refuses the account root: 1045 no. If it comes back, run there: DROP USER");
        expect(opened).toBe(1);
    });

    it("should not hide what else goes wrong", async () => {
        const tidy = (): Promise<void> => Promise.reject(new Error("You have an error in your SQL syntax"));
        await expect(tidied(5, ["answers"], tidy)).rejects.toThrow("SQL syntax");
    });
});
