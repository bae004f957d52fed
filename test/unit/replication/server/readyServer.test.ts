import type { ContainerLook } from "../../../../components/engine/container";
import { readyServer, whyDown } from "../../../../components/replication/server/readyServer";
import { FindingError, type Finding } from "../../../../components/findings/finding";
import type { Session } from "../../../../components/mysql/session";
import { connection } from "../../fakes/session";

/** What each look at the container sees, the last one again and again. */
const looks: (ContainerLook | undefined)[] = [];
let looked = 0;
jest.mock("../../../../components/engine/container", () => ({
    ...jest.requireActual<object>("../../../../components/engine/container"),
    lookAt: () => {
        looked++;
        return Promise.resolve(looks.length > 1 ? looks.shift() : looks[0]);
    },
}));

let clock = 0;
/** Half a second between two tries, and no server for a hundred of them. */
jest.mock("../../../../components/mysql/readiness", () => ({
    openWhenReady: async (
        _server: unknown,
        _seconds: number,
        _waiting: unknown,
        lookElsewhere: () => Promise<void>,
    ): Promise<string> => {
        for (let tries = 0; tries < 100; tries++) {
            clock += 500;
            await lookElsewhere();
        }
        return "waited to the end";
    },
}));
jest.mock("../../../../components/mysql/waiting", () => ({
    until: async (_deadline: object, look: () => Promise<unknown>) => {
        for (let tries = 0; tries < 10; tries++) {
            if ((await look()) !== undefined) {
                return;
            }
        }
    },
}));

const SERVER = connection("db1", { container: { name: "db1-container" }, password: "kept-to-itself" });
const UNKNOWN =
    "2026-11-25T11:44:52.295646Z 0 [ERROR] unknown variable 'max_conections=300'\n2026-11-25T11:44:52Z 0 [ERROR] Aborting\n";
const SERVED =
    "Version: '5.7.22-log'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server (GPL)\n";
const TEMPORARY =
    "Version: '5.7.22-log'  socket: '/var/run/mysqld/mysqld.sock'  port: 0  MySQL Community Server (GPL)\n";

const look = (more: Partial<ContainerLook>): ContainerLook => ({
    name: "db1-container",
    status: "running",
    restarts: 0,
    exitCode: 0,
    outOfMemory: false,
    error: "",
    log: "",
    ...more,
});

async function waited(...seen: (ContainerLook | undefined)[]): Promise<Session | Finding | string> {
    looks.splice(0, looks.length, ...seen);
    return await readyServer(SERVER, 120, () => undefined).catch((error: unknown) => {
        if (error instanceof FindingError) {
            return error.finding;
        }
        throw error;
    });
}

async function down(...seen: (ContainerLook | undefined)[]): Promise<Finding | undefined> {
    looks.splice(0, looks.length, ...seen);
    return await whyDown(SERVER);
}

const restarting = (log: string, restarts = 1): ContainerLook =>
    look({ status: "restarting", restarts, exitCode: 1, log });

beforeEach(() => {
    looked = 0;
    clock = 0;
    jest.spyOn(Date, "now").mockImplementation(() => clock);
});
afterEach(() => {
    jest.restoreAllMocks();
});

describe("a server that is waited for", () => {
    it("should be told with mysqld's last words as soon as it has ended while it started", async () => {
        expect(await waited(look({}), restarting(UNKNOWN))).toEqual({
            code: "server-does-not-start",
            where: "db1",
            observed:
                "does not start: unknown variable 'max_conections=300' (its container db1-container ends and is started " +
                "anew, RestartCount 1: exit code 1)",
            here: "correct max_conections in options, or remove it",
        });
        expect(looked).toBe(2);
    });

    it("should be told without a password, whatever mysqld has written", async () => {
        const finding = await waited(restarting("2026-11-25T11:44:52Z 0 [ERROR] near 'kept-to-itself'\n"));
        expect(finding).toMatchObject({ observed: expect.stringContaining("near '(secret)'") as string });
    });

    it.each([
        ["it runs: a first start takes its time", look({ log: TEMPORARY })],
        ["it had come up, and is started anew after a crash", restarting(`${SERVED}${UNKNOWN}`)],
        ["it ended once, and says nothing", restarting("")],
        ["its engine can't be asked", undefined],
    ])("should be waited for where %s", async (_, seen) => {
        expect(await waited(seen)).toBe("waited to the end");
    });

    it("should not be asked for again where its engine can't be asked", async () => {
        await waited(undefined);
        expect(looked).toBe(1);
    });

    it("should be told where it ends over and over without a word", async () => {
        const finding = await waited(restarting("", 1), restarting("", 2), restarting("", 4));
        expect(finding).toMatchObject({
            code: "server-does-not-start",
            observed: expect.stringMatching(/^does not start: its log does not say why \(.* RestartCount 4/) as string,
        });
    });

    it("should be told where somebody has ended its container, and not while it may be restarted", async () => {
        const stopped = look({ status: "exited", exitCode: 137, log: SERVED });
        expect(await waited(stopped)).toEqual({
            code: "server-unreachable",
            where: "db1",
            observed: "unreachable: its container db1-container has ended: exit code 137, which is SIGKILL",
            here: "docker start db1-container",
        });
        expect(await waited(stopped, look({}), stopped, look({}))).toBe("waited to the end");
    });
});

describe("a server that does not answer an audit", () => {
    it("should be seen to end, where it is started anew over and over", async () => {
        const between = look({ restarts: 3 });
        expect(await down(between, between, restarting(UNKNOWN, 4))).toMatchObject({ code: "server-does-not-start" });
    });

    it("should be looked at once where it only starts, or can't be looked at", async () => {
        expect([await down(look({})), await down(undefined)]).toEqual([undefined, undefined]);
        expect(looked).toBe(2);
    });

    it("should be what its engine says where that could not start it", async () => {
        const error =
            "driver failed programming external connectivity: Bind for 127.0.0.1:3307 failed: port is already allocated";
        expect(await down(look({ status: "created", exitCode: 128, error }))).toMatchObject({
            code: "server-does-not-start",
            here: "stop what listens on that port, or declare another one (hostPort)",
        });
    });
});
