/** How a receiver keeps in touch with its source (manual, 13.4.2.1: MASTER_CONNECT_RETRY, MASTER_HEARTBEAT_PERIOD). */
export interface ReceiverSettings {
    /** Seconds until it connects again once it has lost its source. */
    connectRetrySeconds: number;
    /** Seconds without an event after which the source sends a heartbeat. */
    heartbeatSeconds: number;
}
