import { IMAGE } from "./deployment";
import { docker } from "./docker";
import { FIRST_PASSWORD, rootPasswordStatements } from "./rootPassword";
import { eventually } from "./servers";

/** Data of a MySQL server in a volume, as an earlier set-up by hand would have left it. */
export async function seededVolume(volume: string, rootPassword: string, statements: string[]): Promise<void> {
    await docker("volume", "create", volume);
    await seed(volume, `${volume}-seed`, rootPassword, statements);
}

/** The same in a folder on the Docker host. */
export async function seededFolder(
    folder: string,
    container: string,
    rootPassword: string,
    statements: string[],
): Promise<void> {
    await seed(folder, container, rootPassword, statements);
}

async function seed(source: string, container: string, rootPassword: string, statements: string[]): Promise<void> {
    const client = [`MYSQL_PWD=${FIRST_PASSWORD}`, container, "mysql", "--protocol=tcp", "--host=127.0.0.1", "-uroot"];
    await docker("rm", "-fv", container).catch(() => undefined);
    await docker(
        ...["run", "--detach", "--name", container, "--volume", `${source}:/var/lib/mysql`],
        ...["--env", `MYSQL_ROOT_PASSWORD=${FIRST_PASSWORD}`, "--env", "MYSQL_INITDB_SKIP_TZINFO=1", IMAGE],
    );
    try {
        // Over TCP only the real server answers, not the one that the image runs to set itself up.
        await eventually(
            `${container} answers`,
            async () => (await docker("exec", "-e", ...client, "-e", "SELECT 1")) !== "",
            180,
        );
        await docker(
            "exec",
            "-e",
            ...client,
            "-e",
            [...statements, ...rootPasswordStatements(rootPassword)].join("; "),
        );
        await docker("stop", "--time", "60", container);
    } finally {
        await docker("rm", "-fv", container);
    }
}
