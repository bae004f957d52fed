import type { Session } from "../../../../components/mysql/session";
import { withLinkSessions, type TwoServers } from "../../../../components/replication/link/linkSessions";
import { recorded } from "../../fakes/progress";
import { connection, fakeSession, type FakeSession } from "../../fakes/session";
import type { ServerConnection } from "../../../../components/model/connection";

/** What opening a server comes to. */
type Opening = (stillWaiting: (why: string) => void) => Session;

const openings = new Map<string, Opening>();
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: async ({ name }: ServerConnection, seconds: number, stillWaiting: (why: string) => void) => {
        deadlines.push(seconds);
        return await Promise.resolve(stillWaiting).then(openings.get(name));
    },
}));

const deadlines: number[] = [];
const LINK: TwoServers = {
    name: "orders-master-2 from orders-master-1",
    replica: connection("orders-master-2"),
    source: connection("orders-master-1"),
    deadlineSeconds: 7,
};

interface Both {
    replica: FakeSession;
    source: FakeSession;
}

function ready(): Both {
    const both = { replica: fakeSession(), source: fakeSession() };
    openings.set("orders-master-2", () => both.replica);
    openings.set("orders-master-1", () => both.source);
    return both;
}

const isClosed = ({ replica, source }: Both): boolean[] => [replica.closed, source.closed];

beforeEach(() => {
    deadlines.length = 0;
});

describe("both ends of a link", () => {
    it("should be open while they are worked with, and closed afterwards", async () => {
        const both = ready();
        const result = await withLinkSessions(LINK, recorded(), (ends) => {
            expect(ends).toEqual(both);
            return Promise.resolve(isClosed(both));
        });
        expect(result).toEqual([false, false]);
        expect(isClosed(both)).toEqual([true, true]);
    });

    it("should be waited for as long as the link may take, each of them", async () => {
        ready();
        await withLinkSessions(LINK, recorded(), () => Promise.resolve());
        expect(deadlines).toEqual([7, 7]);
    });

    it("should be closed where the work fails, which is told", async () => {
        const both = ready();
        await expect(withLinkSessions(LINK, recorded(), () => Promise.reject(new Error("1062")))).rejects.toThrow(
            "1062",
        );
        expect(isClosed(both)).toEqual([true, true]);
    });

    it("should not be left half open where the source never answers", async () => {
        const { replica } = ready();
        openings.set("orders-master-1", () => {
            throw new Error("never answered");
        });
        const work = jest.fn(() => Promise.resolve());
        await expect(withLinkSessions(LINK, recorded(), work)).rejects.toThrow("never answered");
        expect(replica.closed).toBe(true);
        expect(work).not.toHaveBeenCalled();
    });

    it("should be told by name while they are waited for", async () => {
        const { replica, source } = ready();
        openings.set("orders-master-2", (stillWaiting) => {
            stillWaiting("unreachable: connection refused");
            return replica;
        });
        openings.set("orders-master-1", (stillWaiting) => {
            stillWaiting("unreachable: the server is shutting down");
            return source;
        });
        const progress = recorded();
        await withLinkSessions(LINK, progress, () => Promise.resolve());
        expect(progress.said).toEqual([
            `${LINK.name}: waiting for orders-master-2, unreachable: connection refused`,
            `${LINK.name}: waiting for orders-master-1, unreachable: the server is shutting down`,
        ]);
    });
});
