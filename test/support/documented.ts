import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROGRAMS = "npm|npx|node|pulumi|docker|mysql|find";

/** Where pages stand that tell a reader what to type. */
const FOLDERS = ["", "docs", "components"];

/** The pages of a repository, or of an example. */
export const pagesOf = (folder: string): string[] =>
    FOLDERS.map((each) => join(folder, each))
        .filter((each) => existsSync(each))
        .flatMap((each) =>
            readdirSync(each)
                .filter((file) => file.endsWith(".md"))
                .map((file) => join(each, file)),
        );

/** The commands of these pages, as a reader would copy them: each once, in the order in which they stand there. */
export function documentedCommands(folder: string): string[] {
    return [...new Set(pagesOf(folder).flatMap((page) => commandsIn(readFileSync(page, "utf8"))))];
}

function commandsIn(page: string): string[] {
    const fenced = [...page.matchAll(/^ *```(\w*)\n(.*?)^ *```/gms)].flatMap(([, kind = "", block = ""]) =>
        kind === "sh" ? typedLines(block) : promptedLines(block),
    );
    const inline = [...page.matchAll(new RegExp(`\`((?:${PROGRAMS}) [^\`]+)\``, "g"))].map(
        // A line of prose may end within a command.
        ([, command = ""]) => command.replaceAll(/\s+/g, " "),
    );
    return [...fenced, ...inline];
}

/**
 * One command of an example's README as it stands there, but for what this deployment calls otherwise.
 *
 * @throws Error where it has no command that begins so, or not what is to be exchanged
 */
export function documentedCommand(folder: string, beginning: string, instead: Record<string, string>): string {
    const command = documentedCommands(folder).find((each) => each.startsWith(beginning));
    return Object.entries(instead).reduce((left, [from, to]) => {
        if (!left.includes(from)) {
            throw new Error(`${folder}/README.md has no command that begins with ${beginning} and holds ${from}`);
        }
        return left.replace(from, to);
    }, command ?? "");
}

/** What is typed of a transcript: the lines behind a prompt. The other ones are what was answered. */
const promptedLines = (block: string): string[] =>
    [...block.matchAll(/^ *\$ (.+)$/gm)].map(([, line = ""]) => withoutComment(line));

/** A loop is one command. */
const typedLines = (block: string): string[] =>
    block
        .replaceAll(/^for .*?^done$/gms, (loop) => loop.replaceAll("\n", "\r"))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => withoutComment(line.replaceAll("\r", "\n")));

const withoutComment = (line: string): string => line.replace(/\s+#\s.*$/, "").trim();
