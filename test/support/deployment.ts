import type { ConfigMap } from "@pulumi/pulumi/automation";
import { openStack, type DeployedStack, type Outcome } from "./stack";

const MILLISECONDS = 600_000;

/** A program on the real engines, for all tests of a file. */
export interface Deployment {
    readonly stack: DeployedStack;
    /** How its first `up` went. */
    readonly firstUp: Outcome;
}

/** The image that the tests run, as the set-up names it. */
export const IMAGE = process.env.MYSQL_IMAGE ?? "mysql:5.7";

/**
 * Deploys a program before the tests of a block, and takes it down after them, whatever happened. What is answered can
 * be used in tests, not before.
 *
 * @param firstUpOf how it is deployed, where it is not by a plain `up`
 */
export function deployment(
    workDir: string,
    cluster: string,
    firstPort: number,
    more: ConfigMap = {},
    firstUpOf = (opened: DeployedStack): Promise<Outcome> => opened.up(),
): Deployment {
    let stack: DeployedStack | undefined;
    let firstUp: Outcome | undefined;

    beforeAll(async () => {
        stack = await openStack(workDir, cluster, firstPort, more);
        firstUp = succeeded(await firstUpOf(stack));
    }, MILLISECONDS);

    afterAll(async () => {
        await stack?.dispose();
    }, MILLISECONDS);

    const once = <T>(deployed: T | undefined): T => {
        if (deployed === undefined) {
            throw new Error(`${cluster} was not deployed`);
        }
        return deployed;
    };
    return {
        get stack() {
            return once(stack);
        },
        get firstUp() {
            return once(firstUp);
        },
    };
}

/** Ends a test with everything that the CLI printed, where it did not end with 0. */
export function succeeded(outcome: Outcome): Outcome {
    if (outcome.code !== 0) {
        throw new Error(`pulumi ended with ${outcome.code}:\n${outcome.output}`);
    }
    return outcome;
}
