import type { ServerConnection } from "../../model/connection";

/** Lines, and characters of each. */
const [MOST, LONGEST] = [4, 300];

/** The server itself, which has a port: the one with which the image sets up a data directory has none. */
const SERVES = /^Version: .* port: [1-9]\d*/m;

/** `2026-11-25T11:44:52.295646Z 0 [ERROR] …`, as mysqld writes it, and as the image's entrypoint does. */
const ERROR = /\[ERROR\] (?:\[[\w-]+\] )*(.*)$/;

/** What programs of the image say that know no such form. */
const FAILED = /denied|cannot|can't|failed|fatal|no space|not found|error/i;

/** What follows from the error before it. */
const GOES_WITHOUT_SAYING = /^(Aborting|Shutdown complete|\[Entrypoint\]: mysqld refuses its configuration)/;

/** True where the server came to the end of its start in this log. */
export const hasServed = (log: string): boolean => SERVES.test(log);

/** The errors in the log of a run that has ended: the last ones, each once, without a password. */
export function errorsIn(log: string, { password, auditor }: ServerConnection): string[] {
    const lines = log.split(/\r?\n/);
    const errors = lines.flatMap((line) => ERROR.exec(line)?.[1]?.trim() ?? []);
    const said = errors.filter((line) => line !== "" && !GOES_WITHOUT_SAYING.test(line));
    const found = said.length > 0 ? said : lines.map((line) => line.trim()).filter((line) => FAILED.test(line));
    return [...new Set(found)]
        .slice(-MOST)
        .map((line) => hidden(line, [password, auditor?.password ?? ""]).slice(0, LONGEST));
}

const hidden = (line: string, secrets: string[]): string =>
    secrets.filter((secret) => secret !== "").reduce((text, secret) => text.replaceAll(secret, "(secret)"), line);
