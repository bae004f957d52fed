import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import MarkdownIt from "markdown-it";
import { REPOSITORY } from "../../support/projects";

const markdown = new MarkdownIt({ html: true });

const pagesBelow = (folder: string): string[] =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".md") && !file.includes("node_modules/"))
        .map((file) => join(folder, file));

const PAGES = [
    ...readdirSync(REPOSITORY).filter((file) => file.endsWith(".md")),
    ...["docs", "components", "examples"].flatMap(pagesBelow),
];

type Token = ReturnType<typeof markdown.parse>[number];

const tokensOf = (page: string): Token[] =>
    markdown.parse(readFileSync(page, "utf8"), {}).flatMap((token) => [token, ...(token.children ?? [])]);

/** The anchors that GitHub makes of a page's headings: those of one text are numbered. */
function anchorsOf(page: string): string[] {
    const tokens = tokensOf(page);
    const seen = new Map<string, number>();
    return tokens.flatMap((token, index) => {
        if (token.type !== "heading_open") {
            return [];
        }
        const text = (tokens[index + 1]?.children ?? []).map(({ content }) => content).join("");
        const anchor = text
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\p{Pc}\- ]/gu, "")
            .replaceAll(" ", "-");
        const before = seen.get(anchor) ?? 0;
        seen.set(anchor, before + 1);
        return [before === 0 ? anchor : `${anchor}-${before}`];
    });
}

const linksOf = (page: string): string[] =>
    tokensOf(page).flatMap(({ type, attrs, content }) =>
        type.startsWith("html")
            ? [...content.matchAll(/ (?:src|href)="([^"]*)"/g)].map(([, link = ""]) => link)
            : (attrs ?? []).filter(([name]) => name === "href" || name === "src").map(([, link]) => String(link)),
    );

/** What a link of this repository leads to nowhere for; those to elsewhere are not followed. */
function brokenLinks(page: string): string[] {
    return linksOf(page).filter((link) => {
        if (/^[a-z]+:/.test(link)) {
            return false;
        }
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : resolve(dirname(page), path);
        return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
}

describe("links between pages", () => {
    it("should be looked for on every page", () => {
        expect(PAGES).toEqual(
            expect.arrayContaining([
                "README.md",
                "docs/data.md",
                "components/findings/README.md",
                "examples/pair/README.md",
            ]),
        );
        expect(linksOf(join(REPOSITORY, "README.md"))).toEqual(
            expect.arrayContaining(["docs/topology.svg", "docs/operations.md#servers-that-exist-already", "LICENSE"]),
        );
    });

    it.each(PAGES)("should lead to a file that is there, and to a heading of it: %s", (page) => {
        expect(brokenLinks(join(REPOSITORY, page))).toEqual([]);
    });
});
