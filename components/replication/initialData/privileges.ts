import type { HeldData } from "../../model/initialData";
import { FindingError } from "../../findings/finding";
import { lackedGlobally } from "../../mysql/grants";
import type { Session } from "../../mysql/session";
import type { LinkSessions } from "../link/linkSessions";
import type { InitialDataInputs } from "./inputs";

/** Privileges whose lack no server complains of, and what happens instead. */
interface Silent {
    privileges: string[];
    means: string;
}

const seeing = (...privileges: string[]): Silent => ({
    privileges,
    means: "a server shows an account only what it has privileges for, so that what this one holds can't be told",
});

const DATABASES = seeing("SHOW DATABASES");
const ROWS = seeing("SHOW DATABASES", "SELECT");
const ALL = seeing("SHOW DATABASES", "SELECT", "SHOW VIEW", "TRIGGER", "EVENT");

/** Manual, 23.2.2 Stored Routines and MySQL Privileges; seen on 5.7.22 with an account that may CREATE USER. */
const RUNNING_ROUTINES: Silent = {
    privileges: ["ALTER ROUTINE", "EXECUTE"],
    means: "with every routine that is copied the server would grant them itself, to a new account without a password",
};

/** What each end of a link takes, by what is declared of the two. */
const NEEDED: Record<HeldData, { replica: Silent[]; source: Silent[] }> = {
    empty: { replica: [DATABASES], source: [DATABASES] },
    identical: { replica: [ROWS], source: [ROWS] },
    copy: { replica: [DATABASES, RUNNING_ROUTINES], source: [ALL] },
    copied: { replica: [ALL], source: [DATABASES, RUNNING_ROUTINES] },
};

/** @throws FindingError where an account lacks what nothing would be heard of: an empty answer proves nothing then */
export async function refuseLackingPrivileges({ data }: InitialDataInputs, ends: LinkSessions): Promise<void> {
    for (const end of ["replica", "source"] as const) {
        for (const { privileges, means } of NEEDED[data][end]) {
            await refuseLacking(ends[end], privileges, means);
        }
    }
}

async function refuseLacking(session: Session, privileges: string[], means: string): Promise<void> {
    const lacked = (await lackedGlobally(session, privileges)).join(", ");
    if (lacked !== "") {
        const { name, user } = session.server;
        throw new FindingError({
            code: "privileges-lacking",
            where: name,
            observed: `the account ${user} lacks ${lacked} ON *.*, so that ${means}`,
            here: `GRANT ${lacked} ON *.* to it, at least until the links run, then run pulumi up again`,
        });
    }
}
