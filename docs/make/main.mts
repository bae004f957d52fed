import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findingsPage } from "../../components/findings/page.js";
import { argumentsPage } from "./argumentsPage.mjs";
import { topologyPicture } from "./topologyPicture.mjs";

const HELP = `npm run docs              makes anew the pages and the picture that are made from what is kept elsewhere
npm run docs -- --check   changes nothing; exit code 1, and the name, of each that is not what would be made`;

const MADE: Record<string, () => string | Promise<string>> = {
    "components/findings/README.md": findingsPage,
    "docs/arguments.md": argumentsPage,
    "docs/topology.svg": topologyPicture,
};

function kept(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return undefined;
    }
}

async function main(args: string[]): Promise<number> {
    const checkOnly = args.join(" ") === "--check";
    if (args.length > 0 && !checkOnly) {
        console.log(HELP);
        return args.join(" ") === "--help" ? 0 : 1;
    }
    const outdated: string[] = [];
    for (const [file, make] of Object.entries(MADE)) {
        const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
        const made = await make();
        if (kept(path) !== made) {
            outdated.push(file);
            if (!checkOnly) {
                writeFileSync(path, made);
            }
        }
    }
    outdated.forEach((file) => {
        console.log(checkOnly ? `${file} is not what npm run docs makes` : `made anew: ${file}`);
    });
    return checkOnly ? outdated.length : 0;
}

process.exitCode = (await main(process.argv.slice(2))) === 0 ? 0 : 1;
