import { breakReplication } from "./breakReplication.mjs";
import { chapter, closing, say } from "./narration.mjs";
import { readOptions } from "./options.mjs";
import { endpointsOf, openStack, type Pair } from "./stack.mjs";
import { writeOnEachSide } from "./writeOnEachSide.mjs";

const AUDIT = ["preview", "--refresh", "--run-program", "--diff", "--expect-no-changes"];

/** Shows the pair from its first preview to the repair of what was broken by hand, and leaves it running. */
async function demo(): Promise<void> {
    const began = Date.now();
    const stack = await openStack(readOptions(process.argv.slice(2)));

    chapter("What would be made", "pulumi preview");
    await stack.pulumi(["preview"]);

    chapter("Two servers become masters of each other", "pulumi up");
    await stack.pulumi(["up", "--yes", "--skip-preview"]);

    // What Docker's plugin reports only when it looks would clutter every audit. Naming it in the program does not help:
    // of an empty list, Terraform's SDK, on which the plugin is built, records null when it creates and [] when it looks.
    say("$ pulumi refresh   (notes what Docker fills in by itself, which every audit would repeat otherwise)");
    await stack.ask(["refresh", "--yes", "--skip-preview"]);
    const pair: Pair = await endpointsOf(stack);
    chapter("A row written on each side is read on the other");
    await writeOnEachSide(pair, stack.rootPassword);

    chapter("An audit of the healthy pair finds nothing", `pulumi ${AUDIT.join(" ")}`);
    await stack.pulumi(AUDIT);

    chapter("Somebody breaks it by hand");
    await breakReplication(pair, stack.rootPassword);

    chapter("The same audit names both, and exits with another code than 0", `pulumi ${AUDIT.join(" ")}`);
    const code = await stack.pulumiThatFails(AUDIT);
    say(`exit code ${code}: a CI job that audits would be red now`);

    chapter("What was broken is put right", "pulumi up --refresh");
    await stack.pulumi(["up", "--refresh", "--yes", "--skip-preview"]);

    chapter("And the audit finds nothing again", `pulumi ${AUDIT.join(" ")}`);
    await stack.pulumi(AUDIT);
    closing(pair, (Date.now() - began) / 1000);
}

await demo();
