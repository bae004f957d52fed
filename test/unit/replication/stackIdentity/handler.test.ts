import { create, update } from "../../../../components/replication/stackIdentity/handler";

describe("the identity of a stack", () => {
    it("should be another one each time that it is made, and be the resource's id as well", async () => {
        const [one, two] = [await create({}), await create({})];
        expect(one.outs?.stackId).toMatch(/^[0-9a-f-]{36}$/);
        expect(one.id).toBe(one.outs?.stackId);
        expect(two.id).not.toBe(one.id);
    });

    it("should stay what it is, whatever else changes", async () => {
        const { id, outs = { stackId: "" } } = await create({});
        expect(await update(id, outs, {})).toEqual({ outs: { stackId: id } });
    });
});
