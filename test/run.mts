import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SKIPPED_BECAUSE } from "./support/skip.js";

const HELP = `npm test                 checks types, lint and format, then runs every test
npm test -- PATTERN      runs only the tests whose file path matches PATTERN, a regular expression,
                         or, where no path matches, those whose name does
npm test -- --help       prints this

The last line sums up the tests: N passed, N failed, N skipped. Exit code 1 when anything failed.`;

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PROJECTS = ["unit", "integration"] as const;

type Project = (typeof PROJECTS)[number];

/** One command of the list. */
interface Check {
    heading: string;
    command: string[];
    /** Where jest leaves its report. */
    report?: string;
}

interface Outcome {
    heading: string;
    seconds: number;
    ok: boolean;
}

/** The part of jest's report that is read here (jest --json). */
interface Report {
    numRuntimeErrorTestSuites: number;
    testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[];
}

interface Counts {
    passed: number;
    failed: number;
    skipped: string[];
}

let interrupted = false;

/** @param hear is given what it prints; without it, that is printed as it comes */
function start([program = "", ...args]: string[], hear?: (printed: string) => void): Promise<boolean> {
    return new Promise((resolve) => {
        const child = spawn(join(ROOT, "node_modules/.bin", program), args, {
            cwd: ROOT,
            stdio: hear === undefined ? "inherit" : ["ignore", "pipe", "pipe"],
        });
        for (const stream of [child.stdout, child.stderr]) {
            stream?.setEncoding("utf8").on("data", (printed: string) => hear?.(printed));
        }
        child.on("error", (error) => {
            console.error(error.message);
            resolve(false);
        });
        child.on("close", (code) => {
            resolve(code === 0);
        });
    });
}

async function timed({ heading }: Check, work: () => Promise<boolean>): Promise<Outcome> {
    const began = Date.now();
    const ok = await work();
    return { heading, ok, seconds: (Date.now() - began) / 1000 };
}

const alone = (check: Check): Promise<Outcome> =>
    timed(check, () => {
        console.log(`\n── ${check.heading}`);
        return start(check.command);
    });

/** What each prints is printed when it has ended. */
const sideBySide = (check: Check): Promise<Outcome> =>
    timed(check, async () => {
        const printed: string[] = [];
        const ok = await start(check.command, (more) => printed.push(more));
        console.log(`\n── ${check.heading}\n${printed.join("").trim()}`);
        return ok;
    });

async function run(rounds: Check[][]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const round of rounds) {
        outcomes.push(...(await Promise.all(round.map(round.length === 1 ? alone : sideBySide))));
        if (interrupted) {
            break;
        }
    }
    return outcomes;
}

const testFiles = (project: Project): string[] => {
    try {
        return readdirSync(join(ROOT, "test", project), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".test.ts"))
            .map((file) => join("test", project, file));
    } catch {
        return [];
    }
};

function jest(folder: string, project: Project, ...selection: string[]): Check {
    const report = join(folder, `${project}.json`);
    // Every file has clusters and ports of its own, and waits for a good part of its time: two leave a core idle for a
    // third of it. Each test is told as it ends.
    const pace =
        project === "integration"
            ? ["--maxWorkers=3", "--reporters=default", "--reporters=<rootDir>/test/support/progress.js"]
            : [];
    return {
        heading: `${project} tests`,
        command: [
            ...["jest", "--selectProjects", project, "--passWithNoTests", "--json", `--outputFile=${report}`],
            ...pace,
            ...selection,
        ],
        report,
    };
}

/** Rounds, one after the other: the checks of a round need no server, and have little to say. */
function everything(folder: string): Check[][] {
    return [
        [
            { heading: "types: tsc --noEmit", command: ["tsc", "--noEmit"] },
            { heading: "lint: eslint", command: ["eslint", "--max-warnings=0", "."] },
            { heading: "layers and cycles: depcruise", command: ["depcruise", "components", "docs", "setup", "test"] },
            { heading: "format: prettier --check", command: ["prettier", "--check", "."] },
        ],
        ...PROJECTS.map((project) => [jest(folder, project)]),
    ];
}

