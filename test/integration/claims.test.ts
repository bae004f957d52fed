import type { ConfigMap } from "@pulumi/pulumi/automation";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { RELEASE } from "../../components/mysql/claim";
import { succeeded } from "../support/deployment";
import { removeLeftovers } from "../support/docker";
import { on, onEach } from "../support/fourServers";
import { holdLock } from "../support/heldLock";
import { changesIn, stepsIn } from "../support/preview";
import { program } from "../support/programs";
import { pulumi, type Run } from "../support/pulumiCommand";
import { eventually, type Server } from "../support/servers";
import { openStack, PASSWORDS, type DeployedStack } from "../support/stack";
import { asMasters, startServers } from "../support/standaloneServers";
import { importState, kindOf, resourcesIn, type StoredResource } from "../support/state";

jest.setTimeout(600_000);

const SERVERS = "it-claim-hosts";
const FIRST_PORT = 25100;
const [OURS, THEIRS] = ["it-claim", "it-claim-other"];
const owner = (stack: string): string => `organization/it-existing-servers/${stack}`;
const ONE: Server = { name: `${SERVERS}-1`, host: "127.0.0.1", port: FIRST_PORT };
const TWO: Server = { name: `${SERVERS}-2`, host: "127.0.0.1", port: FIRST_PORT + 1 };
const BOTH = [ONE, TWO];
/** What a pulumi does that is claiming a server, or giving it up. */
const KEEP_CLAIMING = "DO GET_LOCK('pulumi_mysql_dual_master.claim', 0)";

const claims = async (): Promise<unknown[]> =>
    (await onEach(BOTH, "SELECT owner FROM pulumi_mysql_dual_master.claim")).map(([row]) => row?.owner);

/** A state as an older release left it, which knew stacks by their names. */
function withoutIdentity(state: string): string {
    const parsed = JSON.parse(state, (key, value: unknown) => (key === "stackId" ? undefined : value)) as {
        deployment: { resources: StoredResource[] };
    };
    const isIdentity = (urn: string): boolean => urn.includes(":StackIdentity::");
    const resources = parsed.deployment.resources.filter(({ urn }) => !isIdentity(urn));
    for (const each of resources as (StoredResource & Dependent)[]) {
        each.dependencies = each.dependencies?.filter((urn) => !isIdentity(urn));
        for (const [property, urns] of Object.entries(each.propertyDependencies ?? {})) {
            each.propertyDependencies = {
                ...each.propertyDependencies,
                [property]: (urns ?? []).filter((urn) => !isIdentity(urn)),
            };
        }
    }
    return JSON.stringify({ ...parsed, deployment: { ...parsed.deployment, resources } });
}

/** Where a checkpoint says what a resource waits for. */
interface Dependent {
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
}

