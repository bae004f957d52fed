import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY } from "./projects";

/** The lines below [mysqld] of the my.cnf in an example's README, as a reader would copy them. */
export async function myCnfInReadme(example: string): Promise<string[]> {
    const readme = await readFile(join(example, "README.md"), "utf8");
    const block = /```ini\n\[mysqld\]\n(.*?)```/s.exec(readme)?.[1];
    if (block === undefined) {
        throw new Error(`${example}/README.md holds no my.cnf`);
    }
    return block.split("\n").filter((line) => line !== "");
}

/** The same lines with other values; one that is not there can't be changed. */
export function withLines(myCnf: string[], changed: Record<string, string>): string[] {
    const options = myCnf.map((line) => line.split(" = ")[0]);
    const unknown = Object.keys(changed).filter((option) => !options.includes(option));
    if (unknown.length > 0) {
        throw new Error(`my.cnf holds no ${unknown.join(", ")}`);
    }
    return myCnf.map((line) => {
        const [option = ""] = line.split(" = ");
        return changed[option] === undefined ? line : `${option} = ${changed[option]}`;
    });
}

export const withoutOptions = (myCnf: string[], options: string[]): string[] =>
    myCnf.filter((line) => !options.includes(line.split(" = ")[0] ?? ""));

/** The SQL on the page of accounts, block by block, as a reader would copy it. */
export async function documentedGrants(): Promise<string[][]> {
    const page = await readFile(join(REPOSITORY, "docs/accounts.md"), "utf8");
    return [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, block = ""]) =>
        block.split("\n").flatMap((line) => (line === "" ? [] : [line.replace(/;$/, "")])),
    );
}
