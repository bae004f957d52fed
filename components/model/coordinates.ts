/**
 * Where in a server's binary log a replica begins to read (manual, 16.1.2.3).
 *
 * @category Outputs
 */
export interface BinaryLogCoordinates {
    /** Name of the binary log file. */
    file: string;
    /** Byte in that file at which the next event begins. */
    position: number;
    /** Executed GTIDs, empty where the server has none. */
    gtidSet: string;
}

/**
 * How a replica finds its place in its source's binary log.
 *
 * @enum
 * @category Choices
 */
export const Positioning = {
    /** By global transaction identifiers (MASTER_AUTO_POSITION=1): a link that lost its place finds it again. */
    Gtid: "gtid",
    /** By file and position: a place that can't be proved is refused, never guessed. */
    Binlog: "binlog",
} as const;
export type Positioning = (typeof Positioning)[keyof typeof Positioning];
