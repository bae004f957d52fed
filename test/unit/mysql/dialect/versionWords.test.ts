import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const COMPONENTS = join(__dirname, "../../../../components");
const DIALECT = "mysql/dialect/";

/** Words that a server of another family or version does not know, or takes for something else. */
const OF_A_VERSION =
    /slave|\bmaster_\w|_master\b|\b(?:CHANGE|RESET|SHOW) MASTER\b|Waiting for master|the master has|mysql_native|\b(?:5\.[567]|8\.\d|9\.\d)\b/i;

/** What looks like one and is none, each with why. */
const NO_MATTER: [RegExp, string][] = [
    [/REPLICATION[ _]SLAVE/, "a privilege that every version calls so"],
    [/5\.7\.44|5\.6\.51/, "two servers' versions, in the example of a finding that they differ"],
    [/log-slave-updates-off/, "a finding's code, which never changes"],
    [/_dual_master/, "this library's own name"],
];

/** A file's text without its comments: these tell where something was seen. */
function codeOf(file: string): { line: number; text: string }[] {
    const source = ts.createSourceFile(file, readFileSync(join(COMPONENTS, file), "utf8"), ts.ScriptTarget.Latest);
    const bare = ts.createPrinter({ removeComments: true }).printFile(source);
    return bare.split("\n").map((text, index) => ({ line: index + 1, text }));
}

const versionWordsIn = (lines: { line: number; text: string }[]): string[] =>
    lines
        .filter(({ text }) =>
            OF_A_VERSION.test(NO_MATTER.reduce((left, [word]) => left.replaceAll(global(word), ""), text)),
        )
        .map(({ text }) => text.trim());

const global = ({ source }: RegExp): RegExp => new RegExp(source, "g");

const files = readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

describe("words of one server version", () => {
    it("should stand in the dialects", () => {
        const dialects = files.filter((file) => file.startsWith(DIALECT)).map(codeOf);
        expect(dialects.flatMap(versionWordsIn).length).toBeGreaterThan(30);
    });

    it.each(files.filter((file) => !file.startsWith(DIALECT)))("should not stand in %s", (file) => {
        expect(versionWordsIn(codeOf(file))).toEqual([]);
    });

    it.each([
        ['await session.query("STOP SLAVE");', true],
        ["const MASTER_HOST = 1;", true],
        ['setting("log_slave_updates", "ON")', true],
        ['if (version.startsWith("8.0"))', true],
        ['plugin === "mysql_native_password"', true],
        ['const role = "master";', false],
        ['"GRANT REPLICATION SLAVE ON *.* TO ?@?"', false],
        ["masters[0].hostPort", false],
    ])("should be known from others: %s", (text, isOne) => {
        expect(versionWordsIn([{ line: 1, text }]).length > 0).toBe(isOne);
    });
});
