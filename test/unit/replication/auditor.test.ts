import type { Row } from "../../../components/mysql/session";
import { audit as auditAccount } from "../../../components/replication/replicationAccount/audit";
import { audit as auditLink } from "../../../components/replication/replicationLink/audit";
import { audit as auditVariables } from "../../../components/replication/serverVariables/audit";
import { accountInputs } from "../fakes/account";
import { operation } from "../fakes/progress";
import { healthyStatus, linkInputs } from "../fakes/replica";
import { connection, fakeSession } from "../fakes/session";
import type { ServerConnection } from "../../../components/model/connection";

/** Of a receiver that is on its way the source is asked whether it is there; nobody waits for the next try here. */
const onItsWay = (): Row => ({ ...healthyStatus(), Slave_IO_Running: "Connecting", Connect_Retry: -2 });

const dialled: ServerConnection[] = [];
let refusal: Error | undefined;
jest.mock("../../../components/mysql/session", () => ({
    ...jest.requireActual<object>("../../../components/mysql/session"),
    open: (server: ServerConnection) => {
        dialled.push(server);
        return Promise.resolve(fakeSession({}, server));
    },
    withSession: async (server: ServerConnection, work: (session: unknown) => Promise<unknown>) => {
        dialled.push(server);
        if (refusal !== undefined) {
            throw refusal;
        }
        return await work(fakeSession({ "SHOW SLAVE STATUS": [onItsWay()] }, server));
    },
}));

const server = (auditor?: { user: string; password: string }): ServerConnection => connection("db1", { auditor });

const looks: [string, (at: ServerConnection) => Promise<{ server: string }>, number][] = [
    [
        "variables",
        (at) =>
            auditVariables(
                {
                    connection: at,
                    incarnation: "",
                    deadlineSeconds: 1,
                    myCnfIsGiven: false,
                    binaryLogOnRemoval: "keep",
                    server: "reachable",
                    variables: {},
                },
                operation(),
            ),
        1,
    ],
    ["the account", (at) => auditAccount(accountInputs({ connection: at }), operation()), 1],
    ["a link", (at) => auditLink({ ...linkInputs(), replica: at, source: at }, operation()), 3],
];

describe("an audit", () => {
    beforeEach(() => {
        dialled.length = 0;
        refusal = undefined;
    });

    it.each(looks)("should look as the auditor: %s", async (_what, look, times) => {
        await look(server({ user: "auditor", password: "looks only" }));
        const asked = dialled.map(({ user, password }) => `${user}, ${password}`);
        expect(asked).toEqual(Array.from({ length: times }, () => "auditor, looks only"));
    });

    it.each(looks)("should look as the administrator where there is no auditor: %s", async (_what, look, times) => {
        await look(server());
        expect(dialled.map(({ user }) => user)).toEqual(Array.from({ length: times }, () => "root"));
    });

    it.each(looks)("should say that the auditor is refused, by its name: %s", async (_what, look) => {
        refusal = Object.assign(new Error("Access denied for user 'auditor'@'%'"), { errno: 1045 });
        expect((await look(server({ user: "auditor", password: "x" }))).server).toBe(
            "refuses the account auditor: 1045 Access denied for user 'auditor'@'%'",
        );
    });
});