/** Tests by the path of their file, or by their name where no path matches. */
function matching(folder: string, pattern: RegExp): { rounds: Check[][]; byName?: RegExp } {
    const byPath = PROJECTS.flatMap((project) => {
        const files = testFiles(project).filter((file) => pattern.test(file));
        return files.length === 0 ? [] : [[jest(folder, project, "--runTestsByPath", ...files)]];
    });
    return byPath.length > 0
        ? { rounds: byPath }
        : {
              rounds: PROJECTS.map((project) => [jest(folder, project, `--testNamePattern=${pattern.source}`)]),
              byName: pattern,
          };
}

function read(report: string): Report | undefined {
    try {
        return JSON.parse(readFileSync(report, "utf8")) as Report;
    } catch {
        return undefined;
    }
}

/** @param byName leaves out the tests that jest only calls skipped because their name was not asked for */
function count(checks: Check[], byName: RegExp | undefined): Counts {
    const counts: Counts = { passed: 0, failed: 0, skipped: [] };
    for (const { report } of checks) {
        if (report === undefined) {
            continue;
        }
        const found = read(report);
        // A file that does not load, or a run that died, has no failed test to show and yet has failed.
        counts.failed += found?.numRuntimeErrorTestSuites ?? 1;
        for (const { name, assertionResults } of found?.testResults ?? []) {
            for (const { fullName, status } of assertionResults) {
                if (status === "passed") {
                    counts.passed += 1;
                } else if (status === "failed") {
                    counts.failed += 1;
                } else if (byName?.test(fullName) !== false) {
                    const [test = "", reason = "no reason given (use itWhere)"] = fullName.split(SKIPPED_BECAUSE);
                    counts.skipped.push(`skipped: ${relative(ROOT, name)}: ${test}: ${reason}`);
                }
            }
        }
    }
    return counts;
}

const sum = ({ passed, failed, skipped }: Counts): string =>
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

function conclude(checks: Check[], outcomes: Outcome[], byName?: RegExp): boolean {
    const counts = count(checks.slice(0, outcomes.length), byName);
    console.log("\n── summary");
    for (const { heading, ok, seconds } of outcomes) {
        console.log(`${ok ? "ok    " : "FAILED"} ${seconds.toFixed(1).padStart(7)} s  ${heading}`);
    }
    if (interrupted) {
        console.log("Interrupted: what comes after was not run.");
    }
    counts.skipped.forEach((each) => {
        console.log(each);
    });
    const nothing = byName !== undefined && counts.passed + counts.failed + counts.skipped.length === 0;
    if (nothing) {
        console.log(`No test file's path and no test's name matches ${byName.source}.`);
    }
    console.log(sum(counts));
    return outcomes.every(({ ok }) => ok) && counts.failed === 0 && !nothing && !interrupted;
}

function patternOf(args: string[]): RegExp | undefined {
    const option = args.find((arg) => arg.startsWith("-"));
    if (option !== undefined) {
        throw new Error(`${option} is no option of npm test.\n\n${HELP}`);
    }
    try {
        return args.length === 0 ? undefined : new RegExp(args.join(" "), "i");
    } catch {
        throw new Error(`${args.join(" ")} is no regular expression.`);
    }
}

async function main(args: string[]): Promise<boolean> {
    if (args.includes("--help") || args.includes("-h")) {
        console.log(HELP);
        return true;
    }
    const pattern = patternOf(args);
    // The terminal tells the running command as well; it ends first, so that its tidying up is seen.
    process.on("SIGINT", () => (interrupted = true));
    const folder = mkdtempSync(join(tmpdir(), "pulumi-mysql-dual-master-test-"));
    try {
        const { rounds, byName } = pattern === undefined ? { rounds: everything(folder) } : matching(folder, pattern);
        return conclude(rounds.flat(), await run(rounds), byName);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

try {
    process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
}
