import Table from "cli-table3";
import { parseArgs } from "node:util";
import { byHand, emptyProgram, fourServers, pair, type Contender } from "./contenders.mjs";
import { measure, median, type Times } from "./measure.mjs";

const { values } = parseArgs({
    options: {
        rounds: { type: "string", default: "3" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
    },
});

if (values.help === true) {
    console.log(`Times the pair of examples/pair beside the same pair made by one shell script, and beside an empty Pulumi program; and
the audit of examples/replicas, four servers, with and without Docker's own resources, beside the same program's preview,
which looks at none.

npm run bench -- [--rounds N] [--json]

  --rounds N   rounds to run, the contenders in turn; medians are printed (default 3)
  --json       print every figure as JSON on standard output; progress goes to standard error`);
    process.exit(0);
}

const PLAIN = { head: [], border: [], compact: true };
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds = ${values.rounds}: allowed: a whole number from 1`);
}

const contenders: Contender[] = [byHand, emptyProgram, pair, fourServers];
const times: Times = await measure(contenders, rounds, (line) => {
    console.error(line);
});

const at = (step: string): number => median(times[step] ?? []);
const base = { up: at("by hand: up") + at("empty program: up"), destroy: at("by hand: down") };
const ratios = {
    "up / (by hand + empty program)": at("pair: up") / base.up,
    "destroy / by hand": at("pair: destroy") / base.destroy,
    "second up / empty program": at("pair: second up") / at("empty program: up"),
    "audit / empty program": at("pair: audit") / at("empty program: up"),
};
const preview = at("four servers: preview");
const looking = {
    seconds: at("four servers: audit") - preview,
    withoutDockerSeconds: at("four servers: audit without Docker") - preview,
};

if (values.json === true) {
    console.log(
        JSON.stringify(
            {
                rounds,
                seconds: times,
                medians: Object.fromEntries(Object.keys(times).map((step) => [step, at(step)])),
                ratios,
                auditOfFourServers: looking,
            },
            null,
            2,
        ),
    );
} else {
    const table = new Table({ head: ["step", "median s", "all rounds s"], style: PLAIN });
    for (const [step, seconds] of Object.entries(times)) {
        table.push([step, median(seconds).toFixed(1), seconds.map((each) => each.toFixed(1)).join("  ")]);
    }
    const compared = new Table({ head: ["ratio of medians", ""], style: PLAIN });
    for (const [name, ratio] of Object.entries(ratios)) {
        compared.push([name, ratio.toFixed(2)]);
    }
    console.log(`${table.toString()}\n${compared.toString()}`);
    console.log(
        `The audit of four servers takes ${looking.seconds.toFixed(1)} s more than a preview of them, and ` +
            `${looking.withoutDockerSeconds.toFixed(1)} s more where Docker's own resources are left out.`,
    );
}
