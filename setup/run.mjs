// Brings this machine to where `pulumi up` of this project works, then runs a command there.
// Plain Node: what it needs from npm it may have to install first.
import { installNpmDependencies } from "./npmDependencies.mjs";

const help = `Usage: node setup/run.mjs [COMMAND [ARGUMENT…]]
       node setup/run.mjs --print-environment
       node setup/run.mjs --help

Makes what 'pulumi up' of this project needs and this machine lacks: npm dependencies, the
built library, a Docker engine, the Pulumi CLI with its Node language host, the Docker
resource plugin, and a MySQL 5.7 image. Each is taken from where it is usually had; what
the network refuses is built from package registries instead. Then runs COMMAND with all
of it in force, and exits as COMMAND does. When nothing is missing this adds about a second.

--print-environment   prints shell lines that put all of it in force:
                          eval "$(node setup/run.mjs --print-environment)"

Pulumi's home and the stacks are kept in .pulumi-lab/ of this project; ~/.pulumi is read
for a CLI and never written. What had to be built is kept in the user's cache folder
(XDG_CACHE_HOME, else ~/.cache), in pulumi-mysql-dual-master/, and serves every clone.
`;

const [first, ...rest] = process.argv.slice(2);

if (first === "--help" || first === "-h") {
    process.stdout.write(help);
} else if (first?.startsWith("-") && (first !== "--print-environment" || rest.length > 0)) {
    process.stderr.write(`setup: unknown arguments: ${[first, ...rest].join(" ")}\n\n${help}`);
    process.exitCode = 2;
} else {
    const printEnvironment = first === "--print-environment";
    const command = first === undefined || printEnvironment ? undefined : [first, ...rest];
    // Standard output belongs to COMMAND, or to the lines to be sourced.
    const messages = command || printEnvironment ? process.stderr : process.stdout;

    if (await installNpmDependencies(messages)) {
        const { register } = await import("tsx/esm/api");
        register();
        const { main } = await import("./main.mts");
        await main({ command, printEnvironment, messages });
    } else {
        process.exitCode = 1;
    }
}
