import { parseArgs } from "node:util";

/** The stack of a demo that was given no name. */
export const STACK = "demo";

/** Which pair is shown, or taken down. */
export interface DemoOptions {
    /** Of the cluster and of its stack. */
    name: string;
    stackName: string;
    firstPort: number;
}

const HELP = `npm run demo [-- --name NAME] [--port PORT]   shows a pair, and leaves it running
npm run demo:down [-- --name NAME]            takes it down

  --name NAME   of the cluster and of its stack, for a second demo beside a first one
                (default: the cluster orders in the stack demo)
  --port PORT   of the first server; the second one has the next (default: 3307)`;

/** Ends the program where the help is asked for, and refuses what can't be used. */
export function readOptions(args: string[]): DemoOptions {
    const { values } = parseArgs({
        args,
        options: {
            name: { type: "string" },
            port: { type: "string", default: "3307" },
            help: { type: "boolean", short: "h", default: false },
        },
    });
    if (values.help) {
        console.log(HELP);
        process.exit(0);
    }
    const firstPort = Number(values.port);
    if (!Number.isInteger(firstPort) || firstPort < 1 || firstPort > 65534) {
        throw new Error(`--port = ${values.port}: allowed: a whole number from 1 to 65534`);
    }
    return { name: values.name ?? "orders", stackName: values.name ?? STACK, firstPort };
}
