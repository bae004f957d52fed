import { parseArgs } from "node:util";
import { tryAudits, type AuditsResult } from "./audits.js";
import { OPERATIONS, type OperationName } from "./operations.js";
import { tryPoint, type Counted, type PointResult } from "./point.js";
import { asTable, sayAudits, sayPoint, summed } from "./report.js";
import type { Positioning } from "./savedServers.js";
import { openScene } from "./scene.js";
import { WAYS, type WayName } from "./ways.js";

const POSITIONINGS: Record<Positioning, { firstPort: number }> = {
    binlog: { firstPort: 25200 },
    gtid: { firstPort: 25210 },
};
const COUNTED: Record<Counted, string> = {
    all: "every statement that the provider sends",
    changes: "only those that change something on a server: what lies between leaves the servers as they are",
};

const described = (choices: Record<string, { says: string }>): string =>
    Object.entries(choices)
        .map(([name, { says }]) => `                     ${name.padEnd(9)} ${says}`)
        .join("\n");

const HELP = `Ends an operation after its n-th statement, does it once more, and looks whether all is as if it had not been ended:
for every n, until the operation comes to its end first. Then audits a healthy pair again and again.

npm run test:endurance -- [options]

  --operation A,B    which operations (default: all)
${described(OPERATIONS)}
  --way A,B          how to end them (default: all)
${described(WAYS)}
  --positioning A,B  binlog, gtid (default: both)
  --count WHICH      what n counts (default: all)
                     all       ${COUNTED.all}
                     changes   ${COUNTED.changes}
  --from N, --to N   which n (default: from 1, as far as the operation goes)
  --audits N         audits in a row (default: 200); 0 for none
  --only-audits      no operation is interrupted
  --json             prints every result as JSON on standard output; progress goes to standard error

Exit code 1 when anything failed, with the evidence.`;

const { values } = parseArgs({
    options: {
        operation: { type: "string" },
        way: { type: "string" },
        positioning: { type: "string" },
        count: { type: "string", default: "all" },
        from: { type: "string", default: "1" },
        to: { type: "string" },
        audits: { type: "string", default: "200" },
        "only-audits": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    },
});

function chosen<T extends string>(option: string, given: string | undefined, choices: Record<T, unknown>): T[] {
    const all = Object.keys(choices) as T[];
    const names = given?.split(",") ?? all;
    return names.map((name) => {
        const found = all.find((each) => each === name);
        if (found === undefined) {
            throw new Error(`--${option} = ${name}: allowed: ${all.join(", ")}`);
        }
        return found;
    });
}

function wholeNumber(option: string, given: string, least: number): number {
    const number = Number(given);
    if (!Number.isInteger(number) || number < least) {
        throw new Error(`--${option} = ${given}: allowed: a whole number from ${least}`);
    }
    return number;
}

interface Plan {
    operations: OperationName[];
    ways: WayName[];
    positionings: Positioning[];
    counted: Counted;
    from: number;
    to: number;
    audits: number;
}

const tell = (line: string): void => {
    console.error(line);
};

async function tryPoints(plan: Plan, positioning: Positioning): Promise<PointResult[]> {
    const results: PointResult[] = [];
    const scene = await openScene(`it-endure-${positioning}`, POSITIONINGS[positioning].firstPort, positioning);
    try {
        for (const operation of plan.operations) {
            for (const way of plan.ways) {
                for (let number = plan.from; number <= plan.to; number += 1) {
                    const result = await tryPoint(scene, { operation, way, number, counted: plan.counted });
                    results.push(result);
                    tell(sayPoint(result));
                    if (result.evidence !== undefined) {
                        tell(result.evidence);
                    }
                    if (result.verdict === "past the end") {
                        break;
                    }
                }
            }
        }
    } finally {
        await scene.close();
    }
    return results;
}

async function audits(plan: Plan, positioning: Positioning): Promise<AuditsResult> {
    const { firstPort } = POSITIONINGS[positioning];
    const scene = await openScene(`it-endure-audits-${positioning}`, firstPort + 20, positioning, "complete");
    try {
        return await tryAudits(scene, plan.audits, tell);
    } finally {
        await scene.close();
    }
}

async function main(plan: Plan): Promise<boolean> {
    const points: PointResult[] = [];
    const audited: AuditsResult[] = [];
    for (const positioning of plan.positionings) {
        if (plan.operations.length > 0) {
            points.push(...(await tryPoints(plan, positioning)));
        }
    }
    const [first] = plan.positionings;
    if (plan.audits > 0 && first !== undefined) {
        audited.push(await audits(plan, first));
    }
    if (values.json) {
        console.log(JSON.stringify({ points, audits: audited }, null, 2));
    } else {
        console.log(asTable(summed(points, plan.from)));
        audited.forEach((each) => {
            console.log([sayAudits(each), ...each.evidence].join("\n"));
        });
    }
    return (
        points.every(({ verdict }) => verdict !== "failed") && audited.every(({ evidence }) => evidence.length === 0)
    );
}

if (values.help) {
    console.log(HELP);
} else {
    const [counted = "all"] = chosen("count", values.count, COUNTED);
    process.exitCode = (await main({
        operations: values["only-audits"] ? [] : chosen("operation", values.operation, OPERATIONS),
        ways: chosen("way", values.way, WAYS),
        positionings: chosen("positioning", values.positioning, POSITIONINGS),
        counted,
        from: wholeNumber("from", values.from, 1),
        to: values.to === undefined ? Infinity : wholeNumber("to", values.to, 1),
        audits: wholeNumber("audits", values.audits, 0),
    }))
        ? 0
        : 1;
}
