import { handlerOf } from "../../../../components/replication/handlerOf";
import { stackIdentity } from "../../../../components/replication/stackIdentity/managed";
import { operation } from "../../fakes/progress";

const identity = handlerOf(stackIdentity);

describe("the identity of a stack", () => {
    it("should be another one each time that it is made, and be the resource's id as well", async () => {
        const [one, two] = [await identity.create({}, operation()), await identity.create({}, operation())];
        expect(one.outputs.stackId).toMatch(/^[0-9a-f-]{36}$/);
        expect(one.id).toBe(one.outputs.stackId);
        expect(two.id).not.toBe(one.id);
    });

    it("should stay what it is, whatever else changes", async () => {
        const { id, outputs } = await identity.create({}, operation());
        expect(await identity.update(outputs, {}, operation())).toEqual({ outputs: { stackId: id } });
    });
});
