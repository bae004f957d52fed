import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../args";
import { DynamicResource } from "../storedProvider";
import type { ReadinessGateInputs } from "./inputs";

/**
 * Stands between two servers: whatever depends on it waits until this server, where it was made anew, answers, follows,
 * is followed, and is not behind. A change goes from one server to the next that way, and stops at the first on which it
 * fails. To a server that stays as it is it says nothing, and an audit has nothing to look at.
 */
export class ReadinessGate extends DynamicResource {
    constructor(name: string, args: Args<ReadinessGateInputs>, opts: pulumi.CustomResourceOptions) {
        super(
            "ReadinessGate",
            name,
            { ...args },
            // Only a new gate asks for it: later it would be a difference that means nothing.
            { ...opts, ignoreChanges: ["serverWasThere"] },
        );
    }
}
