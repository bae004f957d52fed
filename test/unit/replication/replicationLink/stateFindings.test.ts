import type { LinkState, ReplicationLinkInputs } from "../../../../components/replication/replicationLink/inputs";
import { NOBODY, stateIn } from "../../../../components/replication/replicationLink/actualState";
import { stateFindings } from "../../../../components/replication/replicationLink/stateFindings";
import { NO_PLACE } from "../../../../components/replication/replicationLink/desiredState";
import { linkInputs, UUIDS } from "../../fakes/replica";

/** @param is how the link's state differs from the one that is wanted */
const found = (is: Partial<LinkState>, link: ReplicationLinkInputs = linkInputs()): string[] =>
    stateFindings(link, { ...stateIn(linkInputs()), ...is }).map(({ code, where, observed }) => {
        expect(where).toBe(link.name);
        return `[${code}] ${observed}`;
    });

describe("the state of a link", () => {
    it("should be no trouble where it is as wanted", () => {
        expect(found({})).toEqual([]);
    });

    it("should be measured by what the program wishes, not by what an earlier look has left in the state", () => {
        const refreshed = { ...linkInputs(), connectRetrySeconds: "60", filters: "Replicate_Do_DB: shop" };
        expect(found({}, refreshed)).toEqual([]);
        expect(found({ connectRetrySeconds: "60" }, refreshed)).toEqual([
            "[link-settings-differ] connectRetrySeconds is 60, not 5",
        ]);
    });

    it("should not be told of where nobody has seen it", () => {
        const unseen = { server: "unreachable: connection refused", follows: NOBODY, filters: "Replicate_Do_DB: shop" };
        expect(found(unseen)).toEqual([]);
    });

    it.each<[Partial<LinkState>, string]>([
        [{ user: "other" }, "[link-settings-differ] user is other, not replication"],
        [{ heartbeatSeconds: "30" }, "[link-settings-differ] heartbeatSeconds is 30, not 10"],
        [{ retries: "86400" }, "[link-settings-differ] retries is 86400, not without end"],
        [
            { user: "other", connectRetrySeconds: "60" },
            "[link-settings-differ] user is other, not replication; connectRetrySeconds is 60, not 5",
        ],
        [{ delaySeconds: "3600" }, "[applier-delayed] delaySeconds is 3600, not 0"],
        [{ filters: "Replicate_Do_DB: shop" }, "[filters-differ] filters is Replicate_Do_DB: shop, not none"],
        [
            { otherChannels: "third from db9:3306" },
            "[undeclared-source] otherChannels is third from db9:3306, not none",
        ],
        [{ position: NO_PLACE }, `[place-lost] position is ${NO_PLACE}, not GTID auto-position`],
        [
            { position: "binary log file and position" },
            "[positioning-differs] position is binary log file and position, not GTID auto-position",
        ],
        [{ follows: NOBODY }, "[link-missing] follows is nobody, not orders-master-1:3306"],
        [{ follows: "db9:3310" }, "[source-differs] follows is db9:3310, not orders-master-1:3306"],
        [
            { follows: `orders-master-1:3306, where another server answers (server_uuid ${UUIDS.stranger}, not x)` },
            `[another-server] follows is orders-master-1:3306, where another server answers (server_uuid ` +
                `${UUIDS.stranger}, not x), not orders-master-1:3306`,
        ],
        // Who was pointed at another address meets another server there.
        [
            { follows: `db9:3310, where another server answers (server_uuid ${UUIDS.stranger}, not x)` },
            `[source-differs] follows is db9:3310, where another server answers (server_uuid ` +
                `${UUIDS.stranger}, not x), not orders-master-1:3306`,
        ],
    ])("should be told by its class where it differs: %j", (is, said) => {
        expect(found(is)).toEqual([said]);
    });

    it.each<[keyof LinkState, string]>([
        ["ioThread", "stopped"],
        ["sqlThread", "stopped: 1062 Duplicate entry"],
        ["sourceHistory", "lacks x:1-9"],
    ])("should leave to others what they tell: %s", (key, value) => {
        expect(found({ [key]: value })).toEqual([]);
    });

    it("should be told in everything that differs", () => {
        const is = { follows: "db9:3310", credentials: "another password than the declared one", delaySeconds: "1" };
        expect(found(is)).toEqual([
            "[source-differs] follows is db9:3310, not orders-master-1:3306",
            "[link-settings-differ] credentials is another password than the declared one, not as declared",
            "[applier-delayed] delaySeconds is 1, not 0",
        ]);
    });

    it("should be told of an undeclared source even where it is missing itself", () => {
        expect(found({ follows: NOBODY, otherChannels: "third from db9:3306" })).toEqual([
            "[link-missing] follows is nobody, not orders-master-1:3306",
            "[undeclared-source] otherChannels is third from db9:3306, not none",
        ]);
    });

    it("should only be told as missing where it is, whatever an earlier look has left in the state", () => {
        const left = { heartbeatSeconds: "30", delaySeconds: "3600", filters: "x", position: NO_PLACE };
        expect(found({ follows: NOBODY, ...left })).toEqual([
            "[link-missing] follows is nobody, not orders-master-1:3306",
        ]);
    });
});
