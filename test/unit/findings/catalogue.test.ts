import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { FINDINGS, type FindingCode } from "../../../components/findings/catalogue";
import { sayFinding } from "../../../components/findings/finding";

const ROOT = join(__dirname, "../../..");
const codes = Object.keys(FINDINGS) as FindingCode[];

/** Classes that no test has brought about on real servers under their code, so that only their words are known. */
const NOT_PROVOKED: FindingCode[] = [
    // Takes another version.
    "versions-differ",
];

describe("the classes of findings", () => {
    it("should have codes that can be searched for, and sentences that end in no full stop", () => {
        for (const code of codes) {
            expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
            const { seen, means, remedy, up } = FINDINGS[code];
            for (const said of [seen, means, remedy, up]) {
                expect(said).toMatch(/\S$/);
                expect(said).not.toMatch(/\.$/);
            }
        }
    });

    it("should each be provoked on real servers by a test", () => {
        const folder = join(ROOT, "test/integration");
        const tests = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
        const provoked = (code: string): boolean =>
            tests.some((text) => new RegExp(`["[]${code}["\\]\\\\]`).test(text));
        expect(codes.filter((code) => !provoked(code)).sort()).toEqual([...NOT_PROVOKED].sort());
    });
});

describe("a finding", () => {
    it("should be said with its code, its evidence, what it means and what to do here", () => {
        const { means, remedy } = FINDINGS["restart-needed"];
        const finding = {
            code: "restart-needed" as const,
            where: "db1",
            observed: "runs with server_id = 1",
            here: "server_id = 7",
        };
        expect(sayFinding(finding)).toBe(
            `db1: [restart-needed] runs with server_id = 1\n  what it means: ${means}\n  what to do: ${remedy}: server_id = 7`,
        );
        expect(sayFinding({ ...finding, here: undefined }).endsWith(`what to do: ${remedy}`)).toBe(true);
    });
});
