import { FINDINGS, type FindingCode } from "./classes";
import { accountClasses } from "./accounts";
import { applierClasses } from "./applier";
import { dataClasses } from "./data";
import type { FindingClass } from "./findingClass";
import { linkClasses } from "./links";
import { receiverClasses } from "./receiver";
import { serverClasses } from "./servers";
import { surroundingClasses } from "./surroundings";

const AUDIT: Record<FindingClass["audit"], string> = {
    drift: "drift: a change in the preview, and exit code 7 with `--expect-no-changes`",
    warning: "a warning, and no change",
    note: "a note, and no change",
    none: "does not come up: only while something is made",
};

const CHAPTERS: [string, Record<string, FindingClass>][] = [
    ["A server", serverClasses],
    ["The replication account", accountClasses],
    ["A link", linkClasses],
    ["A receiver (IO thread)", receiverClasses],
    ["An applier (SQL thread)", applierClasses],
    ["Data", dataClasses],
    ["What makes the sides behave differently", surroundingClasses],
];

const chapter = ([title, classes]: [string, Record<string, FindingClass>]): string[] => [
    `## ${title}`,
    "",
    ...Object.entries(classes).flatMap(([code, { seen, means, remedy, up, audit }]) => [
        `### ${code}`,
        "",
        "```text",
        seen,
        "```",
        "",
        `- **What it means:** ${means}`,
        `- **What to do:** ${remedy}`,
        `- **What \`pulumi up\` does:** ${up}`,
        `- **In an audit:** ${AUDIT[audit]}`,
        "",
    ]),
];

/** The documentation of every class of finding, in Markdown. */
export function findingsPage(): string {
    const codes = Object.keys(FINDINGS) as FindingCode[];
    return [
        "# Findings",
        "",
        "<!-- Made from the classes in this folder by `npm run docs`. -->",
        "",
        `Every finding has a code, which stays the same over versions; these are the ${codes.length} that there are. An audit ` +
            "(`pulumi preview --refresh`) prints each with the server or link, what was observed, what it means and what to do.",
        "",
        ...CHAPTERS.flatMap(chapter),
    ]
        .join("\n")
        .trimEnd()
        .concat("\n");
}
