import type { ConnectionOptions } from "mysql2";
import type { Login, PeerAddress, ServerConnection } from "../model/connection";

/** The same server, for whoever changes nothing there. */
export const forAudit = (server: ServerConnection): ServerConnection => ({ ...server, ...server.auditor });

/** True where the program dials the one elsewhere than the other: which may be one server, or two. */
export const isElsewhere = (one: ServerConnection, other: ServerConnection): boolean =>
    one.host.toLowerCase() !== other.host.toLowerCase() || one.port !== other.port;

export const sayAddress = ({ host, port }: PeerAddress): string => `${host}:${port}`;

/*
 * From here on, a connection in the terms of each of those that connect: the driver, MySQL's client programs, a replica,
 * a provider of @pulumi/mysql. None of them asks for TLS, and those that might do it by themselves are told not to.
 */

const CONNECT_TIMEOUT_MILLISECONDS = 4000;

/** A connection that is in use and silent is asked whether it is still there: a long statement outlives no dead network. */
const KEEP_ALIVE_MILLISECONDS = 10_000;

/** The driver's options for a session of this library. */
export const driverOptions = ({ host, port, user, password }: ServerConnection): ConnectionOptions => ({
    host,
    port,
    user,
    password,
    charset: "utf8mb4",
    connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MILLISECONDS,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
});

/**
 * Arguments of MySQL's client programs. No file of the user's is read besides the one with the password: one that names
 * another server would win. What is no secret stands in the arguments, which win over `~/.mylogin.cnf`.
 *
 * @param file with what {@link clientOptionFile} says
 */
export const clientArguments = (file: string, { host, port, user }: ServerConnection): string[] => [
    `--defaults-file=${file}`,
    "--protocol=TCP",
    `--host=${host}`,
    `--port=${port}`,
    `--user=${user}`,
];

/** The part of a connection that no other user of the machine may see. */
export const clientOptionFile = ({ password }: ServerConnection): string =>
    [
        "[client]",
        `password=${optionValue(password)}`,
        "max-allowed-packet=1G",
        // MariaDB's clients insist on a TLS that 5.7 does not speak; the other sessions go without it, too.
        "loose-skip-ssl",
        "",
    ].join("\n");

/** How an option file writes what would end a value (manual, 4.2.2.2 Using Option Files). */
const ESCAPED: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const optionValue = (value: string): string => `"${value.replace(/[\\"\n\r\t]/g, (found) => ESCAPED[found] ?? found)}"`;

/** What a replica is told of its source, and of the account that it logs in with there. */
export const sourceOptions = ({ host, port }: PeerAddress, { user, password }: Login): PeerAddress & Login => ({
    host,
    port,
    user,
    password,
});

/** The `endpoint` of a provider of `@pulumi/mysql`, which writes an IPv6 address in brackets. */
export const providerEndpoint = ({ host, port }: PeerAddress): string =>
    host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/**
 * What such a provider is told of TLS, in so many words: its default comes from the environment, and so would differ
 * between those who run the program.
 */
export const PROVIDER_TLS = "false";
