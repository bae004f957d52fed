/** What keeps mysqld from starting, by its own last words, and what helps in just that case. */
const CAUSES: [RegExp, (match: RegExpExecArray) => string][] = [
    [/unknown (?:variable|option) '(?:--)?([\w-]+)/, ([, option = ""]) => `correct ${option} in options, or remove it`],
    [
        /Error while setting value '.*' to '([\w-]+)'|option '([\w-]+)' (?:requires|cannot)|Unknown suffix .* for variable '([\w-]+)'|unknown (?:key|value) .*'([\w-]+)'/,
        ([, ...names]) => `give ${names.find(Boolean) ?? "it"} in options a value that it takes`,
    ],
    [
        /io_setup\(\) failed with EAGAIN/,
        () =>
            "raise fs.aio-max-nr on the Docker host (sysctl -w fs.aio-max-nr=1048576), of which every server there takes a " +
            'part; or declare options: { "innodb-use-native-aio": "0" }',
    ],
    [
        /--initialize specified but the data directory has files|Table 'mysql\.\w+' doesn't exist|Can't open and lock privilege tables/,
        () =>
            "look into its data directory (storage): what is there is no whole server, most likely because its first start " +
            "was ended half-way. If it never held any rows, empty the directory or remove the volume yourself; else put a " +
            "backup there. Nothing is deleted for you",
    ],
    [
        /Unable to lock \.\/|Another process with pid|Check that you do not already have another mysqld/,
        () => "stop the other mysqld that uses the same data directory",
    ],
    [
        /Can't start server: Bind on|port is already allocated|Address already in use/i,
        () => "stop what listens on that port, or declare another one (hostPort)",
    ],
    [
        /network (\S+) not found/,
        ([, network = ""]) =>
            `make that network (docker network create ${network}), or declare one that is there (network); mysqld was never started`,
    ],
    [/Errcode: 28|No space left on device/, () => "make room on the disk that holds its data directory"],
    [
        /Cannot allocate memory|Out of memory/i,
        () => "give it more memory, or declare a smaller innodb_buffer_pool_size in options",
    ],
    [
        /Permission denied|Errcode: 13|OS errno 13|The error means mysqld does not have the access rights/,
        () => "give the folder that is named there to the user mysql of the image (in the official one, 999)",
    ],
    [
        /redo log file .* size|Unsupported redo log format|created by a newer|upgrade|downgrade/i,
        () => "run the version of MySQL that wrote this data directory, or upgrade it as the manual says (2.11)",
    ],
];

/** Exactly what helps, `undefined` where mysqld's words are of no known kind. */
export function helpWithStart(words: string): string | undefined {
    for (const [pattern, help] of CAUSES) {
        const match = pattern.exec(words);
        if (match !== null) {
            return help(match);
        }
    }
    return undefined;
}
