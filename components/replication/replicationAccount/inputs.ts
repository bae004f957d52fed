import type { ServerConnection } from "../../model/connection";

export interface DeclaredAccount {
    /** The master on which it lives, and how to log in there. */
    connection: ServerConnection;
    /** Changes with the process: a new one is verified again. */
    incarnation: string;
    /** Seconds to wait for the server's first answer. */
    deadlineSeconds: number;
    user: string;
    /** From where it may log in. */
    hostPattern: string;
    password: string;
}

/** The state of an account, in words. */
export interface AccountState {
    server: string;
    account: string;
    credentials: string;
    privileges: string;
}

export type ReplicationAccountInputs = DeclaredAccount & AccountState;
