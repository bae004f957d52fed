import { oncePerProgram } from "../../../components/stack/oncePerProgram";

const mockStack: { current?: object } = {};
jest.mock("@pulumi/pulumi", () => ({ runtime: { getStackResource: () => mockStack.current } }));

describe("what is made once for a program", () => {
    it("should be the same for all of its components, and another one in the next run of the same process", () => {
        let made = 0;
        const ofProgram = oncePerProgram(() => ({ number: (made += 1) }));
        mockStack.current = {};
        expect([ofProgram(), ofProgram()]).toEqual([{ number: 1 }, { number: 1 }]);
        mockStack.current = {};
        expect(ofProgram()).toEqual({ number: 2 });
    });
});
