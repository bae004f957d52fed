import type { FindingCode } from "../../findings/catalogue";
import type { Finding } from "../../findings/finding";
import type { Surroundings } from "../../mysql/compatibility";

interface Named extends Surroundings {
    name: string;
}

/** `5.7` of `5.7.22-log`: within it, what one writes the other understands. */
const series = (version: string): string => version.split(".").slice(0, 2).join(".");

const missing = (from: string[], among: string[]): string[] => from.filter((each) => !among.includes(each));

function sayModes(one: Named, other: Named): string {
    const only = (here: Named, there: Named): string[] => {
        const modes = missing(here.sqlMode, there.sqlMode);
        return modes.length === 0 ? [] : [`${modes.join(", ")} on ${here.name} only`];
    };
    return `sql_mode has ${[...only(one, other), ...only(other, one)].join(", and ")}`;
}

/** In what two servers that follow each other differ without a link minding. */
export function surroundingFindings(where: string, replica: Named, source: Named): Finding[] {
    const differs = (code: FindingCode, what: string, of: (server: Named) => string, by = of): Finding[] =>
        by(replica) === by(source)
            ? []
            : [
                  {
                      code,
                      where,
                      observed: `${what} is ${of(replica)} on ${replica.name} and ${of(source)} on ${source.name}`,
                  },
              ];
    const sameModes = missing(replica.sqlMode, source.sqlMode).concat(missing(source.sqlMode, replica.sqlMode));
    return [
        ...differs("versions-differ", "the version", ({ version }) => series(version)),
        ...differs("names-case-differs", "lower_case_table_names", ({ lowerCaseTableNames }) => lowerCaseTableNames),
        ...differs("character-sets-differ", "character_set_server", ({ characterSet }) => characterSet),
        ...differs("character-sets-differ", "collation_server", ({ collation }) => collation),
        ...differs(
            "time-zones-differ",
            "the time zone",
            ({ timeZone }) => timeZone,
            ({ utcOffset }) => utcOffset,
        ),
        ...(sameModes.length === 0
            ? []
            : [{ code: "sql-modes-differ" as const, where, observed: sayModes(replica, source) }]),
    ];
}
