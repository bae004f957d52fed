import type { LinkStart } from "../../../../components/replication/initialData/inputs";
import { handlerOf } from "../../../../components/replication/handlerOf";
import type { ReplicationLinkOutputs } from "../../../../components/replication/replicationLink/inputs";
import { replicationLink } from "../../../../components/replication/replicationLink/managed";
import { linkInputs, linkStart, UUIDS } from "../../fakes/replica";

const link = handlerOf(replicationLink);

type Start = LinkStart | null | undefined;

const wired = (start: Start): ReplicationLinkOutputs => ({
    ...linkInputs({ start }),
    coordinates: { file: "mysql-bin.000001", position: 154, gtidSet: "" },
    replicaUuid: UUIDS.replica,
    replicaServerId: 3308,
    sourceUuid: UUIDS.source,
    sourceServerId: 3307,
});

const { source, replica } = linkStart();

describe("a link that is to start", () => {
    it.each<[string, Start, LinkStart]>([
        ["at another position", linkStart(), linkStart({ source: { position: 155 } })],
        ["in another file", linkStart(), linkStart({ source: { file: "mysql-bin.000002" } })],
        ["on another server", linkStart(), linkStart({ source: { serverUuid: UUIDS.stranger } })],
        ["at another moment of its replica's", linkStart(), linkStart({ replica: { position: 155 } })],
        ["where it followed its source already", null, linkStart()],
        ["where an older release knew of no start", undefined, linkStart()],
    ])("should be another one: %s", (_where, before, now) => {
        expect(link.diff(wired(before), linkInputs({ start: now }))).toEqual({ replaces: ["start"] });
    });

    // Whatever else differs is found by the engine's own comparison: a word about changes here would end that.
    it.each<[string, Start, Start]>([
        ["at the same place", linkStart(), linkStart()],
        ["at the same place, told in another order", { source, replica }, { replica: { ...replica }, source }],
        ["nowhere, as before", null, null],
        ["nowhere, where an older release said nothing of it", undefined, null],
        // It was replaced where its replica followed already: the link's own place is the right one.
        ["nowhere any more", linkStart(), null],
        ["nowhere any more, and says nothing of it", linkStart(), undefined],
    ])("should stay the same one: %s", (_where, before, now) => {
        const news = linkInputs({ start: now, replicationUser: "other", sourceIncarnation: "another" });
        expect(link.diff(wired(before), news)).toEqual({ replaces: [] });
    });
});
