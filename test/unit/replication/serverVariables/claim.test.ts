import { FINDINGS } from "../../../../components/findings/catalogue";
import type { Finding } from "../../../../components/findings/finding";
import { RELEASE, type Claimant } from "../../../../components/mysql/claim";
import { findingOf } from "../../../../components/replication/errorFindings";
import { claim, release, sayClaim } from "../../../../components/replication/serverVariables/claim";
import { claimed, SINCE } from "../../fakes/claim";
import { recorded } from "../../fakes/progress";
import { connection, fakeSession, writes, type FakeSession } from "../../fakes/session";

const OURS: Claimant = { owner: "organization/shop/production", stackId: "our-id", token: "ours", server: "db1" };
const THEIRS: Claimant = {
    owner: "organization/shop/staging",
    stackId: "their-id",
    token: "theirs",
    server: "orders-master-1",
};
const NAMESAKE: Claimant = { ...OURS, stackId: "their-id", token: "theirs" };
const WITHOUT_ID = { stackId: undefined };

const failure = async (work: Promise<unknown>): Promise<Finding | undefined> => {
    const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
    );
    return findingOf(error);
};

/** What is done before anything is written, in its order. */
const statements = ({ sent }: FakeSession): string[] => sent.map(({ sql }) => sql.replace(/[ (,].*/s, ""));

describe("a server that belongs to nobody", () => {
    it("should be claimed, kept out of the binary log, while nobody else claims it", async () => {
        const server = fakeSession(claimed());
        const progress = recorded();
        expect(await claim(server, OURS, progress)).toBe(true);
        expect(statements(server)).toEqual([
            "SELECT",
            "SELECT",
            "SELECT",
            "SET",
            "SELECT",
            "CREATE",
            "CREATE",
            "SELECT",
            "DELETE",
            "INSERT",
            "DO",
        ]);
        expect(server.sent[3]?.sql).toBe("SET SESSION sql_log_bin = 0");
        expect(progress.said).toEqual(["db1: claimed for the stack organization/shop/production"]);
        expect(await sayClaim(server, OURS.token)).toBe("organization/shop/production");
    });

    it.each([1049, 1146])("should be one that answers that there is no such record, with %d", async (errno) => {
        const server = fakeSession({
            "SELECT *": () => {
                throw Object.assign(new Error("no such thing"), { errno });
            },
        });
        expect(await sayClaim(server, OURS.token)).toBe("none");
    });

    it("should not be taken for one where the record may not be read", async () => {
        const server = fakeSession({
            "SELECT *": () => {
                throw Object.assign(new Error("SELECT command denied"), { errno: 1142 });
            },
        });
        await expect(sayClaim(server, OURS.token)).rejects.toThrow("SELECT command denied");
    });

    it("should be told that somebody else is at it, where that does not end", async () => {
        const server = fakeSession({
            ...claimed(),
            "SELECT GET_LOCK": () => [{ locked: 0 }],
            "SELECT ID AS id": () => [{ id: 57, user: "root", host: "10.0.0.9:51034" }],
        });
        const progress = recorded();
        expect(await failure(claim(server, OURS, progress))).toEqual({
            code: "claim-under-way",
            where: "db1",
            observed: FINDINGS["claim-under-way"].seen,
        });
        expect(progress.said).toEqual([
            "db1: waiting for its claim, connection 57 of root from 10.0.0.9:51034 holds it",
        ]);
        expect(writes(server)).toEqual([]);
    });

    it("should be claimed once somebody else has ended", async () => {
        const granted = [0, 1];
        const server = fakeSession({ ...claimed(), "SELECT GET_LOCK": () => [{ locked: granted.shift() ?? 1 }] });
        expect(await claim(server, OURS, recorded())).toBe(true);
        const asked = server.sent.filter(({ sql }) => sql.startsWith("SELECT GET_LOCK"));
        expect(asked.map(({ values }) => values[1])).toEqual([2, 28]);
    });
});

describe("a server of another stack", () => {
    it("should be refused with its name, since when, and what to do, before anything is written", async () => {
        const server = fakeSession(claimed(THEIRS));
        expect(await failure(claim(server, OURS, recorded()))).toEqual({
            code: "server-claimed",
            where: "db1",
            observed:
                `belongs to the stack organization/shop/staging since ${SINCE} UTC, ` +
                "and not to organization/shop/production",
            here: RELEASE,
        });
        expect(statements(server)).toEqual(["SELECT"]);
    });

    it("should be refused where the other one was quicker", async () => {
        const free = claimed();
        const server = fakeSession({
            ...free,
            "SELECT GET_LOCK": () => {
                Object.assign(server.answers, claimed(THEIRS));
                return [{ locked: 1 }];
            },
        });
        expect((await failure(claim(server, OURS, recorded())))?.observed).toContain(THEIRS.owner);
        expect(writes(server)).toEqual([]);
        expect(server.sent.at(-1)?.sql).toBe("DO RELEASE_LOCK(?)");
    });

    it.each([
        ["which calls it the same", {}],
        ["which calls it by another name", { server: "orders-master-1" }],
    ])("should be refused where that one only bears the same name, %s", async (_how, over) => {
        const server = fakeSession(claimed({ ...NAMESAKE, ...over }));
        expect(await failure(claim(server, OURS, recorded()))).toEqual({
            code: "server-claimed",
            where: "db1",
            observed:
                "belongs to another stack of the same name, organization/shop/production (id their-id, and not our-id) " +
                `since ${SINCE} UTC, and not to organization/shop/production`,
            here: RELEASE,
        });
        expect(statements(server)).toEqual(["SELECT"]);
    });

    it("should be told by an audit from one of the same name", async () => {
        const { owner, stackId } = OURS;
        const server = fakeSession(claimed(NAMESAKE), connection("db1", { owner, stackId }));
        expect(await sayClaim(server, OURS.token)).toBe(
            "another resource's, of another stack of the same name, organization/shop/production (id their-id, and not our-id) " +
                `since ${SINCE} UTC`,
        );
    });

    it("should be named by an audit", async () => {
        expect(await sayClaim(fakeSession(claimed(THEIRS)), OURS.token)).toBe(
            `another resource's, of organization/shop/staging since ${SINCE} UTC`,
        );
    });

    it("should stay theirs when this stack's resource goes", async () => {
        const server = fakeSession(claimed(THEIRS));
        await release(server, OURS.token, recorded());
        expect(writes(server)).toEqual([]);
    });
});

describe("a server of this stack", () => {
    it("should be refused to a second component, which calls it by another name", async () => {
        const server = fakeSession(claimed({ ...OURS, token: "the other one's", server: "orders-master-1" }));
        expect(await failure(claim(server, OURS, recorded()))).toEqual({
            code: "server-declared-twice",
            where: "db1",
            observed: `is declared as orders-master-1 in this same stack, ${OURS.owner}, since ${SINCE} UTC`,
            here: RELEASE,
        });
        expect(statements(server)).toEqual(["SELECT"]);
    });

    it("should be left alone", async () => {
        const server = fakeSession(claimed(OURS));
        expect(await claim(server, OURS, recorded())).toBe(false);
        expect(statements(server)).toEqual(["SELECT"]);
    });

    it.each([
        ["by a resource that replaces the one that claimed it", { ...OURS, token: "the one before" }, " anew"],
        ["under its component's new name", { ...OURS, server: "db0" }, " anew"],
        ["under the stack's new name", { ...OURS, owner: "organization/shop/old" }, " (was organization/shop/old)"],
        [
            "by another resource, under the stack's new name",
            { ...OURS, owner: "organization/shop/old", token: "the one before" },
            " (was organization/shop/old)",
        ],
        ["with a new id of the stack, by the resource that has it", { ...OURS, stackId: "the one before" }, " anew"],
        ["from an older release", { ...OURS, ...WITHOUT_ID }, " anew"],
        ["from an older release, by another resource", { ...OURS, ...WITHOUT_ID, token: "the one before" }, " anew"],
    ])("should be taken over %s", async (_how, before: Claimant, said) => {
        const server = fakeSession(claimed(before));
        const progress = recorded();
        expect(await claim(server, OURS, progress)).toBe(false);
        expect(progress.said).toEqual([`db1: claimed for the stack ${OURS.owner}${said}`]);
        expect(writes(server)).toEqual([
            ...(before.stackId === undefined
                ? ["ALTER TABLE pulumi_mysql_dual_master.claim ADD COLUMN stack_id CHAR(36) NOT NULL DEFAULT ''"]
                : []),
            "UPDATE pulumi_mysql_dual_master.claim SET owner = ?, stack_id = ?, token = ?, server = ?",
        ]);
        expect(await sayClaim(server, OURS.token)).toBe(OURS.owner);
        await release(server, before.token === OURS.token ? "of nobody" : before.token, recorded());
        expect(await sayClaim(server, OURS.token)).toBe(OURS.owner);
    });

    it("should have nothing left of a record that was being dropped when somebody was cut off", async () => {
        for (const [found, dropped] of [
            [[{ name: "pulumi_mysql_dual_master" }], ["DROP DATABASE pulumi_mysql_dual_master"]],
            [[], []],
        ] as const) {
            const server = fakeSession({ ...claimed(), "SELECT SCHEMA_NAME": () => [...found] });
            await release(server, OURS.token, recorded());
            expect(writes(server)).toEqual(dropped);
        }
    });

    it("should belong to nobody any more once its resource goes, with the database where nothing else is in it", async () => {
        for (const [left, dropped] of [
            [[], ["DROP DATABASE pulumi_mysql_dual_master"]],
            [[{ name: "somebody_elses" }], ["DROP TABLE pulumi_mysql_dual_master.claim"]],
        ] as const) {
            const server = fakeSession({ ...claimed(OURS), "SELECT TABLE_NAME": () => [...left] });
            await release(server, OURS.token, recorded());
            expect(writes(server)).toEqual(dropped);
            expect(await sayClaim(server, OURS.token)).toBe("none");
        }
    });
});
