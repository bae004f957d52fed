const { basename } = require("node:path");

const MARKS = { passed: "✓", failed: "✕" };

/** Jest's own reporter is silent until a file ends, which takes minutes where servers are deployed. */
module.exports = class Progress {
    onTestCaseResult({ path }, { fullName, status, duration }) {
        const seconds = duration == null ? "" : ` (${(duration / 1000).toFixed(1)} s)`;
        console.error(`  ${MARKS[status] ?? status} ${basename(path, ".test.ts")}: ${fullName}${seconds}`);
    }
};
