const { existsSync } = require("node:fs");
const { join } = require("node:path");

/** Types are checked by tsc; here they are only taken out, with the library's own tsconfig. */
const transpile = ["ts-jest", { diagnostics: false }];

const shared = (name, timeoutMilliseconds) => ({
    displayName: name,
    rootDir: __dirname,
    // Nothing else may be crawled: .pulumi-lab and dist hold further copies of the package.
    roots: ["<rootDir>/components", "<rootDir>/test"],
    testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
    testEnvironment: "node",
    transform: { "\\.m?ts$": transpile },
    setupFilesAfterEnv: ["<rootDir>/test/support/timeout.js"],
    globals: { TEST_TIMEOUT_MILLISECONDS: timeoutMilliseconds },
    moduleFileExtensions: ["ts", "mts", "js", "json"],
});

/** Files that the integration tests may bring: one function each, run once around all of them. */
const around = (file) => {
    const path = join(__dirname, "test/integration", file);
    return existsSync(path) ? path : undefined;
};

/** @type {import("jest").Config} */
module.exports = {
    projects: [
        shared("unit", 20_000),
        {
            ...shared("integration", 300_000),
            globalSetup: around("globalSetup.ts"),
            globalTeardown: around("globalTeardown.ts"),
        },
    ],
};
