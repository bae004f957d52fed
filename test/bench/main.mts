import Table from "cli-table3";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { before, byHand, emptyProgram, fourServers, pair, THIS_ONE, type Contender } from "./contenders.mjs";
import { measure, median, ratios, type Spread, type Times } from "./measure.mjs";

const { values, positionals } = parseArgs({
    options: {
        rounds: { type: "string", default: "3" },
        against: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
});

if (values.help === true) {
    console.log(`Times the pair of examples/pair beside the same pair made by one shell script, and beside an empty Pulumi program; and
the audit of examples/replicas, four servers, with and without Docker's own resources, beside the same program's preview,
which looks at none.

npm run bench -- [--rounds N] [--against FOLDER] [--json] [NAME…]

  --rounds N        rounds to run, the contenders in turn; medians are printed (default 3)
  --against FOLDER  times the examples of another checkout of this repository as well, step by step in turn with those
                    of this one, and prints how the two compare. It must have been set up (npm run setup); for a
                    commit:
                        git worktree add FOLDER COMMIT && (cd FOLDER && npm run setup)
  --json            print every figure as JSON on standard output; progress goes to standard error
  NAME              only these: 'by hand', 'empty program', 'pair', 'four servers' (default: all)`);
    process.exit(0);
}

const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds = ${values.rounds}: allowed: a whole number from 1`);
}

const checkouts = [...(values.against === undefined ? [] : [before(resolve(values.against))]), THIS_ONE];
const all: Record<string, Contender[]> = {
    "by hand": [byHand],
    "empty program": [emptyProgram],
    pair: checkouts.map(pair),
    "four servers": checkouts.map(fourServers),
};
const unknown = positionals.find((name) => !(name in all));
if (unknown !== undefined) {
    throw new Error(`${unknown}: allowed: ${Object.keys(all).join(", ")}`);
}
const asked = Object.entries(all).filter(([name]) => positionals.length === 0 || positionals.includes(name));

const times: Times = await measure(
    asked.map(([, contenders]) => contenders),
    rounds,
    (line) => {
        console.error(line);
    },
);

const at = (step: string): number => median(times[step] ?? []);
/** Without those of which a part was not asked for. */
const known = (figures: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(figures).filter(([, figure]) => !Number.isNaN(figure)));

const ratiosOfMedians = known({
    "up / (by hand + empty program)": at("pair: up") / (at("by hand: up") + at("empty program: up")),
    "destroy / by hand": at("pair: destroy") / at("by hand: down"),
    "preview / empty program": at("pair: preview") / at("empty program: preview"),
    "second up / empty program": at("pair: second up") / at("empty program: up"),
    "audit / empty program": at("pair: audit") / at("empty program: up"),
});
const looks = known({
    "audit of four servers": at("four servers: audit") - at("four servers: preview"),
    "the same without Docker": at("four servers: audit without Docker") - at("four servers: preview"),
});
const sinceBefore: Record<string, Spread> = Object.fromEntries(
    Object.entries(times).flatMap(([step, seconds]) => {
        const others = times[step.replace(":", " before:")];
        return others === undefined ? [] : [[step, ratios(seconds, others)]];
    }),
);

if (values.json === true) {
    const report = {
        rounds,
        seconds: times,
        medians: Object.fromEntries(Object.keys(times).map((step) => [step, at(step)])),
        ratios: ratiosOfMedians,
        secondsMoreThanPreview: looks,
        sinceBefore,
    };
    console.log(JSON.stringify(report, null, 2));
} else {
    const print = (head: string[], rows: string[][]): void => {
        if (rows.length > 0) {
            const table = new Table({ head, style: { head: [], border: [], compact: true } });
            table.push(...rows);
            console.log(table.toString());
        }
    };
    print(
        ["step", "median s", "all s"],
        Object.entries(times).map(([step, all]) => [
            step,
            at(step).toFixed(1),
            all.map((s) => s.toFixed(1)).join("  "),
        ]),
    );
    print(
        ["ratio of medians", ""],
        Object.entries(ratiosOfMedians).map(([name, ratio]) => [name, ratio.toFixed(2)]),
    );
    print(
        ["more than a preview", "s"],
        Object.entries(looks).map(([name, seconds]) => [name, seconds.toFixed(1)]),
    );
    print(
        ["now / before", "min", "median", "max"],
        Object.entries(sinceBefore).map(([step, { min, median, max }]) => [
            step,
            ...[min, median, max].map((ratio) => ratio.toFixed(2)),
        ]),
    );
}
