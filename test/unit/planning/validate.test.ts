import { RunError } from "@pulumi/pulumi";
import { z } from "zod";
import { refuse } from "../../../components/planning/refusal";
import { refusalsOf } from "../../../components/planning/validate";

describe("refusals", () => {
    it("should let everything pass where there are none", () => {
        expect(() => {
            refuse("orders", []);
        }).not.toThrow();
    });

    it("should become one error that Pulumi shows without a stack, one line each", () => {
        const both = (): void => {
            refuse("orders", [
                { path: "a.b", value: "1", reason: "is too small; allowed: 2" },
                { path: "c", value: "", reason: "is missing" },
            ]);
        };
        expect(both).toThrow(RunError);
        expect(both).toThrow(
            new RunError(
                "orders: 2 arguments can't be used, so nothing was created:\n" +
                    "  a.b = 1: is too small; allowed: 2\n" +
                    "  c: is missing",
            ),
        );
    });

    it("should speak of one argument in the singular", () => {
        expect(() => {
            refuse("orders", [{ path: "c", value: "", reason: "is missing" }]);
        }).toThrow("orders: 1 argument can't be used");
    });
});

describe("what rules refuse", () => {
    const rules = z.object({ list: z.array(z.strictObject({ "a-b": z.number("must be a number") })) });

    it("should stand at the path as the author would write it, with the value as written", () => {
        expect(refusalsOf(rules, { list: [{ "a-b": 1 }, { "a-b": "x" }] })).toEqual([
            { path: "list[1].a-b", value: '"x"', reason: "must be a number" },
        ]);
    });

    it("should be one refusal for each unknown key, without a text that may be a misspelt password's", () => {
        expect(refusalsOf(rules, { list: [{ "a-b": 1, c: true, d: "hunter2" }] })).toEqual([
            { path: "list[0].c", value: "true", reason: "is no argument of this component" },
            { path: "list[0].d", value: "", reason: "is no argument of this component" },
        ]);
    });

    it("should show a number that JSON does not know as what it is", () => {
        expect(refusalsOf(rules, { list: [{ "a-b": NaN }] })[0]?.value).toBe("NaN");
    });

    it("should survive a value that has no text of its own", () => {
        const circular: Record<string, unknown> = {};
        circular.self = circular;
        for (const value of [circular, 1n, Symbol("x"), () => 1]) {
            expect(refusalsOf(rules, { list: [{ "a-b": value }] })).toHaveLength(1);
        }
    });
});