describe("servers that two stacks declare", () => {
    let ours: DeployedStack;
    let theirs: DeployedStack;

    beforeAll(async () => {
        const open = (name: string, lanes: number): Promise<DeployedStack> =>
            openStack(program("existingServers"), name, FIRST_PORT, {
                arguments: { value: JSON.stringify({ masters: asMasters(BOTH), lanes: { increment: lanes } }) },
            });
        [ours, theirs] = [await open(OURS, 2), await open(THEIRS, 4)];
        await startServers(SERVERS, BOTH);
        succeeded(await ours.up());
    });

    afterAll(async () => {
        await ours.dispose();
        await theirs.dispose();
        await removeLeftovers(SERVERS);
    });

    it("should belong to the first one, by a record that no binary log has seen", async () => {
        expect(await claims()).toEqual([owner(OURS), owner(OURS)]);
        for (const server of BOTH) {
            const events = await on(server, "SHOW BINLOG EVENTS");
            expect(events.filter(({ Info: info }) => String(info).includes("pulumi_mysql_dual_master"))).toEqual([]);
        }
    });

    it("should be refused to the second one, which is told whose they are, and changes nothing", async () => {
        const { code, output } = await theirs.up();
        expect(code).not.toBe(0);
        for (const number of [1, 2]) {
            expect(output).toMatch(
                new RegExp(
                    `${THEIRS}-master-${number}: \\[server-claimed\\] belongs to the stack ${owner(OURS)} ` +
                        `since [0-9 :-]+ UTC, and not to ${owner(THEIRS)}\n`,
                ),
            );
        }
        expect(output).toContain(
            "run on this server: SET SESSION sql_log_bin = 0; DELETE FROM pulumi_mysql_dual_master.claim",
        );
        expect(stepsIn(output, THEIRS)).toEqual([]);
        expect(resourcesIn(await theirs.state()).map(kindOf)).not.toContain("ServerVariables");
        expect(await claims()).toEqual([owner(OURS), owner(OURS)]);
        const lanes = await onEach(BOTH, "SELECT @@GLOBAL.auto_increment_increment AS increment");
        expect(lanes).toEqual([[{ increment: 2 }], [{ increment: 2 }]]);
        const { code: unchanged, output: audit } = await ours.audit();
        expect(changesIn(audit)).toEqual({});
        expect(unchanged).toBe(0);
    });

    it("should be refused to a stack of the same name on a backend of its own, which changes nothing", async () => {
        const backend = await mkdtemp(join(tmpdir(), "it-claim-backend-"));
        const env = { ...process.env, PULUMI_BACKEND_URL: pathToFileURL(backend).href };
        const namesake = (...args: string[]): Promise<Run> =>
            pulumi(program("existingServers"), [...args, "--stack", OURS], env);
        const before = await onEach(BOTH, "SELECT * FROM pulumi_mysql_dual_master.claim");
        try {
            succeeded(await namesake("stack", "init"));
            const { code, output } = await namesake("up", "--yes", "--skip-preview", "--suppress-progress");
            expect(code).not.toBe(0);
            for (const number of [1, 2]) {
                expect(output).toMatch(
                    new RegExp(
                        `${OURS}-master-${number}: \\[server-claimed\\] belongs to another stack of the same name, ` +
                            `${owner(OURS)} \\(id [0-9a-f-]{36}, and not [0-9a-f-]{36}\\) since `,
                    ),
                );
            }
            expect(output).toContain(RELEASE);
            expect(stepsIn(output, OURS)).toEqual([]);
        } finally {
            await rm(backend, { recursive: true });
        }
        expect(await onEach(BOTH, "SELECT * FROM pulumi_mysql_dual_master.claim")).toEqual(before);
        const { code: unchanged, output: audit } = await ours.audit();
        expect(changesIn(audit)).toEqual({});
        expect(unchanged).toBe(0);
    });

    it("should be taken over, in place, from what an older release left, in the state and on the server", async () => {
        await onEach(
            BOTH,
            "SET SESSION sql_log_bin = 0",
            "ALTER TABLE pulumi_mysql_dual_master.claim DROP COLUMN stack_id",
        );
        await importState(ours, withoutIdentity);
        const { code, output: audit } = await ours.audit();
        expect(code).toBe(7);
        expect(audit).not.toMatch(/\((delete|replace|create-replacement|delete-replaced)\)/);
        const { output } = succeeded(await ours.up());
        expect(stepsIn(output, OURS)).toEqual(
            [1, 2].map((number) => `${OURS}-master-${number}: claimed for the stack ${owner(OURS)} anew`),
        );
        const ids = await onEach(BOTH, "SELECT stack_id FROM pulumi_mysql_dual_master.claim");
        const identity = resourcesIn(await ours.state()).find((each) => kindOf(each) === "StackIdentity");
        expect(ids).toEqual([[{ stack_id: identity?.id }], [{ stack_id: identity?.id }]]);
        expect(await ours.audit()).toMatchObject({ code: 0 });
    });

    it("should be refused to a second component of the same stack, which is told how the first one calls them", async () => {
        const byAddress = (host: string): ConfigMap => ({
            arguments: { value: JSON.stringify({ masters: asMasters(BOTH.map((each) => ({ ...each, host }))) }) },
        });
        // What the state says of an address is known before anything is touched.
        await ours.setConfig({ name: { value: "it-claim-renamed" }, ...byAddress("127.0.0.1") });
        const sameAddress = await ours.preview();
        // Under another name of the host, only the server itself knows.
        await ours.setConfig(byAddress("localhost"));
        const { code, output } = await ours.up();
        await ours.setConfig({ name: { value: OURS }, ...byAddress("127.0.0.1") });
        expect(sameAddress.code).not.toBe(0);
        expect(code).not.toBe(0);
        for (const number of [1, 2]) {
            expect(sameAddress.output).toContain(`another component of this stack has ${OURS}-master-${number}`);
            expect(output).toContain(
                `it-claim-renamed-master-${number}: [server-declared-twice] ` +
                    `is declared as ${OURS}-master-${number} in this same stack, ${owner(OURS)}, since `,
            );
        }
        expect(stepsIn(output, OURS)).toEqual([]);
        // The first one is as it was: nothing of it has to be put right.
        expect(stepsIn(succeeded(await ours.up()).output, OURS)).toEqual([]);
    });

    it("should not count a claim that came with another server's files", async () => {
        await on(
            TWO,
            "SET SESSION sql_log_bin = 0",
            `UPDATE pulumi_mysql_dual_master.claim SET server_uuid = UUID(), owner = '${owner(THEIRS)}', token = 'x'`,
        );
        const audit = await ours.audit();
        expect(changesIn(audit.output)).toEqual({
            [`ServerVariables "${OURS}-master-2"`]: [`claim: "none" => "${owner(OURS)}"`],
        });
        expect(audit.code).toBe(7);
    });

    it("should be left to a claim that does not end, and be told who keeps it", async () => {
        await on(ONE, "SET SESSION sql_log_bin = 0", "DROP DATABASE pulumi_mysql_dual_master");
        const holder = await holdLock(ONE, PASSWORDS.root, KEEP_CLAIMING);
        const { code, output } = await ours.up();
        await holder.letGo();
        expect(code).not.toBe(0);
        expect(output).toMatch(
            new RegExp(
                `${OURS}-master-1: \\[claim-under-way\\] GET_LOCK\\('pulumi_mysql_dual_master.claim'\\) ` +
                    "was not granted within 30 s: connection \\d+ of root from \\S+ holds it\n",
            ),
        );
        expect(await on(ONE, "SHOW DATABASES LIKE 'pulumi%'")).toEqual([]);
        // Where nobody keeps it, nothing is waited for.
        expect(stepsIn(output, OURS)).toEqual([`${OURS}-master-2: claimed for the stack ${owner(OURS)}`]);
    });

    it("should be claimed again by one of two that begin at once: the engine refuses the other", async () => {
        const holder = await holdLock(ONE, PASSWORDS.root, KEEP_CLAIMING);
        const first = ours.up();
        try {
            const waiting = "SELECT 1 FROM information_schema.PROCESSLIST WHERE STATE = 'User lock'";
            await eventually("the first one claims", async () => (await on(ONE, waiting)).length > 0, 120);
            const second = await ours.up();
            expect(second.code).not.toBe(0);
            expect(second.output).toContain("the stack is currently locked by 1 lock(s)");
        } finally {
            await holder.letGo();
        }
        const { output } = succeeded(await first);
        expect(stepsIn(output, OURS)).toEqual([`${OURS}-master-1: claimed for the stack ${owner(OURS)}`]);
        expect(await claims()).toEqual([owner(OURS), owner(OURS)]);
        expect(await ours.audit()).toMatchObject({ code: 0 });
    });

    it("should be free once the first one is destroyed, with nothing left of it", async () => {
        await on(TWO, "SET SESSION sql_log_bin = 0", "CREATE TABLE pulumi_mysql_dual_master.somebody_elses (id INT)");
        succeeded(await ours.destroy());
        expect(await on(ONE, "SHOW DATABASES LIKE 'pulumi%'")).toEqual([]);
        expect(await on(TWO, "SHOW TABLES IN pulumi_mysql_dual_master")).toEqual([
            { Tables_in_pulumi_mysql_dual_master: "somebody_elses" },
        ]);
        succeeded(await theirs.up());
        expect(await claims()).toEqual([owner(THEIRS), owner(THEIRS)]);
    });

    it("should be left as they are by a stack from which they were taken by hand", async () => {
        const [, remedy = ""] = RELEASE.split("; ");
        await onEach(BOTH, "SET SESSION sql_log_bin = 0", remedy);
        succeeded(await ours.up());
        const { output } = succeeded(await theirs.destroy());
        for (const number of [1, 2]) {
            expect(output).toContain(
                `${THEIRS}-master-${number}: left as it is, for it belongs to the stack ${owner(OURS)} by now`,
            );
        }
        expect(await claims()).toEqual([owner(OURS), owner(OURS)]);
        expect(await ours.audit()).toMatchObject({ code: 0 });
    });
});
