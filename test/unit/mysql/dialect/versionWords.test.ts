import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const COMPONENTS = join(__dirname, "../../../../components");
const DIALECT = "mysql/dialect/";

/** Words that a server of another family or version does not know, or takes for something else. */
const OF_A_VERSION =
    /\w*slave\w*|\bmaster_\w+|\w+_master\b|\b(?:CHANGE|RESET|SHOW|PURGE) MASTER\b|Waiting for master|the master has|mysql_native\w*|\btx_\w+|\bINNODB_SYS_\w+|\b(?:5\.[567]|8\.\d|9\.\d)[.\d]*/gi;

/** What looks like one and is none, each with why. */
const NO_MATTER: [RegExp, string][] = [
    [/REPLICATION[ _]SLAVE/g, "a privilege that every version calls so"],
    [/5\.7\.44|5\.6\.51/g, "two servers' versions, in the example of a finding that they differ"],
    [/log-slave-updates-off/g, "a finding's code, which never changes"],
    [/pulumi_mysql_dual_master/g, "this library's own name"],
];

/** The pieces of a program that are no comments, each with its line: comments tell where something was seen. */
function pieces(text: string): { line: number; piece: string }[] {
    const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
    const found: { line: number; piece: string }[] = [];
    const visit = (node: ts.Node): void => {
        const parts = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
        if (parts.length === 0) {
            const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
            found.push({ line: line + 1, piece: node.getText(source) });
        }
        parts.forEach(visit);
    };
    visit(source);
    return found;
}

/** `line: word` of each. */
const versionWordsIn = (text: string): string[] =>
    pieces(text).flatMap(({ line, piece }) => {
        const left = NO_MATTER.reduce((words, [word]) => words.replaceAll(word, ""), piece);
        return [...left.matchAll(OF_A_VERSION)].map(([word]) => `${line}: ${word}`);
    });

const files = readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const read = (file: string): string => readFileSync(join(COMPONENTS, file), "utf8");
const inDialects = files.filter((file) => file.startsWith(DIALECT)).map(read);
const elsewhere = files.filter((file) => !file.startsWith(DIALECT));

describe("words of one server version", () => {
    it("should stand in the dialects", () => {
        expect(inDialects.flatMap(versionWordsIn).length).toBeGreaterThan(30);
    });

    it("should stand nowhere else", () => {
        const strays = elsewhere.flatMap((file) =>
            versionWordsIn(read(file)).map((found) => `components/${file}:${found}`),
        );
        expect(strays).toEqual([]);
    });

    it.each(NO_MATTER)("should be let pass as %s only as long as one is there: %s", (word) => {
        expect(elsewhere.some((file) => pieces(read(file)).some(({ piece }) => piece.search(word) >= 0))).toBe(true);
    });

    it.each([
        ['await session.query("STOP SLAVE");', ["1: SLAVE"]],
        ["const a =\n    `${b} MASTER_HOST = ${c}`;", ["2: MASTER_HOST"]],
        ["const { Slave_IO_State: state } = row;", ["1: Slave_IO_State"]],
        ['setting("log_slave_updates", "ON")', ["1: log_slave_updates"]],
        ['set({ tx_isolation: "REPEATABLE-READ" })', ["1: tx_isolation"]],
        ['if (version.startsWith("8.0")) {}', ["1: 8.0"]],
        ['plugin === "mysql_native_password"', ["1: mysql_native_password"]],
        ["/** SHOW SLAVE STATUS */\nconst a = 1; // seen on 5.7.22", []],
        ['const role = "master";', []],
        ['"GRANT REPLICATION SLAVE ON *.* TO ?@?"', []],
        ["masters[0].hostPort", []],
        ['"pulumi_mysql_dual_master.claim"', []],
    ])("should be known from others: %s", (text, found) => {
        expect(versionWordsIn(text)).toEqual(found);
    });
});
