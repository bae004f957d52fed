import { refusalsOfChanges } from "../../../components/planning/changes";
import type { PreviousServer } from "../../../components/planning/previousServer";
import type { DeclaredServer } from "../../../components/planning/succession";

const HOST = "127.0.0.1";

const variables = (offset: number, serverId: number): Record<string, string> => ({
    auto_increment_increment: "2",
    auto_increment_offset: String(offset),
    server_id: String(serverId),
});

const previous = (name: string, port: number, offset: number, more: Partial<PreviousServer> = {}): PreviousServer => ({
    resource: `orders-${name}`,
    ...{ name, host: HOST, port, role: "master", variables: variables(offset, port) },
    ...{ data: { volume: `${name}-data` }, cluster: "orders", keepsData: true },
    ...more,
});

const declared = (name: string, port: number, offset: number, more: Partial<DeclaredServer> = {}): DeclaredServer => ({
    path: `masters[${offset - 1}]`,
    resource: `orders-${name}`,
    ...{ name, host: HOST, port, role: "master", variables: variables(offset, port), storage: {} },
    ...more,
});

const WEST = previous("west", 3307, 1);
const EAST = previous("east", 3308, 2);

const refused = (servers: DeclaredServer[], before: PreviousServer[] = [WEST, EAST], keepsData = true): string[] =>
    refusalsOfChanges(["orders"], servers, before, { cluster: "orders", keepsData }).map(({ path, value, reason }) =>
        [path, value === "" ? "" : `= ${value}`, reason].filter((part) => part !== "").join(" "),
    );

