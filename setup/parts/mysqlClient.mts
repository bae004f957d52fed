import { debianPackagesAreClosed, installDebianPackages } from "../debianPackages.mjs";
import type { Part } from "../part.mjs";
import { ask, onPath } from "../running.mjs";
import { dockerEngine } from "./dockerEngine.mjs";

/** MySQL's own where the distribution has them, else MariaDB's, which speak to MySQL 5.7 as well. */
const packageName = "default-mysql-client";

export const mysqlClient: Part = {
    title: "MySQL client programs",
    why: "mysqldump and mysql copy a master's data (initialData: copy)",
    // Both may install Debian packages, of which there is one at a time.
    needs: [dockerEngine],
    byHand: `sudo apt-get install -y ${packageName} (or whatever brings mysqldump and mysql on your system)`,

    async isThere() {
        if (!onPath("mysqldump") || !onPath("mysql")) {
            return undefined;
        }
        const version = await ask("mysqldump", "--version");
        return version === undefined ? undefined : { what: `mysqldump ${nameIn(version)}` };
    },

    ways: [
        {
            from: `the Debian package ${packageName}`,
            closed: debianPackagesAreClosed,
            make: (tell) => installDebianPackages([packageName], tell),
        },
    ],
};

/** `mysqldump  Ver 10.19 Distrib 10.11.19-MariaDB, for …`, and since 8.0 `mysqldump  Ver 8.0.36 for …`. */
const nameIn = (version: string): string => /(?:Distrib |Ver )([^ ,]+)(?=,| for )/.exec(version)?.[1] ?? version;
