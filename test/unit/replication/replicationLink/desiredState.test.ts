import { desiredState } from "../../../../components/replication/replicationLink/desiredState";
import { LINK_WORDS } from "../../../../components/replication/replicationLink/inputs";
import { UNKNOWN } from "../../../../components/replication/unknown";
import { linkInputs } from "../../fakes/replica";

describe("a healthy link", () => {
    it("should have a word for everything that is looked at", () => {
        expect(Object.keys(desiredState(linkInputs())).sort()).toEqual([...LINK_WORDS].sort());
    });

    it.each<[string, unknown]>([
        ["the address", UNKNOWN],
        ["its host", { host: UNKNOWN, port: 3306 }],
        ["its port", { host: "orders-master-1", port: UNKNOWN }],
    ])("should follow what is not known before %s is, and be no less healthy", (_what, sourceAddress) => {
        const known = desiredState(linkInputs());
        expect(desiredState({ ...linkInputs(), sourceAddress: sourceAddress as never })).toEqual({
            ...known,
            follows: UNKNOWN,
        });
    });
});
