/** Lines of my.cnf for an option that names databases: one for each, as mysqld would read a list as one name. */
export const databaseLines = (option: string, databases: string[]): string[] =>
    databases.length === 0 ? [`no ${option}`] : databases.map((database) => `${option} = ${database}`);
