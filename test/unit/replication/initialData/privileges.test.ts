import { FindingError } from "../../../../components/findings/finding";
import type { HeldData } from "../../../../components/model/initialData";
import type { InitialDataInputs } from "../../../../components/replication/initialData/inputs";
import { refuseLackingPrivileges } from "../../../../components/replication/initialData/privileges";
import { connection, fakeSession } from "../../fakes/session";

const withGlobal = (name: string, privileges: string) =>
    fakeSession(
        { "SHOW GRANTS": [{ grants: `GRANT ${privileges} ON *.* TO 'dba'@'%'` }] },
        connection(name, { user: "dba" }),
    );

/** What the finding names as lacking, and on which server; nothing where all is visible. */
async function lacking(data: HeldData, replica: string, source: string): Promise<string> {
    const ends = { replica: withGlobal("db2", replica), source: withGlobal("db1", source) };
    try {
        await refuseLackingPrivileges({ data } as InitialDataInputs, ends);
        return "nothing";
    } catch (error) {
        expect(error).toBeInstanceOf(FindingError);
        const { code, where, observed } = (error as FindingError).finding;
        expect(code).toBe("privileges-lacking");
        const [lacks, why] = observed.split(", so that ");
        expect(why).not.toBe("");
        return `${where}: ${String(lacks)}`;
    }
}

const LOADED = "SHOW DATABASES, ALTER ROUTINE, EXECUTE";
const COPIED = "SHOW DATABASES, SELECT, SHOW VIEW, TRIGGER, EVENT";

describe("what an account needs before data is settled", () => {
    it.each<[HeldData, string, string, string]>([
        ["empty", "SHOW DATABASES", "SHOW DATABASES", "nothing"],
        ["empty", "SELECT", "SHOW DATABASES", "db2: the account dba lacks SHOW DATABASES ON *.*"],
        ["empty", "SHOW DATABASES", "USAGE", "db1: the account dba lacks SHOW DATABASES ON *.*"],
        ["identical", "SHOW DATABASES, SELECT", "SHOW DATABASES, SELECT", "nothing"],
        ["identical", "SHOW DATABASES, SELECT", "SHOW DATABASES", "db1: the account dba lacks SELECT ON *.*"],
        ["copy", LOADED, COPIED, "nothing"],
        ["copy", "SHOW DATABASES, CREATE ROUTINE, ALTER ROUTINE", COPIED, "db2: the account dba lacks EXECUTE ON *.*"],
        ["copy", LOADED, "SHOW DATABASES, SELECT", "db1: the account dba lacks SHOW VIEW, TRIGGER, EVENT ON *.*"],
        ["copied", COPIED, LOADED, "nothing"],
        ["copied", "SHOW DATABASES", LOADED, "db2: the account dba lacks SELECT, SHOW VIEW, TRIGGER, EVENT ON *.*"],
    ])("should be all whose lack no server would complain of: %s, %s and %s", async (data, replica, source, lacks) => {
        expect(await lacking(data, replica, source)).toBe(lacks);
    });
});