const like = (...parts: string[]): unknown =>
    expect.stringMatching(new RegExp(parts.map(literally).join(".*"))) as unknown;
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe("an edited program", () => {
    it.each<[string, DeclaredServer[], PreviousServer[] | undefined]>([
        ["nothing was deployed before", [declared("west", 3307, 1), declared("east", 3308, 2)], []],
        ["nothing is changed", [declared("west", 3307, 1), declared("east", 3308, 2)], undefined],
        [
            "the list is in another order, each with its own lane",
            [declared("east", 3308, 2), declared("west", 3307, 1)],
            undefined,
        ],
        [
            "a server is called otherwise, and says which volume it has",
            [declared("north", 3307, 1, { storage: { dataVolume: "west-data" } }), declared("east", 3308, 2)],
            undefined,
        ],
        [
            "a server that no container of ours runs is called otherwise",
            [declared("north", 3307, 1, { storage: undefined }), declared("east", 3308, 2)],
            undefined,
        ],
        ["a server moves to a port that nobody has", [declared("west", 3317, 1), declared("east", 3308, 2)], undefined],
        [
            "one is taken out and another put in its place",
            [declared("west", 3307, 1), declared("north", 3309, 2)],
            undefined,
        ],
        [
            "a volume is named that the server has",
            [declared("west", 3307, 1, { storage: { dataVolume: "west-data" } }), declared("east", 3308, 2)],
            undefined,
        ],
        [
            "another component's servers are called the same",
            [declared("west", 3307, 1), declared("east", 3308, 2)],
            [previous("west", 4307, 1, { resource: "stock-west", cluster: "stock" })],
        ],
        [
            "a deployment ended before there was more than a volume",
            [declared("west", 3307, 1), declared("east", 3308, 2)],
            [{ resource: "orders-west", data: { volume: "west-data" }, variables: {}, keepsData: true }],
        ],
        [
            "lanes are widened",
            [
                declared("west", 3307, 1, { variables: { ...variables(1, 3307), auto_increment_increment: "4" } }),
                declared("east", 3308, 3, { variables: { ...variables(3, 3308), auto_increment_increment: "4" } }),
            ],
            undefined,
        ],
        [
            "an offset of a server moves where there are no lanes",
            [declared("west", 3307, 2), declared("east", 3308, 1)],
            [WEST, EAST].map((each) => ({
                ...each,
                variables: { ...each.variables, auto_increment_increment: "1" },
            })),
        ],
    ])("should be let through where %s", (_what, servers, before) => {
        expect(refused(servers, before)).toEqual([]);
    });

    it("should not have servers change names, nor addresses", () => {
        expect(refused([declared("east", 3307, 1), declared("west", 3308, 2)])).toEqual([
            like(
                'masters[0].name = "east" is the server at 127.0.0.1:3308 now',
                "at 127.0.0.1:3307 is west",
                'name = "west"',
            ),
            like(
                'masters[1].name = "west" is the server at 127.0.0.1:3307 now',
                "at 127.0.0.1:3308 is east",
                'name = "east"',
            ),
        ]);
    });

    it("should tell a replica's number where the one before it in the list was taken out", () => {
        const [first, second] = [1, 2].map((number) =>
            previous(`orders-replica-${number}`, 3308 + number, 0, {
                resource: `orders-replica-${number}`,
                role: "replica",
            }),
        ) as [PreviousServer, PreviousServer];
        const left = declared("orders-replica-1", 3310, 0, {
            ...{ path: "replicas[0]", resource: "orders-replica-1", role: "replica" },
        });
        const masters = [declared("west", 3307, 1), declared("east", 3308, 2)];
        expect(refused([...masters, left], [WEST, EAST, first, second])).toEqual([
            like("replicas[0].name", 'allowed: name = "orders-replica-2" (of a replica, number = 2)'),
        ]);
    });

    it("should not take another component's servers, unless that is what it was called", () => {
        const sales = [WEST, EAST].map((each) => ({ ...each, resource: each.resource.replace("orders", "sales") }));
        const servers = [
            declared("north", 3307, 1, { storage: { dataVolume: "west-data" } }),
            declared("east", 3318, 2),
        ];
        expect(refused(servers, sales)).toEqual([
            like('masters[0].name = "north" is at 127.0.0.1:3307, where another component', "has west", "as an alias"),
        ]);
        expect(refusalsOfChanges(["orders", "sales"], servers, sales)).toEqual([]);
    });

    it("should not put a server where one still is that is to move away", () => {
        expect(refused([declared("west", 3309, 1), declared("north", 3307, 2)])).toEqual([
            like('masters[1].name = "north"', "is to be at 127.0.0.1:3307, where west still is"),
        ]);
    });

    it("should not have a server change its role", () => {
        const replica = declared("east", 3308, 2, { path: "replicas[0]", role: "replica" });
        expect(refused([declared("west", 3307, 1), declared("north", 3309, 2), replica])).toEqual([
            like('replicas[0].name = "east"', "is a master now", "can't change its role in one step"),
        ]);
    });

    it("should not take over by its place what an older release called by place", () => {
        const before = [
            previous("west", 3307, 1, { resource: "orders-master-1" }),
            previous("east", 3308, 2, { resource: "orders-master-2" }),
        ];
        const unnamed = declared("orders-master-1", 3310, 1, { resource: "orders-master-1" });
        expect(refused([unnamed, declared("west", 3307, 2)], before)).toEqual([
            like('masters[0].name = "orders-master-1"', "would get the data of west", "in its former order"),
        ]);
    });

    it.each<[string, DeclaredServer["storage"], PreviousServer["data"], unknown]>([
        [
            "another volume",
            { dataVolume: "other" },
            { volume: "west-data" },
            like(
                'masters[0].storage.dataVolume = "other"',
                "in the volume west-data",
                'storage.dataVolume = "west-data"',
            ),
        ],
        [
            "a folder in the place of a volume",
            { dataPath: "/srv/west" },
            { volume: "west-data" },
            like('masters[0].storage.dataPath = "/srv/west"', 'storage.dataVolume = "west-data"'),
        ],
        [
            "another folder",
            { dataPath: "/srv/other" },
            { folder: "/srv/west" },
            like(
                'masters[0].storage.dataPath = "/srv/other"',
                "in the folder /srv/west",
                'storage.dataPath = "/srv/west"',
            ),
        ],
        [
            "a volume in the place of a folder",
            { dataVolume: "west-data" },
            { folder: "/srv/west" },
            like('masters[0].storage.dataVolume = "west-data"', 'storage.dataPath = "/srv/west"'),
        ],
        [
            "no folder any more",
            {},
            { folder: "/srv/west" },
            like("masters[0].storage.dataPath is missing", 'storage.dataPath = "/srv/west"'),
        ],
    ])("should not give a server %s", (_what, storage, data, expected) => {
        const servers = [declared("west", 3307, 1, { storage }), declared("east", 3308, 2)];
        expect(refused(servers, [{ ...WEST, data }, EAST])).toEqual([expected]);
    });

    it.each<[string, Partial<DeclaredServer>]>([
        ["by its name", { name: "west", resource: "orders-west" }],
        ["in so many words", { storage: { dataVolume: "west-data" } }],
    ])("should not give a server's volume to a new one, %s", (_what, more) => {
        const renamed = previous("north", 3307, 1, { data: { volume: "west-data" } });
        const reader = declared("reader", 3309, 3, { path: "replicas[0]", role: "replica", ...more });
        const north = declared("north", 3307, 1, { storage: { dataVolume: "west-data" } });
        expect(refused([north, declared("east", 3308, 2), reader], [renamed, EAST])).toEqual([
            like('replicas[0].storage.dataVolume = "west-data"', "holds the data of north"),
        ]);
    });

    it("should not leave a server under another name without its volume's, by which alone it is found once all is gone", () => {
        expect(refused([declared("north", 3307, 1), declared("east", 3308, 2)])).toEqual([
            like(
                "masters[0].storage.dataVolume is missing",
                "the server's data is in the volume west-data",
                'allowed: storage.dataVolume = "west-data"',
            ),
        ]);
    });

    it("should not have two masters change lanes, nor two servers their ids", () => {
        const [west, east] = [declared("west", 3307, 2), declared("east", 3308, 1)];
        expect(refused([west, east])).toEqual([
            like("masters[1].offset = 2", "is what east has now", "allowed: 1, which west has"),
            like("masters[0].offset = 1", "is what west has now", "allowed: 2, which east has"),
        ]);
        const swapped = [
            declared("west", 3307, 1, { variables: variables(1, 3308) }),
            declared("east", 3308, 2, { variables: variables(2, 3307) }),
        ];
        expect(refused(swapped)).toEqual([
            like("masters[0].serverId = 3308", "both have the same server_id", "allowed: 3307"),
            like("masters[1].serverId = 3307", "allowed: 3308"),
        ]);
    });

    it("should not put new servers in the places of all that are there, which would leave all data behind", () => {
        const newcomers = [declared("north", 3317, 1), declared("south", 3318, 2)];
        expect(refused(newcomers)).toEqual([
            like("masters none of them is a server that is there (west at 127.0.0.1:3307, east at 127.0.0.1:3308)"),
        ]);
        expect(refused(newcomers, [])).toEqual([]);
        expect(refused(newcomers, [{ ...WEST, cluster: "orders-eu", resource: "orders-eu-west" }])).toEqual([]);
    });

    it("should not take out a server whose volume would go with it, unless that is what the program says", () => {
        const old = previous("reader", 3309, 3, { role: "replica", keepsData: undefined });
        const servers = [declared("west", 3307, 1), declared("east", 3308, 2)];
        expect(refused(servers, [WEST, EAST, old])).toEqual([
            like("replicas reader is taken out, and its volume reader-data would be deleted"),
        ]);
        expect(refused(servers, [WEST, EAST, { ...old, keepsData: false }])).toHaveLength(1);
        expect(refused(servers, [WEST, EAST, { ...old, keepsData: true }])).toEqual([]);
        for (const keepsData of [false, undefined]) {
            expect(refused(servers, [WEST, EAST, { ...old, keepsData }], false)).toEqual([]);
        }
        expect(refused(servers, [WEST, EAST, { ...old, cluster: "stock" }])).toEqual([]);
    });
});
