import { parseArgs } from "node:util";
import { OPERATIONS, type OperationName } from "./operations";
import type { Counted } from "./point";
import type { Positioning } from "./savedServers";
import { WAYS, type WayName } from "./ways";

/** What is to be tried. */
export interface Plan {
    operations: OperationName[];
    ways: WayName[];
    positionings: Positioning[];
    counted: Counted;
    from: number;
    to: number;
    audits: number;
    json: boolean;
}

const POSITIONINGS: Record<Positioning, string> = { binlog: "by file and position", gtid: "by GTID" };
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

/**
 * @returns what the options ask for; the help, where they ask for that
 * @throws Error where an option can't be used
 */
export function readOptions(args: string[]): Plan | string {
    const { values } = parseArgs({
        args,
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
    if (values.help) {
        return HELP;
    }
    const [counted = "all"] = chosen("count", values.count, COUNTED);
    return {
        operations: values["only-audits"] ? [] : chosen("operation", values.operation, OPERATIONS),
        ways: chosen("way", values.way, WAYS),
        positionings: chosen("positioning", values.positioning, POSITIONINGS),
        counted,
        from: wholeNumber("from", values.from, 1),
        to: values.to === undefined ? Infinity : wholeNumber("to", values.to, 1),
        audits: wholeNumber("audits", values.audits, 0),
        json: values.json,
    };
}
