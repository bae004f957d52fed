/** A finding as an audit prints it. */
export interface PrintedFinding {
    where: string;
    code: string;
    observed: string;
}

const FINDING = /^\s*(?:(?:warning|error|info): )?(\S.*?): \[([a-z-]+)\] (.*)$/;

/** True of the first line of a finding. */
export const isFinding = (line: string): boolean => FINDING.test(line);

/** The findings that a command printed, each once: a preview and an update print the same one. */
export function findingsIn(output: string): PrintedFinding[] {
    const found = new Map<string, PrintedFinding>();
    for (const line of output.split("\n")) {
        const [, where = "", code = "", observed = ""] = FINDING.exec(line) ?? [];
        if (code !== "") {
            found.set(`${where} ${code} ${observed}`, { where, code, observed });
        }
    }
    return [...found.values()];
}

/** The same in short: `[code] where`. */
export const codesIn = (output: string): string[] => findingsIn(output).map(({ code, where }) => `[${code}] ${where}`);
