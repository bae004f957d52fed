import type { Row } from "../../../components/mysql/session";
import { tableShapes, type TableShape } from "../../../components/mysql/tableShapes";
import { fakeSession } from "../fakes/session";

const column = (col: string, data_type: string, over: Row = {}): Row => ({
    ...{ db: "shop", name: "orders", col, data_type, type: data_type, nullable: "NO" },
    ...{ character_set: null, collation_name: null, octets: null, extra: "" },
    ...over,
});

const part = (idx: string, col: string, over: Row = {}): Row => ({
    ...{ db: "shop", name: "orders", idx, col, beginning: null, type: "BTREE" },
    ...over,
});

async function shapeOf(columns: Row[], parts: Row[] = []): Promise<TableShape | undefined> {
    const session = fakeSession({ "SELECT c.TABLE_SCHEMA": columns, "SELECT s.TABLE_SCHEMA": parts });
    return (await tableShapes(session, ["shop"])).get("shop.orders");
}

const keysOf = async (columns: Row[], parts: Row[]): Promise<string[]> =>
    ((await shapeOf(columns, parts))?.keys ?? []).map(
        (key) => `${key.index}: ${key.columns.map(({ name }) => name).join()}`,
    );

describe("a column", () => {
    it.each<[Row, string]>([
        [column("id", "int", { type: "int(10) unsigned" }), "int(10) unsigned NOT NULL"],
        [
            column("note", "varchar", { type: "varchar(9)", nullable: "YES", collation_name: "utf8_bin" }),
            "varchar(9) NULL utf8_bin",
        ],
        [column("twice", "int", { extra: "VIRTUAL GENERATED" }), "int NOT NULL VIRTUAL"],
        [column("twice", "int", { extra: "STORED GENERATED" }), "int NOT NULL STORED"],
        [column("id", "int", { extra: "auto_increment" }), "int NOT NULL"],
    ])("should be all that its values depend on: %j", async (row, definition) => {
        expect((await shapeOf([row]))?.columns.map((each) => each.definition)).toEqual([definition]);
    });
});

describe("a key by which rows are read", () => {
    const columns = [
        column("id", "int"),
        column("name", "varchar", { character_set: "latin1" }),
        column("kind", "enum", { character_set: "latin1" }),
        column("at", "datetime"),
        column("ratio", "double"),
        column("body", "text"),
        column("maybe", "int", { nullable: "YES" }),
    ];

    it("should be the primary one where there are several, with its columns in order", async () => {
        const parts = [part("a", "id"), part("PRIMARY", "name"), part("PRIMARY", "kind"), part("PRIMARY", "at")];
        expect(await keysOf(columns, parts)).toEqual(["PRIMARY: name,kind,at", "a: id"]);
    });

    it.each<[string, Row[]]>([
        ["may be NULL", [part("u", "id"), part("u", "maybe")]],
        ["holds only the beginning of a column", [part("PRIMARY", "name", { beginning: "10" })]],
        ["is in no order", [part("PRIMARY", "id", { type: "HASH" })]],
        ["is a floating-point number", [part("PRIMARY", "ratio")]],
        ["is of a type that has no place in a key", [part("PRIMARY", "body")]],
        ["begins with the number of a name", [part("PRIMARY", "kind"), part("PRIMARY", "id")]],
    ])("should not be one that %s", async (_why, parts) => {
        expect(await keysOf(columns, parts)).toEqual([]);
    });

    it("should send each column in its own way", async () => {
        const parts = ["id", "name", "kind", "at"].map((col) => part("PRIMARY", col));
        expect((await shapeOf(columns, parts))?.keys[0]?.columns).toEqual([
            { name: "id", travelsAs: "number" },
            { name: "name", travelsAs: "bytes", characterSet: "latin1" },
            { name: "kind", travelsAs: "number" },
            { name: "at", travelsAs: "moment" },
        ]);
    });
});

it("should ask for nothing where there are no databases", async () => {
    const session = fakeSession();
    expect(await tableShapes(session, [])).toEqual(new Map());
    expect(session.sent).toEqual([]);
});
