import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** What Pulumi's own analyzer makes of a component, for programs in all of its languages. */
function analyzed() {
    const main = { name: "pulumi-mysql-dual-master", main: "components/index.ts" };
    const names = new Set(["DualMasterCluster", "DualMasterReplication"]);
    return new Analyzer(ROOT, "mysql-dual-master", main, names).analyze();
}

describe("the components' types", () => {
    const { components, typeDefinitions } = analyzed();

    it("should be ones that a program in any of Pulumi's languages can pass", () => {
        const { DualMasterCluster: cluster, DualMasterReplication: replication } = components;
        expect(Object.keys(cluster?.inputs ?? {})).toEqual(
            expect.arrayContaining(["rootPassword", "masters", "replicas", "positioning", "dataOnRemoval"]),
        );
        expect(Object.keys(replication?.inputs ?? {})).toEqual(
            expect.arrayContaining(["masters", "replicas", "initialData", "rowComparison", "auditor"]),
        );
        expect(cluster?.inputs.rootPassword).toMatchObject({ type: "string" });
        expect(cluster?.inputs.masters?.items).toMatchObject({ $ref: "#/types/mysql-dual-master:index:MasterArgs" });
    });

    it("should have as outputs what the class documents, and nothing of its insides", () => {
        expect(Object.keys(components.DualMasterCluster?.outputs ?? {}).sort()).toEqual([
            "containerNames",
            "coordinates",
            "endpoints",
            "networkName",
            "rootPassword",
            "state",
        ]);
        expect(Object.keys(components.DualMasterReplication?.outputs ?? {}).sort()).toEqual(["coordinates", "state"]);
    });

    it.each([
        ["Positioning", ["gtid", "binlog"]],
        ["InitialDataMode", ["empty", "identical", "copy"]],
        ["Writers", ["all", "one"]],
        ["MyCnfWriter", ["owner", "generated"]],
        ["BinaryLogOnRemoval", ["keep", "reset"]],
        ["DataOnRemoval", ["keep", "delete"]],
        ["RestartPolicy", ["no", "on-failure", "unless-stopped", "always"]],
        ["Role", ["master", "replica"]],
    ])("should offer %s as a choice among named texts, each with what it means", (name, texts) => {
        const { enum: members = [], description } = typeDefinitions[name] ?? {};
        expect(members.map(({ value }) => value)).toEqual(texts);
        expect(description).toMatch(/\w/);
        expect(members.filter((member) => !/\w/.test(member.description ?? ""))).toEqual([]);
    });
});
