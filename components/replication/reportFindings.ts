import { FINDINGS } from "../findings/catalogue";
import { sayFinding, type Finding } from "../findings/finding";
import type { Progress } from "./progress";

/** Prints what an audit found beside the preview's own lines, which show only what would change. */
export function reportFindings(findings: Finding[], progress: Progress): void {
    for (const finding of findings) {
        if (FINDINGS[finding.code].audit === "note") {
            progress.did(sayFinding(finding));
        } else {
            progress.warns(sayFinding(finding));
        }
    }
}
