import type { ExistingHost } from "../support/existingHost";

/** Accounts and databases of a server, by which what somebody left there is found. */
export async function namesOn(host: ExistingHost): Promise<string[]> {
    const accounts = await host.on("SELECT CONCAT(user, '@', host) AS name FROM mysql.user ORDER BY name");
    const databases = await host.on("SHOW DATABASES");
    return [...accounts, ...databases].map((row) => String(Object.values(row)[0]));
}
