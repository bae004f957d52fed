/** Where things are in a container of the official `mysql:5.7`. */
export const DATA_FOLDER = "/var/lib/mysql";
export const LOG_FOLDER = "/var/log/mysql";
export const ROOT_PASSWORD_FILE = "/run/secrets/mysql-root-password";

/** Folders that the image's own configuration includes, and without which mysqld does not start. */
const INCLUDED = ["/etc/mysql/conf.d", "/etc/mysql/mysql.conf.d"];

/** Files that keep the included folders there when `configFolder` is mounted over them. */
export function filesBelow(configFolder: string): string[] {
    return INCLUDED.filter((folder) => folder.startsWith(`${configFolder}/`)).map((folder) => `${folder}/README`);
}

/**
 * Opens mounted folders to mysqld, and goes on as the image would: a folder that Docker made belongs to root, and one
 * that a user made may be closed to everybody else. That of the data the image sees to itself.
 *
 * @returns `undefined` where the image needs no help
 */
export function openingFolders(mounted: { log: boolean; configFolder?: string }): string[] | undefined {
    const { log, configFolder } = mounted;
    const steps = [
        ...(log ? [`chown mysql:mysql ${LOG_FOLDER}`] : []),
        ...(configFolder === undefined ? [] : [`chmod a+rx ${configFolder}`]),
        'exec docker-entrypoint.sh "$@"',
    ];
    return steps.length === 1 ? undefined : ["bash", "-c", steps.join(" && "), "docker-entrypoint.sh"];
}
