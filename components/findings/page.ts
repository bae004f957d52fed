import { CHAPTERS, FINDINGS, type FindingCode } from "./catalogue";
import type { FindingClass } from "./findingClass";

const AUDIT: Record<FindingClass["audit"], string> = {
    drift: "drift: a change in the preview, and exit code 7 with `--expect-no-changes`",
    warning: "a warning, and no change",
    note: "a note, and no change",
    none: "does not come up: only while something is made",
};

const chapter = (title: string, classes: object): string[] => [
    `## ${title}`,
    "",
    ...(Object.keys(classes) as FindingCode[]).flatMap((code) => [
        `### ${code}`,
        "",
        "```text",
        FINDINGS[code].seen,
        "```",
        "",
        `- **What it means:** ${FINDINGS[code].means}`,
        `- **What to do:** ${FINDINGS[code].remedy}`,
        `- **What \`pulumi up\` does:** ${FINDINGS[code].up}`,
        `- **In an audit:** ${AUDIT[FINDINGS[code].audit]}`,
        "",
    ]),
];

/** The documentation of every class of finding, in Markdown. */
export function findingsPage(): string {
    return [
        "# Findings",
        "",
        "<!-- Made from the classes in this folder by `npm run docs`. -->",
        "",
        `Every finding has a code, which stays the same over versions; these are the ${Object.keys(FINDINGS).length} that there are. An audit ` +
            "(`pulumi preview --refresh --run-program`) prints each with the server or link, what was observed, what it means and what to do.",
        "",
        ...Object.entries(CHAPTERS).flatMap(([title, classes]) => chapter(title, classes)),
    ]
        .join("\n")
        .trimEnd()
        .concat("\n");
}
